import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  createInstallSchema,
  grantTermsSchema,
  type Install,
  installPageSchema,
  installSchema,
  type InstallSummary,
  type Page,
  pageQuerySchema,
  type PermissionId,
  permissionIdSchema,
  setGrantsSchema,
  updateInstallSchema,
  type WorkspaceRole,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { type WorkspaceAccess, WorkspacesService } from '../workspaces/index.ts'
import { GrantsService } from './grants.service.ts'
import { InstallSuspensionService } from './install-suspension.service.ts'
import { InstallsService } from './installs.service.ts'

@ApiTags('installs')
@Controller('v1/workspaces/:ws/installs')
export class InstallsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly installs: InstallsService,
    private readonly grants: GrantsService,
    private readonly suspensions: InstallSuspensionService,
  ) {}

  @AllowToken('install')
  @Post()
  @ApiOperation({
    summary: 'Installs an extension with the grants given',
    description: 'For admins of the workspace. Without all that is required it waits for consent.',
  })
  @ApiAnswer(installSchema, { status: 201 })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: createInstallSchema }) input: z.infer<typeof createInstallSchema>,
  ): Promise<Install> {
    return this.installs.create(await this.enter(ws, principal, 'admin'), input)
  }

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists the installs of the workspace' })
  @ApiAnswer(installPageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<InstallSummary>> {
    return this.installs.list(await this.enter(ws, principal, 'viewer'), query)
  }

  @AllowToken('read')
  @Get(':install')
  @ApiOperation({ summary: 'Answers an install with its grants' })
  @ApiAnswer(installSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
  ): Promise<Install> {
    return this.installs.get(await this.enter(ws, principal, 'viewer'), id)
  }

  @AllowToken('install')
  @Put(':install/grants')
  @ApiOperation({
    summary: 'Replaces all grants of an install',
    description: 'For admins of the workspace. What is left out is taken back, from the next host call on.',
  })
  @ApiAnswer(installSchema)
  async setGrants(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
    @Body({ schema: setGrantsSchema }) input: z.infer<typeof setGrantsSchema>,
  ): Promise<Install> {
    const access = await this.enter(ws, principal, 'admin')
    await this.grants.set(access, id, input.grants)
    return this.installs.get(access, id)
  }

  @AllowToken('install')
  @Put(':install/grants/:permission')
  @ApiOperation({
    summary: 'Grants one permission, or grants it anew: another scope, another time',
    description: 'For admins of the workspace.',
  })
  @ApiAnswer(installSchema)
  async give(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
    @Param('permission', { schema: permissionIdSchema }) permission: PermissionId,
    @Body({ schema: grantTermsSchema }) terms: z.infer<typeof grantTermsSchema>,
  ): Promise<Install> {
    const access = await this.enter(ws, principal, 'admin')
    await this.grants.give(access, id, { permission, ...terms })
    return this.installs.get(access, id)
  }

  @AllowToken('install')
  @Delete(':install/grants/:permission')
  @ApiOperation({
    summary: 'Takes one permission back, from the next host call on',
    description: 'For admins of the workspace.',
  })
  @ApiAnswer(installSchema)
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
    @Param('permission', { schema: permissionIdSchema }) permission: PermissionId,
  ): Promise<Install> {
    const access = await this.enter(ws, principal, 'admin')
    await this.grants.revoke(access, id, permission)
    return this.installs.get(access, id)
  }

  @AllowToken('install')
  @Post(':install/update')
  @ApiOperation({ summary: 'Moves an install to another version', description: 'For admins of the workspace.' })
  @HttpCode(200)
  @ApiAnswer(installSchema)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
    @Body({ schema: updateInstallSchema }) input: z.infer<typeof updateInstallSchema>,
  ): Promise<Install> {
    return this.installs.update(await this.enter(ws, principal, 'admin'), id, input)
  }

  @AllowToken('install')
  @Post(':install/resume')
  @ApiOperation({
    summary: 'Lets an install run again that the platform suspended',
    description: 'For admins of the workspace.',
  })
  @HttpCode(200)
  @ApiAnswer(installSchema)
  async resume(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
  ): Promise<Install> {
    const access = await this.enter(ws, principal, 'admin')
    await this.suspensions.resume(access, id)
    return this.installs.get(access, id)
  }

  @AllowToken('install')
  @Delete(':install')
  @ApiOperation({
    summary: 'Removes an install',
    description: 'The files that it has written stay, and so does its log. For admins of the workspace.',
  })
  @HttpCode(204)
  async remove(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) id: string,
  ): Promise<void> {
    return this.installs.remove(await this.enter(ws, principal, 'admin'), id)
  }

  private enter(ws: string, principal: Principal, role: WorkspaceRole): Promise<WorkspaceAccess> {
    return this.workspaces.require(ws, principal, role)
  }
}
