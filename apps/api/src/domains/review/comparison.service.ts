import { Injectable } from '@nestjs/common'
import {
  type ArchiveFile,
  type FileComparison,
  type Manifest,
  type VersionComparison,
  versionSchema,
} from '@grantry/contract'
import { BlobStore } from '../../platform/blobs/index.ts'
import { filesOf, inspectionOf, manifestOf, toVersionDetail } from '../catalog/index.ts'
import { compareNames, compareVersions, exportNames, importNames } from './comparison.ts'
import { reviewErrors } from './review.errors.ts'
import { type ComparedVersion, ReviewRepository } from './review.repository.ts'
import { compareText, textOf } from './text-comparison.ts'

interface Side {
  file: ArchiveFile | undefined
  bytes: Uint8Array | null
}

/** A version beside an earlier one: permissions, imports, and each file. */
@Injectable()
export class ComparisonService {
  constructor(
    private readonly repository: ReviewRepository,
    private readonly blobs: BlobStore,
  ) {}

  /** The last approved version but this one, or the one that was asked for. @throws DomainError `not_found` */
  async findBase(version: ComparedVersion, against: string | undefined): Promise<ComparedVersion | null> {
    if (against === undefined) return this.repository.findLastApproved(version.extensionId, version.id)
    const base = await this.repository.findOfExtension(version.extensionId, against)
    if (base === null) throw reviewErrors.versionNotFound()
    return base
  }

  compare(version: ComparedVersion, base: ComparedVersion | null): VersionComparison {
    const before = base === null ? null : toVersionDetail(base)
    return { comparedWith: before?.version ?? null, ...compareVersions(before, toVersionDetail(version)) }
  }

  /** One path of both archives. @throws DomainError `not_found` when neither has it */
  async compareFile(version: ComparedVersion, path: string, against: string | undefined): Promise<FileComparison> {
    const base = await this.findBase(version, against)
    const [before, after] = await Promise.all([this.sideOf(base, path), this.sideOf(version, path)])
    if (before.file === undefined && after.file === undefined) throw reviewErrors.fileNotFound()
    const texts = [before, after].map(({ bytes }) => (bytes === null ? '' : textOf(bytes)))
    const [old, current] = texts
    const isText = old != null && current != null
    return {
      path,
      comparedWith: base === null ? null : versionSchema.parse(base.version),
      kind: isText ? 'text' : isEntry(manifestOf(version), path) ? 'module' : 'binary',
      before: toView(before),
      after: toView(after),
      hunks: isText ? compareText(old, current) : null,
      ...moduleChanges(version, base, path),
    }
  }

  private async sideOf(version: ComparedVersion | null, path: string): Promise<Side> {
    const file = version === null ? undefined : filesOf(version).find((candidate) => candidate.path === path)
    return { file, bytes: file === undefined ? null : await this.blobs.get(file.digest) }
  }
}

const isEntry = (manifest: Manifest, path: string): boolean => manifest.entry === path

/** A module is compared by what it binds to and what it offers; the inspection has it already. */
function moduleChanges(
  version: ComparedVersion,
  base: ComparedVersion | null,
  path: string,
): Pick<FileComparison, 'importChanges' | 'exportChanges'> {
  if (!isEntry(manifestOf(version), path)) return { importChanges: null, exportChanges: null }
  const namesOf = (side: ComparedVersion | null, names: typeof importNames) =>
    side === null ? [] : names({ inspection: inspectionOf(side) })
  return {
    importChanges: compareNames(namesOf(base, importNames), namesOf(version, importNames)),
    exportChanges: compareNames(namesOf(base, exportNames), namesOf(version, exportNames)),
  }
}

const toView = ({ file }: Side) => (file === undefined ? null : { digest: file.digest, sizeBytes: file.sizeBytes })
