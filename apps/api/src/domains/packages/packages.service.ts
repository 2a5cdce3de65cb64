import { Injectable } from '@nestjs/common'
import type { Manifest, Published } from '@grantry/contract'
import { AccountsService } from '../accounts/index.ts'
import { VersionsService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { type Archive, readArchive } from './archive-reader.ts'
import { ArchiveRefused } from './archive.errors.ts'
import { CodeCheck } from './code-check.ts'
import { checkFiles, type ManifestFiles } from './manifest-files.ts'
import { MANIFEST_PATH, parseManifest } from './manifest-parser.ts'
import { ManifestRefused } from './manifest.errors.ts'
import { PackageStorage } from './package-storage.ts'
import { packagesErrors } from './packages.errors.ts'
import { repack } from './repack.ts'

export interface ParsedPackage {
  archive: Archive
  manifest: Manifest
  files: ManifestFiles
}

/** Turns an upload into a version that waits for review, or into nothing at all. */
@Injectable()
export class PackagesService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly publishers: PublishersService,
    private readonly versions: VersionsService,
    private readonly code: CodeCheck,
    private readonly storage: PackageStorage,
  ) {}

  /** @throws DomainError with a code that names what was refused; nothing is then stored */
  async publish(slug: string, userId: string, upload: AsyncIterable<Uint8Array>): Promise<Published> {
    const publisher = await this.publishers.requireMember(slug, userId)
    await this.accounts.requireVerified(userId)
    const parsed = await parsePackage(upload)
    await this.versions.requireFree(publisher.id, parsed.manifest.id, parsed.manifest.version)
    const inspection = await this.code.inspect(parsed.manifest, parsed.files.entry)
    const packed = await repack(parsed.archive)
    return this.storage.store({ publisherId: publisher.id, userId, parsed, packed, inspection })
  }
}

async function parsePackage(upload: AsyncIterable<Uint8Array>): Promise<ParsedPackage> {
  try {
    const archive = await readArchive(upload)
    const manifest = parseManifest(archive.files.get(MANIFEST_PATH))
    return { archive, manifest, files: checkFiles(manifest, archive.files) }
  } catch (error) {
    if (error instanceof ArchiveRefused) throw packagesErrors.archive(error.code, error.detail, error.entry, error)
    if (error instanceof ManifestRefused)
      throw packagesErrors.manifest(error.code, error.detail, [...error.issues], error)
    throw error
  }
}
