import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import { type InstallUses, installUsesSchema, type Usage, usageSchema } from '@grantry/contract'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { RecordsService } from './records.service.ts'
import { UsesService } from './uses.service.ts'

@ApiTags('installs')
@Controller('v1/workspaces/:ws/installs/:install')
export class RecordsController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly records: RecordsService,
    private readonly uses: UsesService,
  ) {}

  @AllowToken('read')
  @Get('uses')
  @ApiOperation({
    summary: 'Answers what an install did with each permission, and which it never used',
    description: 'Since it was installed; also of a removed install.',
  })
  @ApiAnswer(installUsesSchema)
  async listUses(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
  ): Promise<InstallUses> {
    return this.uses.list(await this.workspaces.require(ws, principal, 'viewer'), install)
  }

  @AllowToken('read')
  @Get('usage')
  @ApiOperation({ summary: 'Answers what an install has used, in all and by the day' })
  @ApiAnswer(usageSchema)
  async usage(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('install', ParseUUIDPipe) install: string,
  ): Promise<Usage> {
    return this.records.usage(await this.workspaces.require(ws, principal, 'viewer'), install)
  }
}
