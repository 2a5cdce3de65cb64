import { Injectable } from '@nestjs/common'
import type { Page, Rating, ReportedRating } from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { ratingsErrors } from './ratings.errors.ts'
import { type RatingRow, RatingsRepository } from './ratings.repository.ts'
import { DAY_MS, RatingsService } from './ratings.service.ts'
import { toRating } from './views.ts'

const cursorSchema = z.tuple([z.int().min(0).max(100_000)])
/** Ratings that one person may report in a day. */
const REPORTS_A_DAY = 20

/** What people complain about, and what admins do about it. */
@Injectable()
export class RatingModerationService {
  constructor(
    private readonly repository: RatingsRepository,
    private readonly ratings: RatingsService,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  async report(ratingId: string, userId: string, reason: string): Promise<void> {
    const row = await this.get(ratingId)
    if (row.userId === userId) throw ratingsErrors.ownRating()
    const at = this.clock.now()
    if ((await this.repository.countReports(userId, new Date(at.getTime() - DAY_MS))) >= REPORTS_A_DAY)
      throw ratingsErrors.tooManyReports()
    await this.repository.report({ ratingId, userId, reason, at })
  }

  /** Those with reports that no admin has looked at. */
  async listReported({ limit, cursor }: { limit: number; cursor?: string | undefined }): Promise<Page<ReportedRating>> {
    const offset = decodeCursor(cursorSchema, cursor)?.[0] ?? 0
    const rows = await this.repository.listReported(limit + 1, offset)
    return {
      items: rows.slice(0, limit).map(({ reports, ...row }) => ({
        rating: toRating(row),
        reports: reports.map(({ reason, at }) => ({ reason, at: at.toISOString() })),
      })),
      nextCursor: rows.length > limit ? encodeCursor([offset + limit]) : null,
    }
  }

  hide(ratingId: string, adminId: string, reason: string): Promise<Rating> {
    return this.decide(ratingId, adminId, { hiddenAt: this.clock.now(), hiddenReason: reason })
  }

  /** Lets it stand, or stand again; the reports are settled by it. */
  show(ratingId: string, adminId: string): Promise<Rating> {
    return this.decide(ratingId, adminId, { hiddenAt: null, hiddenReason: null })
  }

  private async decide(
    ratingId: string,
    adminId: string,
    hidden: { hiddenAt: Date; hiddenReason: string } | { hiddenAt: null; hiddenReason: null },
  ): Promise<Rating> {
    const { extensionId } = await this.get(ratingId)
    return this.database.transaction(async (tx) => {
      await this.repository.lock(tx, extensionId)
      const row = await this.repository.setHidden(tx, ratingId, hidden)
      await this.repository.settleReports(tx, ratingId, this.clock.now())
      await this.ratings.recount(tx, extensionId)
      await this.audit.append(tx, {
        actorId: adminId,
        action: hidden.hiddenAt === null ? 'rating.shown' : 'rating.hidden',
        subject: `rating:${ratingId}`,
        data: { extension: extensionId, reason: hidden.hiddenReason },
      })
      return toRating(row)
    })
  }

  private async get(ratingId: string): Promise<RatingRow> {
    const row = await this.repository.find(ratingId)
    if (row === null) throw ratingsErrors.notFound()
    return row
  }
}
