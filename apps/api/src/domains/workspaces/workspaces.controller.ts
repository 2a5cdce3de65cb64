import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  addWorkspaceMemberSchema,
  createWorkspaceSchema,
  type Page,
  pageQuerySchema,
  type Workspace,
  type WorkspaceMember,
  workspaceMemberPageSchema,
  workspaceMemberSchema,
  workspacePageSchema,
  workspaceSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import {
  AllowLimitedToken,
  AllowToken,
  ApiAnswer,
  CurrentPrincipal,
  type Principal,
} from '../../platform/http/index.ts'
import { WorkspacesService } from './workspaces.service.ts'

@ApiTags('workspaces')
@Controller('v1/workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @AllowToken('install')
  @Post()
  @ApiOperation({ summary: 'Makes a workspace, whose owner you are' })
  @ApiAnswer(workspaceSchema, { status: 201 })
  create(
    @CurrentPrincipal() principal: Principal,
    @Body({ schema: createWorkspaceSchema }) input: z.infer<typeof createWorkspaceSchema>,
  ): Promise<Workspace> {
    return this.workspaces.create(principal.userId, input)
  }

  @AllowToken('read')
  @AllowLimitedToken()
  @Get()
  @ApiOperation({ summary: 'Lists your workspaces' })
  @ApiAnswer(workspacePageSchema)
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<Workspace>> {
    return this.workspaces.list(principal, query)
  }

  @AllowToken('read')
  @Get(':ws')
  @ApiOperation({ summary: 'Answers a workspace, by its id or slug' })
  @ApiAnswer(workspaceSchema)
  get(@CurrentPrincipal() principal: Principal, @Param('ws') name: string): Promise<Workspace> {
    return this.workspaces.get(name, principal)
  }

  @AllowToken('read')
  @Get(':ws/members')
  @ApiOperation({ summary: 'Lists the members of the workspace' })
  @ApiAnswer(workspaceMemberPageSchema)
  async listMembers(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') name: string,
  ): Promise<Page<WorkspaceMember>> {
    return { items: await this.workspaces.listMembers(name, principal), nextCursor: null }
  }

  @Post(':ws/members')
  @ApiOperation({ summary: 'Adds a member, or gives one another role', description: 'For owners.' })
  @ApiAnswer(workspaceMemberSchema, { status: 201 })
  setMember(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') name: string,
    @Body({ schema: addWorkspaceMemberSchema }) input: z.infer<typeof addWorkspaceMemberSchema>,
  ): Promise<WorkspaceMember> {
    return this.workspaces.setMember(name, principal, input)
  }

  @Delete(':ws/members/:userId')
  @ApiOperation({ summary: 'Removes a member', description: 'For owners; anybody may leave.' })
  @HttpCode(204)
  removeMember(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') name: string,
    @Param('userId', ParseUUIDPipe) userId: string,
  ): Promise<void> {
    return this.workspaces.removeMember(name, principal, userId)
  }
}
