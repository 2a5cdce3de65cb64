import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query, Req } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger'
import {
  type DisputeDetail,
  disputeDetailSchema,
  type DisputeFile,
  disputeFileSchema,
  disputeUploadQuerySchema,
  saveDisputeAnswerSchema,
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
  @ApiAnswer(disputeDetailSchema)
  get(@Param('dispute', ParseUUIDPipe) dispute: string): Promise<DisputeDetail> {
    return this.answers.get(dispute)
  }

  /** Keeps the texts of the draft; what is left out is gone. */
  @AllowToken('review')
  @Put('answer')
  @ApiAnswer(disputeDetailSchema)
  async save(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
    @Body({ schema: saveDisputeAnswerSchema }) input: z.infer<typeof saveDisputeAnswerSchema>,
  ): Promise<DisputeDetail> {
    await this.answers.saveTexts(userId, dispute, input)
    return this.answers.get(dispute)
  }

  /** The body is the document itself: a PDF, PNG or JPEG. */
  @AllowToken('review')
  @Put('files/:file')
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

  /** Sends the answer to the bank, once. */
  @AllowToken('review')
  @Post('answer')
  @HttpCode(200)
  @ApiAnswer(disputeDetailSchema)
  async submit(
    @CurrentPrincipal() { userId }: Principal,
    @Param('dispute', ParseUUIDPipe) dispute: string,
  ): Promise<DisputeDetail> {
    await this.answers.submit(userId, dispute)
    return this.answers.get(dispute)
  }

  /** Gives the money up. */
  @Post('accept')
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
