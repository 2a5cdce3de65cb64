import { Injectable } from '@nestjs/common'
import { type ArchiveFile, type Inspection, type PublishAs, type Published, versionSchema } from '@grantry/contract'
import { BlobStore } from '../../platform/blobs/index.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { renderMarkdown, VersionsService } from '../catalog/index.ts'
import type { ParsedPackage } from './packages.service.ts'
import type { Repack } from './repack.ts'

interface Publication {
  publisherId: string
  userId: string
  parsed: ParsedPackage
  packed: Repack
  inspection: Inspection
  as: PublishAs
}

/**
 * Keeps a checked package: first the bytes, each under its digest, then, in one transaction, everything that names
 * them. A crash in between leaves blobs that nobody names, and no half of a version.
 */
@Injectable()
export class PackageStorage {
  constructor(
    private readonly versions: VersionsService,
    private readonly blobs: BlobStore,
    private readonly database: Database,
    private readonly audit: AuditService,
  ) {}

  async store({ publisherId, userId, parsed, packed, inspection, as }: Publication): Promise<Published> {
    const { archive, manifest, files } = parsed
    const entryDigest = await this.blobs.put(files.entry)
    for (const bytes of archive.files.values()) await this.blobs.put(bytes)
    const digest = await this.blobs.put(packed.bytes)
    const row = await this.database.transaction(async (tx) => {
      const added = {
        extensionId: manifest.id,
        version: manifest.version,
        manifest,
        digest,
        sizeBytes: packed.bytes.length,
        entryDigest,
        inspection,
        files: packed.files satisfies ArchiveFile[],
        readmeHtml: files.readme === null ? null : renderMarkdown(files.readme),
        changelogHtml: files.changelog === null ? null : renderMarkdown(files.changelog),
        submittedById: userId,
      }
      const version = await this.versions.add(tx, publisherId, added, as)
      await this.audit.append(tx, {
        actorId: userId,
        action: as === 'draft' ? 'version.drafted' : 'version.submitted',
        subject: `version:${version.id}`,
        data: { extension: manifest.id, version: manifest.version, digest },
      })
      return version
    })
    return {
      extension: manifest.id,
      version: versionSchema.parse(row.version),
      digest,
      status: row.state,
      reviewId: row.id,
      sizeBytes: packed.bytes.length,
      inspection,
    }
  }
}
