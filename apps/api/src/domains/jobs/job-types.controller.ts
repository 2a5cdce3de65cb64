import { Controller, Get, Param } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the jobs that can be dispatched now, with the JSON Schemas of their parameters' })
  @ApiAnswer(jobTypeListSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
  ): Promise<{ items: JobType[]; nextCursor: null }> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return { items: await this.types.list(workspaceId), nextCursor: null }
  }
}
