import { Controller, Get, Param } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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

  @AllowToken('read')
  @Get()
  @ApiOperation({
    summary: 'Answers how the installs of the publisher’s extensions fare',
    description:
      'Installs over time, calls and failures by version and code. Counts alone: nothing of what people do with it.',
  })
  @ApiAnswer(fleetSchema)
  async get(@CurrentPrincipal() principal: Principal, @Param('slug') slug: string): Promise<Fleet> {
    return this.fleet.of((await this.publishers.requireMember(slug, principal.userId)).id)
  }
}
