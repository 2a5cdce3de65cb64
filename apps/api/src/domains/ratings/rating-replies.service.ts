import { Injectable } from '@nestjs/common'
import type { PublisherRatingPage, publisherRatingQuerySchema, Rating } from '@grantry/contract'
import type { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { Database } from '../../platform/database/index.ts'
import { CatalogService } from '../catalog/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { ratingsErrors } from './ratings.errors.ts'
import { RatingsRepository } from './ratings.repository.ts'
import { RatingsService } from './ratings.service.ts'
import { toRatedExtensions, toRating } from './views.ts'

/** A publisher's side of ratings: to read those of all its extensions, and to answer. */
@Injectable()
export class RatingRepliesService {
  constructor(
    private readonly repository: RatingsRepository,
    private readonly ratings: RatingsService,
    private readonly publishers: PublishersService,
    private readonly catalog: CatalogService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list(
    slug: string,
    userId: string,
    { extension, ...query }: z.infer<typeof publisherRatingQuerySchema>,
  ): Promise<PublisherRatingPage> {
    await this.publishers.requireMember(slug, userId)
    const [page, counts] = await Promise.all([
      this.ratings.page({ publisher: slug, ...(extension === undefined ? {} : { extensionId: extension }) }, query),
      this.repository.countOfPublisher(slug),
    ])
    return { ...page, extensions: toRatedExtensions(counts) }
  }

  reply(slug: string, userId: string, ratingId: string, text: string): Promise<Rating> {
    return this.set(slug, userId, ratingId, { reply: text, repliedAt: this.clock.now() })
  }

  async deleteReply(slug: string, userId: string, ratingId: string): Promise<void> {
    await this.set(slug, userId, ratingId, { reply: null, repliedAt: null })
  }

  private async set(
    slug: string,
    userId: string,
    ratingId: string,
    answer: { reply: string; repliedAt: Date } | { reply: null; repliedAt: null },
  ): Promise<Rating> {
    const publisher = await this.publishers.requireMember(slug, userId)
    const row = await this.repository.find(ratingId)
    if (row === null || (await this.catalog.findPublisher(row.extensionId)) !== publisher.id)
      throw ratingsErrors.notFound()
    return toRating(await this.database.transaction((tx) => this.repository.setReply(tx, ratingId, answer)))
  }
}
