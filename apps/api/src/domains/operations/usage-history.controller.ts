import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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

  @AllowToken('read')
  @Get('usage')
  @ApiOperation({ summary: 'Answers how near each install came to its limits lately' })
  @ApiAnswer(workspaceUsageSchema)
  async ofWorkspace(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: usageHistoryQuerySchema }) { span }: UsageHistoryQuery,
  ): Promise<WorkspaceUsage> {
    return this.history.ofWorkspace(await this.workspaces.require(ws, principal, 'viewer'), span)
  }

  @AllowToken('read')
  @Get('installs/:install/usage/history')
  @ApiOperation({ summary: 'Answers what an install used over time, beside what it may use' })
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
