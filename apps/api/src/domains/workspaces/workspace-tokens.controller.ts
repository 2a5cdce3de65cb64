import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type CreatedToken,
  createdTokenSchema,
  createWorkspaceTokenSchema,
  type Page,
  type WorkspaceToken,
  workspaceTokenPageSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { TokensService } from '../accounts/index.ts'
import { WorkspacesService } from './workspaces.service.ts'

/** Tokens that open one workspace and nothing else. No token makes or sees them. */
@ApiTags('workspaces')
@Controller('v1/workspaces/:ws/tokens')
export class WorkspaceTokensController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly tokens: TokensService,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Lists the tokens that open this workspace alone, whoever made them',
    description: 'For owners.',
  })
  @ApiAnswer(workspaceTokenPageSchema)
  async list(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<Page<WorkspaceToken>> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'owner')
    return { items: await this.tokens.listIn(workspaceId), nextCursor: null }
  }

  @Post()
  @ApiOperation({
    summary: 'Makes a token that opens this workspace alone',
    description: 'It acts for whoever makes it, until they leave. It is answered once and kept as a hash.',
  })
  @ApiAnswer(createdTokenSchema, { status: 201 })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: createWorkspaceTokenSchema }) input: z.infer<typeof createWorkspaceTokenSchema>,
  ): Promise<CreatedToken> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return this.tokens.createIn(workspaceId, principal, input)
  }

  @Delete(':token')
  @ApiOperation({ summary: 'Ends a token of anybody that opens this workspace alone', description: 'For owners.' })
  @HttpCode(204)
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('token', ParseUUIDPipe) id: string,
  ): Promise<void> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'owner')
    await this.tokens.revokeIn(workspaceId, principal, id)
  }
}
