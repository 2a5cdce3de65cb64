import { Controller, Get, Param, ParseUUIDPipe } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { type Usage, usageSchema } from '@grantry/contract'
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
