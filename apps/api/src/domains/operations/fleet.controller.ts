import { Controller, Get, Param } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { type Fleet, fleetSchema } from '@grantry/contract'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { FleetService } from './fleet.service.ts'

@ApiTags('publish')
@Controller('v1/publishers/:slug/fleet')
export class FleetController {
  constructor(
    private readonly publishers: PublishersService,
    private readonly fleet: FleetService,
  ) {}

  /** Installs over time, calls and failures by version and code. Counts alone: nothing of what people do with it. */
  @AllowToken('read')
  @Get()
  @ApiAnswer(fleetSchema)
  async get(@CurrentPrincipal() principal: Principal, @Param('slug') slug: string): Promise<Fleet> {
    return this.fleet.of((await this.publishers.requireMember(slug, principal.userId)).id)
  }
}
