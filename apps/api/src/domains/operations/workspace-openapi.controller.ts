import { Controller, Get, Param } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { OperationsService } from './operations.service.ts'
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
  ) {}

  /** OpenAPI 3.1 of everything that can be called in the workspace now. */
  @AllowToken('read')
  @Get()
  @ApiAnswer(documentSchema)
  async document(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<OpenApiDocument> {
    const access = await this.workspaces.require(ws, principal.userId, 'viewer')
    return describeWorkspace({ id: access.workspaceId, slug: access.slug }, await this.operations.list(access))
  }
}
