import { Injectable } from '@nestjs/common'
import type { Rating, RatingStanding } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { RatingNoticesService } from './rating-notices.service.ts'
import { type DecidedRow, RatingReportsRepository } from './rating-reports.repository.ts'
import { ratingsErrors } from './ratings.errors.ts'
import { RatingsService } from './ratings.service.ts'
import { toRating } from './views.ts'

type Seen = RatingStanding | undefined
type Hidden = { hiddenAt: Date; hiddenReason: string } | { hiddenAt: null; hiddenReason: null }

/** What admins decide about ratings. Whatever they decide settles what was reported; its author is told of a change. */
@Injectable()
export class RatingModerationService {
  constructor(
    private readonly reports: RatingReportsRepository,
    private readonly ratings: RatingsService,
    private readonly notices: RatingNoticesService,
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `rating_decided` when it is not as it was `seen` */
  hide(ratingId: string, adminId: string, { reason, seen }: { reason: string; seen?: Seen }): Promise<Rating> {
    const hiddenAt = this.clock.now()
    return this.decide(
      ratingId,
      { hiddenAt, hiddenReason: reason },
      { actorId: adminId, action: 'rating.hidden', reason },
      seen,
    )
  }

  /** Lets it stand, or stand again. @throws DomainError `rating_decided` when it is not as it was `seen` */
  show(ratingId: string, adminId: string, { reason, seen }: { reason: string | null; seen?: Seen }): Promise<Rating> {
    return this.decide(
      ratingId,
      { hiddenAt: null, hiddenReason: null },
      { actorId: adminId, action: 'rating.shown', reason },
      seen,
    )
  }

  private async decide(
    ratingId: string,
    hidden: Hidden,
    { reason, ...entry }: { actorId: string; action: string; reason: string | null },
    seen: Seen,
  ): Promise<Rating> {
    const { extensionId } = await this.ratings.get(ratingId)
    return this.database.transaction(async (tx) => {
      await this.ratings.lock(tx, extensionId)
      const before = await this.reports.get(tx, ratingId)
      if (seen !== undefined && !isStill(seen, before)) throw ratingsErrors.decided()
      const row = await this.reports.setHidden(tx, ratingId, hidden)
      await this.settle(tx, ratingId, extensionId)
      if ((before.hiddenAt === null) !== (row.hiddenAt === null)) await this.notices.tell(tx, row, reason)
      const data = { extension: extensionId, reason }
      await this.audit.append(tx, { ...entry, subject: `rating:${ratingId}`, data })
      return toRating(row)
    })
  }

  private async settle(tx: Tx, ratingId: string, extensionId: string): Promise<void> {
    await this.reports.settle(tx, ratingId, this.clock.now())
    await this.ratings.recount(tx, extensionId)
  }
}

function isStill(seen: RatingStanding, { hiddenAt, reports }: DecidedRow): boolean {
  if (seen === 'hidden') return hiddenAt !== null
  return hiddenAt === null && (seen === 'shown' || reports.length > 0)
}
