import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { closeAccountSchema } from '@grantry/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ApiAnswer, CurrentPrincipal, LimitGuesses, type Principal } from '../../platform/http/index.ts'
import { ClosingService } from './closing.service.ts'
import { ExportService } from './export.service.ts'
import { SessionsService } from './sessions.service.ts'

/** Taking one's data along, and going. */
@ApiTags('accounts')
@Controller('v1/account')
export class LeavingController {
  constructor(
    private readonly exports: ExportService,
    private readonly closing: ClosingService,
    private readonly sessions: SessionsService,
  ) {}

  @Get('export')
  @ApiOperation({ summary: 'Answers everything that is kept of you' })
  @ApiAnswer(z.record(z.string(), z.unknown()).meta({ id: 'AccountExport' }))
  export(@CurrentPrincipal() principal: Principal): Promise<Record<string, unknown>> {
    return this.exports.exportOf(principal)
  }

  @LimitGuesses()
  @Post('close')
  @ApiOperation({
    summary: 'Closes your account',
    description:
      'Takes its address, and its password if it has one. Refused with every reason while others rely on it.',
  })
  @HttpCode(204)
  async close(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: closeAccountSchema }) input: z.infer<typeof closeAccountSchema>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.closing.close(userId, input)
    this.sessions.forget(request, reply)
  }
}
