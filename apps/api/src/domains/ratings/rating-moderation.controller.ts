import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  type Page,
  type Rating,
  ratingReasonSchema,
  ratingSchema,
  type ReportedRating,
  reportedRatingPageSchema,
  reportedRatingQuerySchema,
  showRatingSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { RatingModerationService } from './rating-moderation.service.ts'
import { RatingReportsService } from './rating-reports.service.ts'

@ApiTags('ratings')
@Controller('v1/ratings')
export class RatingModerationController {
  constructor(
    private readonly reports: RatingReportsService,
    private readonly moderation: RatingModerationService,
  ) {}

  /** Tells the admins that a rating should not stand. */
  @Post(':id/reports')
  @HttpCode(204)
  report(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ratingReasonSchema }) { reason }: z.infer<typeof ratingReasonSchema>,
  ): Promise<void> {
    return this.reports.report(id, userId, reason)
  }

  @AdminOnly()
  @AllowToken('review')
  @Get('reported')
  @ApiAnswer(reportedRatingPageSchema)
  listReported(
    @Query({ schema: reportedRatingQuerySchema }) query: z.infer<typeof reportedRatingQuerySchema>,
  ): Promise<Page<ReportedRating>> {
    return this.reports.list(query)
  }

  @AdminOnly()
  @Post(':id/hide')
  @HttpCode(200)
  @ApiAnswer(ratingSchema)
  hide(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: ratingReasonSchema }) { reason }: z.infer<typeof ratingReasonSchema>,
  ): Promise<Rating> {
    return this.moderation.hide(id, userId, reason)
  }

  /** Lets it stand, or stand again. */
  @AdminOnly()
  @Post(':id/show')
  @HttpCode(200)
  @ApiAnswer(ratingSchema)
  show(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: showRatingSchema }) { reason }: z.infer<typeof showRatingSchema>,
  ): Promise<Rating> {
    return this.moderation.show(id, userId, reason ?? null)
  }
}
