import { Injectable } from '@nestjs/common'
import type { OwnRating, Page, Rating, RatingPage, rateSchema, ratingQuerySchema } from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { CatalogService } from '../catalog/index.ts'
import { ratingsErrors } from './ratings.errors.ts'
import { type RatingList, type RatingRow, RatingsRepository } from './ratings.repository.ts'
import { toRating, toSummary, totalsOf } from './views.ts'

const cursorSchema = z.tuple([z.int().min(0).max(100_000)])
export const DAY_MS = 86_400_000
/** Extensions that one person may rate in a day. */
const RATED_A_DAY = 20

/** What people say of extensions. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly repository: RatingsRepository,
    private readonly catalog: CatalogService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` when the store has no such extension */
  async list(extensionId: string, query: z.infer<typeof ratingQuerySchema>): Promise<RatingPage> {
    await this.catalog.requirePublic(extensionId)
    const [page, byStars] = await Promise.all([
      this.page({ extensionId }, query),
      this.repository.countByStars(extensionId),
    ])
    return { ...page, summary: toSummary(byStars) }
  }

  async page(
    of: Pick<RatingList, 'extensionId' | 'publisher'>,
    { limit, cursor, ...filter }: z.infer<typeof ratingQuerySchema>,
  ): Promise<Page<Rating>> {
    const offset = decodeCursor(cursorSchema, cursor)?.[0] ?? 0
    const rows = await this.repository.list({ ...filter, ...of, limit: limit + 1, offset })
    return {
      items: rows.slice(0, limit).map(toRating),
      nextCursor: rows.length > limit ? encodeCursor([offset + limit]) : null,
    }
  }

  async getOwn(extensionId: string, userId: string): Promise<OwnRating> {
    await this.catalog.requirePublic(extensionId)
    const [row, right] = await Promise.all([
      this.repository.findOf(extensionId, userId),
      this.rightToRate(extensionId, userId),
    ])
    const why = 'why' in right ? right.why : null
    return { rating: row === null ? null : toRating(row), mayRate: why === null, why }
  }

  /** Writes the one rating of a person, or writes it anew. A hidden one stays hidden. */
  async rate(extensionId: string, userId: string, { stars, text }: z.infer<typeof rateSchema>): Promise<Rating> {
    await this.catalog.requirePublic(extensionId)
    const right = await this.rightToRate(extensionId, userId)
    if ('why' in right) throw ratingsErrors.mayNotRate(right.why)
    const at = this.clock.now()
    const others = await this.repository.countOthers(extensionId, userId, new Date(at.getTime() - DAY_MS))
    if (others >= RATED_A_DAY) throw ratingsErrors.tooManyRatings()
    return this.database.transaction(async (tx) => {
      await this.repository.lock(tx, extensionId)
      const row = await this.repository.write(tx, { extensionId, userId, stars, text, version: right.version, at })
      await this.recount(tx, extensionId)
      return toRating(row)
    })
  }

  /** A hidden one stays: another could take its place at once, which everybody sees. @throws DomainError `rating_hidden` */
  async deleteOwn(extensionId: string, userId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.repository.lock(tx, extensionId)
      const row = await this.repository.findOf(extensionId, userId, tx)
      if (row === null) throw ratingsErrors.notFound()
      if (row.hiddenAt !== null) throw ratingsErrors.hidden()
      await this.repository.delete(tx, row.id)
      await this.recount(tx, extensionId)
    })
  }

  /** @throws DomainError `not_found` */
  async get(id: string): Promise<RatingRow> {
    const row = await this.repository.find(id)
    if (row === null) throw ratingsErrors.notFound()
    return row
  }

  /** Lets the ratings of an extension change one after the other until the transaction ends. */
  lock(tx: Tx, extensionId: string): Promise<void> {
    return this.repository.lock(tx, extensionId)
  }

  /** Brings what the catalogue says of an extension's ratings up to date. */
  async recount(tx: Tx, extensionId: string): Promise<void> {
    await this.catalog.setRatings(tx, extensionId, totalsOf(await this.repository.countByStars(extensionId, tx)))
  }

  private async rightToRate(extensionId: string, userId: string): Promise<{ version: string } | { why: string }> {
    if (await this.repository.isOfItsPublisher(extensionId, userId))
      return { why: 'You belong to its publisher. Ratings are for those who use it.' }
    const version = await this.repository.findUsedVersion(extensionId, userId)
    return version === null
      ? { why: 'You have no active install of it in any of your workspaces. Ratings are for those who use it.' }
      : { version }
  }
}
