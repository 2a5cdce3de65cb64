import { Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type Job, jobSchema } from '@grantry/contract'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { JobControl } from './job-control.service.ts'
import { JobReadiness } from './job-readiness.service.ts'
import type { JobCommand } from './job-states.ts'
import { JobsService } from './jobs.service.ts'

@ApiTags('jobs')
@Controller('v1/workspaces/:ws/jobs')
export class JobCommandsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly jobs: JobsService,
    private readonly readiness: JobReadiness,
    private readonly control: JobControl,
  ) {}

  @AllowToken('call')
  @Post(':job/pause')
  @ApiOperation({
    summary: 'Pauses a job',
    description:
      'A running job pauses once it has saved its state; until then `requested` says so. For members of the workspace.',
  })
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
  @ApiOperation({ summary: 'Lets a paused job go on', description: 'For members of the workspace.' })
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  resume(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'resume')
  }

  @AllowToken('call')
  @Post(':job/cancel')
  @ApiOperation({ summary: 'Cancels a job and its children', description: 'For members of the workspace.' })
  @HttpCode(200)
  @ApiAnswer(jobSchema)
  cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('job', ParseUUIDPipe) id: string,
  ): Promise<Job> {
    return this.tell(ws, principal, id, 'cancel')
  }

  @AllowToken('call')
  @Post(':job/retry')
  @ApiOperation({
    summary: 'Lets a failed job go on from its last checkpoint',
    description: 'With all its attempts and its fuel again. For members of the workspace.',
  })
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
    const { workspaceId, userId } = await this.workspaces.require(ws, principal, 'member')
    if (command === 'resume' || command === 'retry') await this.readiness.require(workspaceId, id)
    await this.control.command({ workspaceId, userId, guest: null }, id, command)
    return this.jobs.get({ workspaceId }, id)
  }
}
