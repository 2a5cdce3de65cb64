import { Injectable } from '@nestjs/common'
import type { VersionState } from '@grantry/contract'
import { Database, type Prisma, type Tx, uniqueViolation } from '../../platform/database/index.ts'
import { reviewErrors } from './review.errors.ts'

const inFull = { extension: { include: { publisher: true } }, submittedBy: true, review: true } as const

const NO_DRAFT = { state: { not: 'draft' } } as const

/** Versions and the decisions about them. Ids of versions grow with the time of their upload. */
@Injectable()
export class ReviewRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** In the order of submission; drafts are nobody's business but their publisher's. */
  list(status: VersionState | null, after: { submittedAt: Date; id: string } | null, limit: number) {
    const isAfter = after && [
      { submittedAt: { gt: after.submittedAt } },
      { submittedAt: after.submittedAt, id: { gt: after.id } },
    ]
    return this.db.version.findMany({
      where: { AND: [NO_DRAFT, ...(status === null ? [] : [{ state: status }])], ...(isAfter && { OR: isAfter }) },
      include: inFull,
      orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
      take: limit,
    })
  }

  find(versionId: string) {
    return this.db.version.findUnique({ where: { id: versionId, ...NO_DRAFT }, include: inFull })
  }

  /** Newest first; with drafts for the publisher itself. */
  listOfPublisher(publisherId: string, before: string | null, limit: number, viewer: 'publisher' | 'desk') {
    return this.db.version.findMany({
      where: {
        extension: { publisherId },
        ...(viewer === 'desk' && NO_DRAFT),
        ...(before === null ? {} : { id: { lt: before } }),
      },
      include: inFull,
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  /** Ids of what waits, in the order of the queue. */
  async queue(): Promise<string[]> {
    const rows = await this.db.version.findMany({
      where: { state: 'submitted' },
      select: { id: true },
      orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
    })
    return rows.map(({ id }) => id)
  }

  /** Records the decision; the second of two admins is told. */
  async decide(
    tx: Tx,
    decision: {
      versionId: string
      decidedAt: Date
      decidedById: string
      reason: string | null
      approvedPermissions: unknown
    },
  ): Promise<void> {
    try {
      await tx.review.create({
        data: { ...decision, approvedPermissions: decision.approvedPermissions as Prisma.InputJsonValue },
      })
    } catch (error) {
      throw uniqueViolation(error) === null ? error : reviewErrors.alreadyDecided()
    }
  }

  async takeDown(tx: Tx, versionId: string, takenDownAt: Date, takenDownReason: string): Promise<void> {
    await tx.review.update({ where: { versionId }, data: { takenDownAt, takenDownReason } })
  }

  /** Of what was uploaded of an extension before a version, what was approved last. */
  findLastApproved(extensionId: string, versionId: string) {
    return this.db.version.findFirst({
      where: { extensionId, approvedAt: { not: null }, id: { lt: versionId } },
      orderBy: { approvedAt: 'desc' },
    })
  }

  /** What was uploaded of an extension before a version, newest first. */
  listEarlier(extensionId: string, versionId: string) {
    return this.db.version.findMany({
      where: { extensionId, id: { lt: versionId }, ...NO_DRAFT },
      orderBy: { id: 'desc' },
    })
  }

  findOfPublisher(publisherId: string, extensionId: string, version: string) {
    return this.db.version.findUnique({
      where: { extensionId_version: { extensionId, version }, extension: { publisherId } },
      include: inFull,
    })
  }

  /** Installs of a version that are not removed, and the workspaces they are in. */
  async reach(versionId: string): Promise<{ installs: number; workspaces: number }> {
    const perWorkspace = await this.db.install.groupBy({
      by: ['workspaceId'],
      where: { versionId, state: { not: 'removed' } },
      _count: true,
    })
    return { installs: perWorkspace.reduce((sum, { _count }) => sum + _count, 0), workspaces: perWorkspace.length }
  }

  findOfExtension(extensionId: string, version: string) {
    return this.db.version.findUnique({ where: { extensionId_version: { extensionId, version }, ...NO_DRAFT } })
  }

  /** How a publisher has fared so far. */
  async recordOf(publisherId: string) {
    const [states, extensions, installs] = await Promise.all([
      this.db.version.groupBy({ by: ['state'], where: { extension: { publisherId }, ...NO_DRAFT }, _count: true }),
      this.db.extension.count({ where: { publisherId } }),
      this.db.install.count({ where: { extension: { publisherId }, state: { not: 'removed' } } }),
    ])
    return { versions: states.map(({ state, _count }) => ({ state, count: _count })), extensions, installs }
  }

  /** Words of rejections, those used most often first. */
  async rejectionReasons(limit: number): Promise<{ reason: string; uses: number }[]> {
    const rows = await this.db.review.groupBy({
      by: ['reason'],
      where: { reason: { not: null }, version: { state: 'rejected' } },
      _count: true,
      _max: { decidedAt: true },
      orderBy: [{ _count: { versionId: 'desc' } }, { _max: { decidedAt: 'desc' } }],
      take: limit,
    })
    return rows.flatMap(({ reason, _count }) => (reason === null ? [] : [{ reason, uses: _count }]))
  }

  listPeople(ids: readonly string[]) {
    return this.db.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true, email: true } })
  }

  async approvedPermissions(versionId: string): Promise<unknown> {
    const review = await this.db.review.findUnique({ where: { versionId }, select: { approvedPermissions: true } })
    return review?.approvedPermissions ?? []
  }
}

export type ReviewedVersion = NonNullable<Awaited<ReturnType<ReviewRepository['find']>>>
/** A version without who sent it and what was decided. */
export type ComparedVersion = NonNullable<Awaited<ReturnType<ReviewRepository['findOfExtension']>>>
