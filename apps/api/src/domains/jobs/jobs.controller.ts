import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  dispatchJobSchema,
  type Job,
  type JobLine,
  jobLinePageSchema,
  jobLineQuerySchema,
  jobPageSchema,
  jobQuerySchema,
  jobSchema,
  type JobSummary,
  type Page,
  pageQuerySchema,
  type WorkspaceRole,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { DispatchService } from './dispatch.service.ts'
import { JobControl } from './job-control.service.ts'
import type { JobCommand } from './job-states.ts'
import { JobTypesService } from './job-types.service.ts'
import { JobsService } from './jobs.service.ts'

@ApiTags('jobs')
@Controller('v1/workspaces/:ws/jobs')
export class JobsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly types: JobTypesService,
    private readonly dispatching: DispatchService,
    private readonly jobs: JobsService,
    private readonly control: JobControl,
  ) {}

  @AllowToken('call')
  @Post()
  @ApiAnswer(jobSchema, { status: 201 })
  async dispatch(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: dispatchJobSchema }) { jobType, params = {} }: z.infer<typeof dispatchJobSchema>,
  ): Promise<Job> {
    const access = await this.enter(ws, principal, 'member')
    const found = await this.types.get(access.workspaceId, jobType)
    const { id } = await this.dispatching.dispatch(found, params, { origin: 'person', userId: access.userId })
    return this.jobs.get(access, id)
  }

  /** Newest first. */
  @AllowToken('read')
  @Get()
  @ApiAnswer(jobPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: jobQuerySchema }) query: z.infer<typeof jobQuerySchema>,
  ): Promise<Page<JobSummary>> {
    return this.jobs.list(await this.enter(ws, principal, 'viewer'), query)
  }

  @AllowToken('read')
  @Get(':job')
  @ApiAnswer(jobSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.jobs.get(await this.enter(ws, principal, 'viewer'), id)
  }

  @AllowToken('read')
  @Get(':job/children')
  @ApiAnswer(jobPageSchema)
  async children(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<JobSummary>> {
    const access = await this.enter(ws, principal, 'viewer')
    const { id: parent } = await this.jobs.require(access, id)
    return this.jobs.list(access, { ...query, ...jobQuerySchema.pick({ parent: true }).parse({ parent }) })
  }

  /** Warnings, non-critical errors and log lines. */
  @AllowToken('read')
  @Get(':job/logs')
  @ApiAnswer(jobLinePageSchema)
  async logs(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
    @Query({ schema: jobLineQuerySchema }) query: z.infer<typeof jobLineQuerySchema>,
  ): Promise<Page<JobLine>> {
    return this.jobs.listLines(await this.enter(ws, principal, 'viewer'), id, query)
  }

  /** A running job pauses once it has saved its state; until then `requested` says so. */
  @AllowToken('call')
  @Post(':job/pause')
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  pause(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'pause')
  }

  @AllowToken('call')
  @Post(':job/resume')
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  resume(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'resume')
  }

  /** Its children are cancelled with it. */
  @AllowToken('call')
  @Post(':job/cancel')
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'cancel')
  }

  /** Of a failed job: it goes on from its last checkpoint, with all its attempts and its fuel again. */
  @AllowToken('call')
  @Post(':job/retry')
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  retry(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'retry')
  }

  private async tell(ws: string, principal: Principal, id: string, command: JobCommand): Promise<Job> {
    const access = await this.enter(ws, principal, 'member')
    await this.control.command({ workspaceId: access.workspaceId, userId: access.userId, guest: null }, id, command)
    return this.jobs.get(access, id)
  }

  private enter(ws: string, principal: Principal, role: WorkspaceRole): Promise<WorkspaceAccess> {
    return this.workspaces.require(ws, principal.userId, role)
  }
}
