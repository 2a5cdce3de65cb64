import { Controller, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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
    const { workspaceId, userId } = await this.workspaces.require(ws, principal, 'member')
    if (command === 'resume' || command === 'retry') await this.readiness.require(workspaceId, id)
    await this.control.command({ workspaceId, userId, guest: null }, id, command)
    return this.jobs.get({ workspaceId }, id)
  }
}
