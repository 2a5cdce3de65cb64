import { Controller, Get, Param } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { OperationsService } from '../operations/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { JobTypesService } from './job-types.service.ts'
import { describeWorkspace, type OpenApiDocument } from './workspace-openapi.ts'

const documentSchema = z
  .looseObject({ openapi: z.literal('3.1.0'), paths: z.record(z.string(), z.unknown()) })
  .meta({ id: 'WorkspaceOpenApi' })

/** The public document cannot know what a workspace has installed; this one does. */
@ApiTags('operations')
@Controller('v1/workspaces/:ws/openapi.json')
export class WorkspaceOpenApiController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly operations: OperationsService,
    private readonly jobTypes: JobTypesService,
  ) {}

  @AllowToken('read')
  @Get()
  @ApiOperation({
    summary: 'Describes all that can be called in the workspace now, as OpenAPI 3.1',
    description: 'Every operation and every job, with their JSON Schemas.',
  })
  @ApiAnswer(documentSchema)
  async document(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<OpenApiDocument> {
    const access = await this.workspaces.require(ws, principal, 'viewer')
    const [operations, jobTypes] = await Promise.all([
      this.operations.list(access),
      this.jobTypes.list(access.workspaceId),
    ])
    return describeWorkspace({ id: access.workspaceId, slug: access.slug }, operations, jobTypes)
  }
}
