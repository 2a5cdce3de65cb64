import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  type InstallUsageHistory,
  installUsageHistorySchema,
  type UsageHistoryQuery,
  usageHistoryQuerySchema,
  type WorkspaceUsage,
  workspaceUsageSchema,
} from '@grantry/contract'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { UsageHistoryService } from './usage-history.service.ts'

@ApiTags('installs')
@Controller('v1/workspaces/:ws')
export class UsageHistoryController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly history: UsageHistoryService,
  ) {}

  /** How near each install came to its limits lately. */
  @AllowToken('read')
  @Get('usage')
  @ApiAnswer(workspaceUsageSchema)
  async ofWorkspace(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: usageHistoryQuerySchema }) { span }: UsageHistoryQuery,
  ): Promise<WorkspaceUsage> {
    return this.history.ofWorkspace(await this.workspaces.require(ws, principal, 'viewer'), span)
  }

  /** What an install used over time, beside what it may use. */
  @AllowToken('read')
  @Get('installs/:install/usage/history')
  @ApiAnswer(installUsageHistorySchema)
  async ofInstall(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
    @Query({ schema: usageHistoryQuerySchema }) { span }: UsageHistoryQuery,
  ): Promise<InstallUsageHistory> {
    return this.history.ofInstall(await this.workspaces.require(ws, principal, 'viewer'), install, span)
  }
}
