import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Res } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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
import {
  AdminOnly,
  AllowToken,
  ApiAnswer,
  ApiFile,
  CurrentPrincipal,
  type Principal,
} from '../../platform/http/index.ts'
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
  @ApiOperation({ summary: 'Lists versions by the state of their review' })
  @ApiAnswer(reviewPageSchema)
  list(@Query({ schema: reviewQuerySchema }) query: z.infer<typeof reviewQuerySchema>): Promise<Page<ReviewSummary>> {
    return this.reviews.list(query)
  }

  @Get('reasons')
  @ApiOperation({
    summary: 'Lists words for a rejection that can be used again',
    description: 'Prepared ones, and what admins wrote before.',
  })
  @ApiAnswer(reviewReasonsSchema)
  async reasons(): Promise<{ items: ReviewReason[] }> {
    return { items: await this.histories.reasons() }
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Answers what a decision about a version rests on',
    description: 'Beside the last approved version, or the one named by `against`.',
  })
  @ApiAnswer(reviewDetailSchema)
  get(
    @Param('id', ParseUUIDPipe) id: string,
    @Query({ schema: comparisonQuerySchema }) { against }: ComparisonQuery,
  ): Promise<ReviewDetail> {
    return this.reviews.get(id, against)
  }

  @Get(':id/history')
  @ApiOperation({ summary: 'Answers what was done to this version, and how its publisher has fared so far' })
  @ApiAnswer(reviewHistorySchema)
  async history(@Param('id', ParseUUIDPipe) id: string): Promise<ReviewHistory> {
    return this.histories.of(await this.reviews.getVersion(id))
  }

  @Get(':id/diff/*')
  @ApiOperation({
    summary: 'Compares one file with the same path of another version',
    description: 'Text by line, a module by what it binds to, anything else by digest.',
  })
  @ApiAnswer(fileComparisonSchema)
  async diff(
    @Param('id', ParseUUIDPipe) id: string,
    @Param('*') path: string,
    @Query({ schema: comparisonQuerySchema }) { against }: ComparisonQuery,
  ): Promise<FileComparison> {
    return this.comparisons.compareFile(await this.reviews.getVersion(id), path, against)
  }

  @Get(':id/files/*')
  @ApiOperation({
    summary: 'Answers a file of the archive as text',
    description: 'An admin reads it, the browser never interprets it.',
  })
  @ApiFile('text/plain', 'The file')
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
  @ApiOperation({ summary: 'Approves a version: it is in the store, with the permissions it asks for' })
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
  @ApiOperation({ summary: 'Rejects a version, with words for its publisher' })
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
  @ApiOperation({ summary: 'Takes a version down: stops every running copy' })
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
