import { Controller, Get, Headers, Param, ParseUUIDPipe, Res } from '@nestjs/common'
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger'
import { jobEventSchema, workspaceJobEventSchema } from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import { AllowToken, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { MemberStreams, WorkspacesService } from '../workspaces/index.ts'
import { JobWatch } from './job-watch.service.ts'
import { JobsService } from './jobs.service.ts'

@ApiTags('jobs')
@Controller('v1/workspaces/:ws/jobs')
export class JobEventsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly jobs: JobsService,
    private readonly watching: JobWatch,
    private readonly streams: MemberStreams,
  ) {}

  @AllowToken('read')
  @Get('events')
  @ApiOperation({ summary: 'Streams every change of any job of the workspace', description: 'Server-sent events.' })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events without an end', standardSchema: workspaceJobEventSchema })
  async watchAll(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    this.watching.watchAll(access.workspaceId, this.streams.begin(reply, access))
  }

  @AllowToken('read')
  @Get(':job/events')
  @ApiOperation({
    summary: 'Streams a job: a snapshot, then every change and line of it until it has ended',
    description: 'Server-sent events.',
  })
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events until the job has ended', standardSchema: jobEventSchema })
  async watch(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    await this.jobs.require(access, id)
    const lastLine = /^\d{1,18}$/.test(lastEventId ?? '') ? BigInt(lastEventId ?? '') : null
    this.watching.watch(access.workspaceId, id, this.streams.begin(reply, access), lastLine)
  }
}
