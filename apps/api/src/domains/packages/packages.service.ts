import { Injectable } from '@nestjs/common'
import type { Manifest, PublishAs, Published, PublishStage } from '@grantry/contract'
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

export interface PublishOptions {
  /** Default: it waits for a review at once. */
  as?: PublishAs
  /** Hears how far it has come. */
  onStage?: (stage: PublishStage) => void
}

/** Turns an upload into a version that waits for review, or into a draft, or into nothing at all. */
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
  async publish(
    slug: string,
    userId: string,
    upload: AsyncIterable<Uint8Array>,
    { as = 'submitted', onStage = () => undefined }: PublishOptions = {},
  ): Promise<Published> {
    const publisher = await this.publishers.requireMember(slug, userId)
    await this.accounts.requireVerified(userId)
    const parsed = await parsePackage(upload, onStage)
    const { manifest, files } = parsed
    await this.versions.requireFree(publisher.id, manifest.id, manifest.version)
    const inspection = this.code.inspect(manifest, files.entry)
    onStage({ stage: 'inspected', inspection })
    await this.code.compile(manifest, files.entry)
    onStage({ stage: 'compiled' })
    const packed = await repack(parsed.archive)
    return this.storage.store({ publisherId: publisher.id, userId, parsed, packed, inspection, as })
  }
}

async function parsePackage(
  upload: AsyncIterable<Uint8Array>,
  onStage: (stage: PublishStage) => void,
): Promise<ParsedPackage> {
  try {
    const archive = await readArchive(announced(upload, onStage))
    onStage({ stage: 'unpacked', files: archive.files.size, unpackedBytes: archive.unpackedBytes })
    const manifest = parseManifest(archive.files.get(MANIFEST_PATH))
    const files = checkFiles(manifest, archive.files)
    onStage({ stage: 'manifest', extension: manifest.id, name: manifest.name, version: manifest.version })
    return { archive, manifest, files }
  } catch (error) {
    if (error instanceof ArchiveRefused) throw packagesErrors.archive(error.code, error.detail, error.entry, error)
    if (error instanceof ManifestRefused)
      throw packagesErrors.manifest(error.code, error.detail, [...error.issues], error)
    throw error
  }
}

/** The same bytes; says when the last of them has come. */
async function* announced(
  upload: AsyncIterable<Uint8Array>,
  onStage: (stage: PublishStage) => void,
): AsyncGenerator<Uint8Array> {
  let uploadBytes = 0
  for await (const chunk of upload) {
    uploadBytes += chunk.length
    yield chunk
  }
  onStage({ stage: 'received', uploadBytes })
}
