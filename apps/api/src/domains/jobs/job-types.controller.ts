import { Controller, Get, Param } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { type JobType, jobTypeListSchema } from '@grantry/contract'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { JobTypesService } from './job-types.service.ts'

@ApiTags('jobs')
@Controller('v1/workspaces/:ws/job-types')
export class JobTypesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly types: JobTypesService,
  ) {}

  /** What can be dispatched in the workspace now, with the JSON Schema of its parameters. */
  @AllowToken('read')
  @Get()
  @ApiAnswer(jobTypeListSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
  ): Promise<{ items: JobType[]; nextCursor: null }> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return { items: await this.types.list(workspaceId), nextCursor: null }
  }
}
