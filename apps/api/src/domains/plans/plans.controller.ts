import { Controller, Get, Param } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
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
  @ApiOperation({ summary: 'Lists the plans that are on offer' })
  @ApiAnswer(planListSchema)
  async list(@Param('id') id: string): Promise<{ items: Plan[]; nextCursor: null }> {
    return { items: await this.plans.listOffered(id), nextCursor: null }
  }
}
