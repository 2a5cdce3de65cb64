import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  hideRatingSchema,
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

  @Post(':id/reports')
  @ApiOperation({ summary: 'Tells the admins that a rating should not stand' })
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
  @ApiOperation({ summary: 'Lists ratings that were reported, or hidden' })
  @ApiAnswer(reportedRatingPageSchema)
  listReported(
    @Query({ schema: reportedRatingQuerySchema }) query: z.infer<typeof reportedRatingQuerySchema>,
  ): Promise<Page<ReportedRating>> {
    return this.reports.list(query)
  }

  @AdminOnly()
  @Post(':id/hide')
  @ApiOperation({ summary: 'Hides a rating' })
  @HttpCode(200)
  @ApiAnswer(ratingSchema)
  hide(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: hideRatingSchema }) decision: z.infer<typeof hideRatingSchema>,
  ): Promise<Rating> {
    return this.moderation.hide(id, userId, decision)
  }

  @AdminOnly()
  @Post(':id/show')
  @ApiOperation({ summary: 'Lets a rating stand, or stand again' })
  @HttpCode(200)
  @ApiAnswer(ratingSchema)
  show(
    @CurrentPrincipal() { userId }: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: showRatingSchema }) { reason, seen }: z.infer<typeof showRatingSchema>,
  ): Promise<Rating> {
    return this.moderation.show(id, userId, { reason: reason ?? null, seen })
  }
}
