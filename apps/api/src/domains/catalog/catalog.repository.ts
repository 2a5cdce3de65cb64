import { Injectable } from '@nestjs/common'
import type { Risk, VersionState } from '@grantry/contract'
import { Database, Prisma, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { catalogErrors } from './catalog.errors.ts'

export interface NewVersion {
  extensionId: string
  version: string
  manifest: unknown
  digest: string
  sizeBytes: number
  entryDigest: string
  inspection: unknown
  files: unknown
  readmeHtml: string | null
  changelogHtml: string | null
  submittedById: string
}

export interface ExtensionHeading {
  name: string
  description: string
  keywords: string[]
  categories: string[]
  abi: string
  risk: Risk
}

/** Any constant: the one lock under which names are taken. */
const NAMES_LOCK = 7_270_102

const withExtension = { extension: { include: { publisher: true } } } as const
const withLatest = { publisher: true, latestVersion: true } as const

@Injectable()
export class CatalogRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Makes the extension when it is new. */
  async claimExtension(tx: Tx, id: string, publisherId: string): Promise<void> {
    await tx.extension.createMany({ data: [{ id, publisherId }], skipDuplicates: true })
  }

  async createVersion(tx: Tx, version: NewVersion, state: 'draft' | 'submitted') {
    try {
      return await tx.version.create({
        data: {
          ...version,
          state,
          manifest: version.manifest as Prisma.InputJsonValue,
          inspection: version.inspection as Prisma.InputJsonValue,
          files: version.files as Prisma.InputJsonValue,
        },
      })
    } catch (error) {
      throw uniqueViolation(error) ? catalogErrors.versionExists(version.extensionId, version.version) : error
    }
  }

  /** From now on it waits for a review, behind whatever waits already. */
  async markSubmitted(tx: Tx, id: string, submittedAt: Date): Promise<void> {
    await tx.version.update({ where: { id }, data: { submittedAt } })
  }

  /** Deletes a version that nobody but its publisher has seen. */
  async deleteDraft(tx: Tx, id: string): Promise<boolean> {
    const { count } = await tx.version.deleteMany({ where: { id, state: 'draft' } })
    return count === 1
  }

  /** Moves a version on if it still is where the caller saw it. */
  async moveVersion(tx: Tx, id: string, from: VersionState, to: VersionState, approvedAt?: Date): Promise<boolean> {
    const { count } = await tx.version.updateMany({
      where: { id, state: from },
      data: { state: to, ...(approvedAt ? { approvedAt } : {}) },
    })
    return count === 1
  }

  /** Makes those who take new names take turns until their transactions end. */
  async lockNames(tx: Tx): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${NAMES_LOCK})`
  }

  /** The state of a version, which stays as it is until the transaction ends. */
  async holdState(tx: Tx, { id, extensionId }: { id: string; extensionId: string }): Promise<VersionState> {
    // Every change of a version locks its extension first.
    await tx.$executeRaw`SELECT 1 FROM extensions WHERE id = ${extensionId} FOR SHARE`
    return (await tx.version.findUniqueOrThrow({ where: { id }, select: { state: true } })).state
  }

  async lockExtension(tx: Tx, id: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM extensions WHERE id = ${id} FOR UPDATE`
  }

  /** It counts as updated when there is another latest version: not by what only its publisher sees. */
  async setLatest(
    tx: Tx,
    id: string,
    latest: (ExtensionHeading & { versionId: string }) | null,
    updatedAt: Date,
  ): Promise<void> {
    const data =
      latest === null
        ? { latestVersionId: null }
        : {
            latestVersionId: latest.versionId,
            name: latest.name,
            description: latest.description,
            keywords: latest.keywords,
            categories: latest.categories,
            abi: latest.abi,
            risk: latest.risk,
          }
    const before = await tx.extension.findUniqueOrThrow({ where: { id }, select: { latestVersionId: true } })
    const isOther = before.latestVersionId !== data.latestVersionId
    await tx.extension.update({ where: { id }, data: { ...data, ...(isOther && { updatedAt }) } })
  }

  async setPricing(tx: Tx, id: string, pricing: Prisma.InputJsonObject): Promise<void> {
    await tx.extension.update({ where: { id }, data: { pricing } })
  }

  versionsOf(tx: Tx, extensionId: string, states: readonly VersionState[]) {
    return tx.version.findMany({ where: { extensionId, state: { in: [...states] } } })
  }

  findExtension(id: string) {
    return this.db.extension.findUnique({ where: { id }, include: withLatest })
  }

  findVersion(extensionId: string, version: string) {
    return this.db.version.findUnique({
      where: { extensionId_version: { extensionId, version } },
      include: withExtension,
    })
  }

  findVersionById(id: string) {
    return this.db.version.findUnique({ where: { id }, include: withExtension })
  }

  listVersions(extensionId: string, states: readonly VersionState[]) {
    return this.db.version.findMany({ where: { extensionId, state: { in: [...states] } } })
  }

  /** Versions of a publisher that nobody has decided about: drafts, and those submitted. */
  countWaiting(publisherId: string, db: Tx = this.db): Promise<number> {
    return db.version.count({ where: { state: { in: ['draft', 'submitted'] }, extension: { publisherId } } })
  }

  async listIds(db: Tx = this.db): Promise<{ id: string; publisherId: string }[]> {
    return db.extension.findMany({ select: { id: true, publisherId: true } })
  }

  async countDownload(id: string): Promise<void> {
    await this.db.extension.update({ where: { id }, data: { downloads: { increment: 1 } } })
  }

  async setRatings(tx: Tx, id: string, { count, sum }: { count: number; sum: number }): Promise<void> {
    await tx.extension.update({ where: { id }, data: { ratingCount: count, ratingSum: sum } })
  }

  getExtensions(ids: string[]) {
    return this.db.extension.findMany({ where: { id: { in: ids } }, include: withLatest })
  }

  /** Which of some digests any version names: of its archive, its module, or a file in it. */
  async findNamed(digests: readonly string[]): Promise<Set<string>> {
    const named = await this.db.$queryRaw<{ digest: string }[]>`
      SELECT digest FROM versions WHERE digest = ANY(${digests}::text[])
      UNION SELECT entry_digest FROM versions WHERE entry_digest = ANY(${digests}::text[])
      UNION SELECT file->>'digest' FROM versions, jsonb_array_elements(files) AS file
        WHERE file->>'digest' = ANY(${digests}::text[])`
    return new Set(named.map(({ digest }) => digest))
  }
}

export type VersionRow = NonNullable<Awaited<ReturnType<CatalogRepository['findVersion']>>>
export type ExtensionRow = NonNullable<Awaited<ReturnType<CatalogRepository['findExtension']>>>
