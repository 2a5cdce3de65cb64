import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type DisputeDetail,
  disputeDetailSchema,
  type DisputeFile,
  disputeFileSchema,
  disputeUploadQuerySchema,
  saveDisputeAnswerSchema,
  submitDisputeAnswerSchema,
} from '@grantry/contract'
import type { FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import {
  AdminOnly,
  AllowToken,
  ApiAnswer,
  CurrentPrincipal,
  httpErrors,
  type Principal,
} from '../../platform/http/index.ts'
import { DisputeAnswers } from './dispute-answers.service.ts'
import { readDocument } from './dispute-documents.service.ts'

/** One dispute, and what is said to it. A token may look and write; only a person who is signed in gives money up. */
@AdminOnly()
@ApiTags('admin')
@Controller('v1/admin/billing/disputes/:dispute')
export class AdminDisputesController {
  constructor(private readonly answers: DisputeAnswers) {}

  @AllowToken('review')
  @Get()
  @ApiOperation({ summary: 'Answers a dispute and what was said to it' })
  @ApiAnswer(disputeDetailSchema)
  get(@Param('dispute', ParseUUIDPipe) dispute: string): Promise<DisputeDetail> {
    return this.answers.get(dispute)
  }

  @AllowToken('review')
  @Put('answer')
  @ApiOperation({ summary: 'Keeps the texts of the draft of an answer', description: 'What is left out is gone.' })
  @ApiAnswer(disputeDetailSchema)
  async save(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
    @Body({ schema: saveDisputeAnswerSchema }) input: z.infer<typeof saveDisputeAnswerSchema>,
  ): Promise<DisputeDetail> {
    await this.answers.saveTexts(userId, dispute, input)
    return this.answers.get(dispute)
  }

  @AllowToken('review')
  @Put('files/:file')
  @ApiOperation({
    summary: 'Adds a document to the draft of an answer',
    description: 'The body is the document itself: a PDF, PNG or JPEG.',
  })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiAnswer(disputeDetailSchema)
  async addFile(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
    @Param('file') file: string,
    @Query({ schema: disputeUploadQuerySchema }) { name }: z.infer<typeof disputeUploadQuerySchema>,
    @Req() { body }: FastifyRequest,
  ): Promise<DisputeDetail> {
    if (!(body instanceof Readable)) throw httpErrors.unsupportedMediaType()
    // Whatever comes of it, the connection stays open for the answer.
    const bytes = await readDocument(body.iterator({ destroyOnReturn: false }))
    await this.answers.addFile(userId, dispute, { file: requireFile(file), name, bytes })
    return this.answers.get(dispute)
  }

  @AllowToken('review')
  @Delete('files/:file')
  @ApiOperation({ summary: 'Removes a document from the draft of an answer' })
  @HttpCode(200)
  @ApiAnswer(disputeDetailSchema)
  async removeFile(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
    @Param('file') file: string,
  ): Promise<DisputeDetail> {
    await this.answers.removeFile(userId, dispute, requireFile(file))
    return this.answers.get(dispute)
  }

  @AllowToken('review')
  @Post('answer')
  @ApiOperation({ summary: 'Submits the draft to the bank, once' })
  @HttpCode(200)
  @ApiAnswer(disputeDetailSchema)
  async submit(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
    @Body({ schema: submitDisputeAnswerSchema }) input: z.infer<typeof submitDisputeAnswerSchema>,
  ): Promise<DisputeDetail> {
    await this.answers.submit(userId, dispute, input)
    return this.answers.get(dispute)
  }

  @Post('accept')
  @ApiOperation({ summary: 'Accepts a dispute: gives the money up' })
  @HttpCode(200)
  @ApiAnswer(disputeDetailSchema)
  async accept(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
  ): Promise<DisputeDetail> {
    await this.answers.accept(userId, dispute)
    return this.answers.get(dispute)
  }
}

function requireFile(text: string): DisputeFile {
  const file = disputeFileSchema.safeParse(text)
  if (file.success) return file.data
  throw httpErrors.invalidInput(file.error.issues.map(({ message }) => ({ path: '$.file', message })))
}
