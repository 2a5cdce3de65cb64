import { Injectable } from '@nestjs/common'
import type { Page, ReportedRating, reportedRatingQuerySchema } from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import { RatingReportsRepository } from './rating-reports.repository.ts'
import { ratingsErrors } from './ratings.errors.ts'
import { RatingsRepository } from './ratings.repository.ts'
import { DAY_MS } from './ratings.service.ts'
import { toReportedRating } from './views.ts'

const cursorSchema = z.tuple([z.int().min(0).max(100_000)])
/** Ratings that one person may report in a day. */
const REPORTS_A_DAY = 20

/** What people complain about. */
@Injectable()
export class RatingReportsService {
  constructor(
    private readonly reports: RatingReportsRepository,
    private readonly ratings: RatingsRepository,
    private readonly clock: Clock,
  ) {}

  async report(ratingId: string, userId: string, reason: string): Promise<void> {
    const row = await this.ratings.find(ratingId)
    if (row === null) throw ratingsErrors.notFound()
    if (row.userId === userId) throw ratingsErrors.ownRating()
    const at = this.clock.now()
    if ((await this.reports.count(userId, new Date(at.getTime() - DAY_MS))) >= REPORTS_A_DAY)
      throw ratingsErrors.tooManyReports()
    await this.reports.write({ ratingId, userId, reason, at })
  }

  /** Those with reports that no admin has looked at, or those that an admin has hidden. */
  async list({ state, limit, cursor }: z.infer<typeof reportedRatingQuerySchema>): Promise<Page<ReportedRating>> {
    const offset = decodeCursor(cursorSchema, cursor)?.[0] ?? 0
    const rows = await this.reports.list(state, limit + 1, offset)
    return {
      items: rows.slice(0, limit).map(toReportedRating),
      nextCursor: rows.length > limit ? encodeCursor([offset + limit]) : null,
    }
  }
}
