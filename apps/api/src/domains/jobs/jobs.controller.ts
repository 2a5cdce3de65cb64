import { Body, Controller, Get, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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
  ) {}

  @AllowToken('call')
  @Post()
  @ApiOperation({ summary: 'Dispatches a job', description: 'For members of the workspace.' })
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

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the jobs of the workspace, newest first' })
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
  @ApiOperation({ summary: 'Answers everything about a job' })
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
  @ApiOperation({ summary: 'Lists the children of a job' })
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

  @AllowToken('read')
  @Get(':job/logs')
  @ApiOperation({ summary: 'Lists the warnings, errors and log lines of a job' })
  @ApiAnswer(jobLinePageSchema)
  async logs(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
    @Query({ schema: jobLineQuerySchema }) query: z.infer<typeof jobLineQuerySchema>,
  ): Promise<Page<JobLine>> {
    return this.jobs.listLines(await this.enter(ws, principal, 'viewer'), id, query)
  }

  private enter(ws: string, principal: Principal, role: WorkspaceRole): Promise<WorkspaceAccess> {
    return this.workspaces.require(ws, principal, role)
  }
}
