import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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

  /** All that open the workspace, whoever made them. */
  @Get()
  @ApiAnswer(workspaceTokenPageSchema)
  async list(@CurrentPrincipal() principal: Principal, @Param('ws') ws: string): Promise<Page<WorkspaceToken>> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'owner')
    return { items: await this.tokens.listIn(workspaceId), nextCursor: null }
  }

  /** A token of one's own: it acts for whoever makes it, in this workspace alone, until they leave it. */
  @Post()
  @ApiAnswer(createdTokenSchema, { status: 201 })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: createWorkspaceTokenSchema }) input: z.infer<typeof createWorkspaceTokenSchema>,
  ): Promise<CreatedToken> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return this.tokens.createIn(workspaceId, principal, input)
  }

  /** Ends a token of anybody that opens this workspace alone. */
  @Delete(':token')
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
