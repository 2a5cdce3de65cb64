import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import {
  type InstallLog,
  installLogPageSchema,
  logQuerySchema,
  type Page,
  type Usage,
  usageSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { RecordsService } from './records.service.ts'

@ApiTags('installs')
@Controller('v1/workspaces/:ws/installs/:install')
export class RecordsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly records: RecordsService,
  ) {}

  /** What the guest logged and what the platform had to say about it, newest first. Also of a removed install. */
  @AllowToken('read')
  @Get('logs')
  @ApiAnswer(installLogPageSchema)
  async logs(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
    @Query({ schema: logQuerySchema }) query: z.infer<typeof logQuerySchema>,
  ): Promise<Page<InstallLog>> {
    return this.records.listLogs(await this.workspaces.require(ws, principal.userId, 'viewer'), install, query)
  }

  @AllowToken('read')
  @Get('usage')
  @ApiAnswer(usageSchema)
  async usage(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
  ): Promise<Usage> {
    return this.records.usage(await this.workspaces.require(ws, principal.userId, 'viewer'), install)
  }
}
