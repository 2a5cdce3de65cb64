import { Injectable } from '@nestjs/common'
import type { REPORTED_STATES } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import { withAuthor } from './ratings.repository.ts'

type ReportedState = (typeof REPORTED_STATES)[number]

/** With whom to tell what was decided, and about what; and the reports that nobody has decided about. */
const withEverybody = {
  reports: { where: { settledAt: null }, select: { at: true } },
  user: { select: { name: true, closedAt: true, email: true } },
  extension: { select: { name: true } },
} as const

@Injectable()
export class RatingReportsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  count(userId: string, since: Date): Promise<number> {
    return this.db.ratingReport.count({ where: { userId, at: { gt: since } } })
  }

  /** A second report of the same person takes the place of the first. */
  async write(report: { ratingId: string; userId: string; reason: string; at: Date }): Promise<void> {
    const { ratingId, userId, reason, at } = report
    await this.db.ratingReport.upsert({
      where: { ratingId_userId: { ratingId, userId } },
      create: report,
      update: { reason, at, settledAt: null },
    })
  }

  async settle(tx: Tx, ratingId: string, settledAt: Date): Promise<void> {
    await tx.ratingReport.updateMany({ where: { ratingId, settledAt: null }, data: { settledAt } })
  }

  /** The open ones that wait longest first; the hidden ones newest first. */
  async list(state: ReportedState, limit: number, offset: number) {
    const ids = await this.listIds(state, limit, offset)
    const rows = await this.db.rating.findMany({
      where: { id: { in: ids } },
      include: {
        ...withAuthor,
        extension: { select: { name: true } },
        reports: { where: state === 'open' ? { settledAt: null } : {}, orderBy: { at: 'desc' } },
      },
    })
    return rows.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id))
  }

  private async listIds(state: ReportedState, limit: number, offset: number): Promise<string[]> {
    const chosen =
      state === 'open'
        ? Prisma.sql`SELECT rating_id AS id FROM rating_reports WHERE settled_at IS NULL
            GROUP BY rating_id ORDER BY min(at), rating_id`
        : Prisma.sql`SELECT id FROM ratings WHERE hidden_at IS NOT NULL ORDER BY hidden_at DESC, id`
    const rows = await this.db.$queryRaw<{ id: string }[]>`${chosen} LIMIT ${limit} OFFSET ${offset}`
    return rows.map(({ id }) => id)
  }

  /** As it is now, with whom to tell. */
  get(tx: Tx, id: string) {
    return tx.rating.findUniqueOrThrow({ where: { id }, include: withEverybody })
  }

  setHidden(
    tx: Tx,
    id: string,
    hidden: { hiddenAt: Date; hiddenReason: string } | { hiddenAt: null; hiddenReason: null },
  ) {
    return tx.rating.update({ where: { id }, data: hidden, include: withEverybody })
  }
}

export type ReportedRow = Awaited<ReturnType<RatingReportsRepository['list']>>[number]
export type DecidedRow = Awaited<ReturnType<RatingReportsRepository['get']>>
