import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type PublisherRatingPage,
  publisherRatingPageSchema,
  publisherRatingQuerySchema,
  type Rating,
  ratingReplySchema,
  ratingSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { RatingRepliesService } from './rating-replies.service.ts'

@ApiTags('ratings')
@Controller('v1/publishers/:slug/ratings')
export class PublisherRatingsController {
  constructor(private readonly replies: RatingRepliesService) {}

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the ratings of all extensions of the publisher' })
  @ApiAnswer(publisherRatingPageSchema)
  list(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: publisherRatingQuerySchema }) query: z.infer<typeof publisherRatingQuerySchema>,
  ): Promise<PublisherRatingPage> {
    return this.replies.list(slug, userId, query)
  }

  @AllowToken('publish')
  @Put(':rating/reply')
  @ApiOperation({
    summary: 'Answers a rating in the name of the publisher',
    description: 'There is one answer; it can be changed.',
  })
  @ApiAnswer(ratingSchema)
  reply(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('rating', ParseUUIDPipe) rating: string,
    @Body({ schema: ratingReplySchema }) { text }: z.infer<typeof ratingReplySchema>,
  ): Promise<Rating> {
    return this.replies.reply(slug, userId, rating, text)
  }

  @AllowToken('publish')
  @Delete(':rating/reply')
  @ApiOperation({ summary: 'Deletes the answer to a rating' })
  @HttpCode(204)
  deleteReply(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('rating', ParseUUIDPipe) rating: string,
  ): Promise<void> {
    return this.replies.deleteReply(slug, userId, rating)
  }
}
