import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  createPlanSchema,
  newPriceSchema,
  type Plan,
  planListSchema,
  planSchema,
  updatePlanSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { PlanOwners } from './plan-owners.ts'
import { PlansService } from './plans.service.ts'

/** Plans as their publisher sees them. Members look; owners set prices. */
@ApiTags('billing')
@Controller('v1/publishers/:slug/extensions/:extension/plans')
export class PublisherPlansController {
  constructor(
    private readonly owners: PlanOwners,
    private readonly plans: PlansService,
  ) {}

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists all plans of an extension, archived ones too' })
  @ApiAnswer(planListSchema)
  async list(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
  ): Promise<{ items: Plan[]; nextCursor: null }> {
    const owner = await this.owners.requireMember(slug, extension, userId)
    return { items: await this.plans.listAll(owner), nextCursor: null }
  }

  @AllowToken('billing')
  @Post()
  @ApiOperation({ summary: 'Offers a plan', description: 'For owners of the publisher.' })
  @ApiAnswer(planSchema, { status: 201 })
  async create(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Body({ schema: createPlanSchema }) input: z.infer<typeof createPlanSchema>,
  ): Promise<Plan> {
    return this.plans.create(await this.owners.requireOwner(slug, extension, userId), input)
  }

  @AllowToken('billing')
  @Patch(':plan')
  @ApiOperation({
    summary: 'Renames or archives a plan, or offers it again',
    description: 'For owners of the publisher.',
  })
  @ApiAnswer(planSchema)
  async update(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('plan', ParseUUIDPipe) plan: string,
    @Body({ schema: updatePlanSchema }) change: z.infer<typeof updatePlanSchema>,
  ): Promise<Plan> {
    return this.plans.update(await this.owners.requireOwner(slug, extension, userId), plan, change)
  }

  @AllowToken('billing')
  @Post(':plan/prices')
  @ApiOperation({
    summary: 'Sets a price in the place of the one of the same currency and interval',
    description: 'Who has bought at that one keeps it. For owners of the publisher.',
  })
  @ApiAnswer(planSchema, { status: 201 })
  async setPrice(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('plan', ParseUUIDPipe) plan: string,
    @Body({ schema: newPriceSchema }) price: z.infer<typeof newPriceSchema>,
  ): Promise<Plan> {
    return this.plans.setPrice(await this.owners.requireOwner(slug, extension, userId), plan, price)
  }

  @AllowToken('billing')
  @Post(':plan/prices/:price/retire')
  @ApiOperation({
    summary: 'Takes a price off offer',
    description: 'Who has bought at it keeps it. For owners of the publisher.',
  })
  @HttpCode(200)
  @ApiAnswer(planSchema)
  async retirePrice(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('extension') extension: string,
    @Param('plan', ParseUUIDPipe) plan: string,
    @Param('price', ParseUUIDPipe) price: string,
  ): Promise<Plan> {
    return this.plans.retirePrice(await this.owners.requireOwner(slug, extension, userId), plan, price)
  }
}
