import { Controller, Get, Param } from '@nestjs/common'
import { ApiTags } from '@nestjs/swagger'
import { type Plan, planListSchema } from '@grantry/contract'
import { ApiAnswer, Public } from '../../platform/http/index.ts'
import { PlansService } from './plans.service.ts'

/** What an extension of the store can be had for. */
@Public()
@ApiTags('billing')
@Controller('v1/extensions/:id/plans')
export class PlansController {
  constructor(private readonly plans: PlansService) {}

  @Get()
  @ApiAnswer(planListSchema)
  async list(@Param('id') id: string): Promise<{ items: Plan[]; nextCursor: null }> {
    return { items: await this.plans.listOffered(id), nextCursor: null }
  }
}
