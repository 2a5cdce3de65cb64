import { Controller, Get, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  installPageSchema,
  type InstallSummary,
  type OwnInstallQuery,
  ownInstallQuerySchema,
  type Page,
} from '@grantry/contract'
import { ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { InstallsService } from './installs.service.ts'

/** What somebody has, wherever it is: for the store, which says so. No token reaches across workspaces here. */
@ApiTags('installs')
@Controller('v1/me/installs')
export class OwnInstallsController {
  constructor(private readonly installs: InstallsService) {}

  @Get()
  @ApiOperation({ summary: 'Lists your installs in all your workspaces' })
  @ApiAnswer(installPageSchema)
  list(
    @CurrentPrincipal() { userId }: Principal,
    @Query({ schema: ownInstallQuerySchema }) query: OwnInstallQuery,
  ): Promise<Page<InstallSummary>> {
    return this.installs.listOwn(userId, query)
  }
}
