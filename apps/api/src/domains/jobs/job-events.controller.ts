import { Controller, Get, Headers, Param, ParseUUIDPipe, Res } from '@nestjs/common'
import { ApiDefaultResponse, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger'
import { jobEventSchema, problemSchema, workspaceJobEventSchema } from '@grantry/contract'
import type { FastifyReply } from 'fastify'
import {
  AllowToken,
  CurrentPrincipal,
  type EventStream,
  EventStreams,
  type Principal,
} from '../../platform/http/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { JobWatch } from './job-watch.service.ts'
import { jobsErrors } from './jobs.errors.ts'
import { JobsService } from './jobs.service.ts'

/** Streams that one person may have open on one node. */
const STREAMS_PER_PERSON = 100

@ApiTags('jobs')
@Controller('v1/workspaces/:ws/jobs')
export class JobEventsController {
  private readonly openByPerson = new Map<string, number>()

  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly jobs: JobsService,
    private readonly watching: JobWatch,
    private readonly streams: EventStreams,
  ) {}

  /** Every change of any job of the workspace, as server-sent events. */
  @AllowToken('read')
  @Get('events')
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events without an end', standardSchema: workspaceJobEventSchema })
  @ApiDefaultResponse({ description: 'What was wrong, with a stable code', standardSchema: problemSchema })
  async watchAll(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const access = await this.workspaces.require(ws, principal.userId, 'viewer')
    this.watching.watchAll(access.workspaceId, this.begin(reply, access))
  }

  /** A snapshot of the job, then every change and line of it until it has ended, as server-sent events. */
  @AllowToken('read')
  @Get(':job/events')
  @ApiProduces('text/event-stream')
  @ApiResponse({ status: 200, description: 'Events until the job has ended', standardSchema: jobEventSchema })
  @ApiDefaultResponse({ description: 'What was wrong, with a stable code', standardSchema: problemSchema })
  async watch(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const access = await this.workspaces.require(ws, principal.userId, 'viewer')
    await this.jobs.require(access, id)
    const lastLine = /^\d{1,18}$/.test(lastEventId ?? '') ? BigInt(lastEventId ?? '') : null
    this.watching.watch(access.workspaceId, id, this.begin(reply, access), lastLine)
  }

  /** Whoever leaves the workspace sees no more of it than until the next heartbeat. */
  private begin(reply: FastifyReply, { workspaceId, userId }: WorkspaceAccess): EventStream {
    const open = this.openByPerson.get(userId) ?? 0
    if (open >= STREAMS_PER_PERSON) throw jobsErrors.tooManyStreams()
    this.openByPerson.set(userId, open + 1)
    const stream = this.streams.begin(reply, (beating) => {
      this.workspaces.findRole(workspaceId, userId).then(
        (role) => role === null && beating.end(),
        () => beating.end(),
      )
    })
    stream.onClose(() => this.forget(userId))
    return stream
  }

  private forget(userId: string): void {
    const left = (this.openByPerson.get(userId) ?? 1) - 1
    if (left === 0) this.openByPerson.delete(userId)
    else this.openByPerson.set(userId, left)
  }
}
