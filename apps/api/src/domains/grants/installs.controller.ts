import { Body, Controller, Delete, Get, HttpCode, Param, ParseUUIDPipe, Post, Put, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
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

  /** Grants one permission, or grants it anew: another scope, another time. */
  @AllowToken('install')
  @Put(':install/grants/:permission')
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

  /** Takes one permission back, from the next host call on. */
  @AllowToken('install')
  @Delete(':install/grants/:permission')
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

  /** Lets an install run again that the platform suspended. */
  @AllowToken('install')
  @Post(':install/resume')
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
