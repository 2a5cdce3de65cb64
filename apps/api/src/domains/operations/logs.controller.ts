import { Controller, Get, Headers, Param, ParseUUIDPipe, Query, Res } from '@nestjs/common'
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger'
import {
  type InstallLog,
  installLogEventSchema,
  installLogPageSchema,
  type LogQuery,
  logQuerySchema,
  type LogWatchQuery,
  logWatchQuerySchema,
  type Page,
} from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { MemberStreams, WorkspacesService } from '../workspaces/index.ts'
import { LogWatch } from './log-watch.service.ts'
import { LogsService } from './logs.service.ts'

@ApiTags('installs')
@Controller('v1/workspaces/:ws/installs/:install/logs')
export class LogsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly logs: LogsService,
    private readonly watching: LogWatch,
    private readonly streams: MemberStreams,
  ) {}

  @AllowToken('read')
  @Get()
  @ApiOperation({
    summary: 'Lists the log of an install, newest first',
    description: 'What the guest wrote and what the platform had to say about it. Also of a removed install.',
  })
  @ApiAnswer(installLogPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
    @Query({ schema: logQuerySchema }) query: LogQuery,
  ): Promise<Page<InstallLog>> {
    return this.logs.list(await this.workspaces.require(ws, principal, 'viewer'), install, query)
  }

  @AllowToken('read')
  @Get('events')
  @ApiOperation({
    summary: 'Streams new lines of the log as they are written',
    description:
      'Server-sent events. The id of an event is that of the newest line sent: a reconnect with `Last-Event-ID` goes on behind it, and so does `after` the first time.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events without an end', standardSchema: installLogEventSchema })
  async watch(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
    @Query({ schema: logWatchQuerySchema }) { after, ...query }: LogWatchQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    const filter = await this.logs.filterOf(access, install, query)
    const last = /^\d{1,18}$/.test(lastEventId ?? '') ? lastEventId : after
    this.watching.watch(filter, this.streams.begin(reply, access), last === undefined ? null : BigInt(last))
  }
}
