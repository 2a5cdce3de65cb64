import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  approveSchema,
  type ComparisonQuery,
  comparisonQuerySchema,
  type FileComparison,
  fileComparisonSchema,
  type Page,
  rejectSchema,
  type ReviewDetail,
  reviewDetailSchema,
  type ReviewHistory,
  reviewHistorySchema,
  reviewPageSchema,
  reviewQuerySchema,
  type ReviewReason,
  reviewReasonsSchema,
  type ReviewSummary,
} from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import type { z } from 'zod'
import { BlobStore } from '../../platform/blobs/index.ts'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { filesOf } from '../catalog/index.ts'
import { ComparisonService } from './comparison.service.ts'
import { ReviewHistoryService } from './review-history.service.ts'
import { reviewErrors } from './review.errors.ts'
import { ReviewService } from './review.service.ts'

@AdminOnly()
@AllowToken('review')
@ApiTags('review')
@Controller('v1/reviews')
export class ReviewController {
  constructor(
    private readonly reviews: ReviewService,
    private readonly comparisons: ComparisonService,
    private readonly histories: ReviewHistoryService,
    private readonly blobs: BlobStore,
  ) {}

  @Get()
  @ApiAnswer(reviewPageSchema)
  list(@Query({ schema: reviewQuerySchema }) query: z.infer<typeof reviewQuerySchema>): Promise<Page<ReviewSummary>> {
    return this.reviews.list(query)
  }

  /** Words for a rejection that can be used again: prepared ones, and what admins wrote before. */
  @Get('reasons')
  @ApiAnswer(reviewReasonsSchema)
  async reasons(): Promise<{ items: ReviewReason[] }> {
    return { items: await this.histories.reasons() }
  }

  @Get(':id')
  @ApiAnswer(reviewDetailSchema)
  get(
    @Param('id', ParseUUIDPipe) id: string,
    @Query({ schema: comparisonQuerySchema }) { against }: ComparisonQuery,
  ): Promise<ReviewDetail> {
    return this.reviews.get(id, against)
  }

  /** What was done to this version, and how its publisher has fared so far. */
  @Get(':id/history')
  @ApiAnswer(reviewHistorySchema)
  async history(@Param('id', ParseUUIDPipe) id: string): Promise<ReviewHistory> {
    return this.histories.of(await this.reviews.getVersion(id))
  }

  /** One file beside the same path of another version: text by line, a module by what it binds to, else by digest. */
  @Get(':id/diff/*')
  @ApiAnswer(fileComparisonSchema)
  async diff(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('*') path: string,
    @Query({ schema: comparisonQuerySchema }) { against }: ComparisonQuery,
  ): Promise<FileComparison> {
    return this.comparisons.compareFile(await this.reviews.getVersion(id), path, against)
  }

  /** A file of the archive as text: an admin reads it, the browser never interprets it. */
  @Get(':id/files/*')
  async file(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('*') path: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const file = filesOf(await this.reviews.getVersion(id)).find((candidate) => candidate.path === path)
    if (file === undefined) throw reviewErrors.fileNotFound()
    await reply
      .header('content-type', 'text/plain; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .send(await this.blobs.get(file.digest))
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiAnswer(reviewDetailSchema)
  approve(
    @CurrentPrincipal() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: approveSchema }) input: z.infer<typeof approveSchema>,
  ): Promise<ReviewDetail> {
    return this.reviews.approve(id, principal.userId, input.reason ?? null)
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiAnswer(reviewDetailSchema)
  reject(
    @CurrentPrincipal() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: rejectSchema }) input: z.infer<typeof rejectSchema>,
  ): Promise<ReviewDetail> {
    return this.reviews.reject(id, principal.userId, input.reason)
  }

  @Post(':id/take-down')
  @HttpCode(200)
  @ApiAnswer(reviewDetailSchema)
  takeDown(
    @CurrentPrincipal() principal: Principal,
    @Param('id', ParseUUIDPipe) id: string,
    @Body({ schema: rejectSchema }) input: z.infer<typeof rejectSchema>,
  ): Promise<ReviewDetail> {
    return this.reviews.takeDown(id, principal.userId, input.reason)
  }
}
