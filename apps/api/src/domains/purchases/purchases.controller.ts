import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Patch, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  createPurchaseSchema,
  type Page,
  previewPurchaseSchema,
  type Purchase,
  purchasePageSchema,
  type PurchasePreview,
  purchasePreviewSchema,
  purchaseQuerySchema,
  purchaseSchema,
  type PurchaseSummary,
  type PurchaseUsage,
  purchaseUsageSchema,
  updatePurchaseSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { WorkspacesService } from '../workspaces/index.ts'
import { Checkout } from './checkout.service.ts'
import { PurchasesService } from './purchases.service.ts'
import { SubscriptionChanges } from './subscription-changes.service.ts'
import { Subscriptions } from './subscriptions.service.ts'
import { Usage } from './usage.service.ts'

/** What a workspace buys. Members look; admins of the workspace buy, change and cancel. */
@ApiTags('billing')
@Controller('v1/workspaces/:ws/purchases')
export class PurchasesController {
  constructor(
    private readonly workspaces: WorkspacesService,
    private readonly checkout: Checkout,
    private readonly purchases: PurchasesService,
    private readonly subscriptions: Subscriptions,
    private readonly changes: SubscriptionChanges,
    private readonly usage: Usage,
  ) {}

  @AllowToken('billing')
  @Post()
  @ApiOperation({ summary: 'Begins a checkout: you pay at `checkoutUrl`', description: 'For admins of the workspace.' })
  @ApiAnswer(purchaseSchema, { status: 201 })
  async buy(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Body({ schema: createPurchaseSchema }) input: z.infer<typeof createPurchaseSchema>,
  ): Promise<Purchase> {
    const access = await this.workspaces.require(ws, principal, 'admin')
    return this.purchases.get(access, await this.checkout.begin(access, input))
  }

  @AllowToken('read')
  @Get()
  @ApiOperation({ summary: 'Lists what the workspace has bought' })
  @ApiAnswer(purchasePageSchema)
  async list(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Query({ schema: purchaseQuerySchema }) query: z.infer<typeof purchaseQuerySchema>,
  ): Promise<Page<PurchaseSummary>> {
    return this.purchases.list(await this.workspaces.require(ws, principal, 'viewer'), query)
  }

  @AllowToken('read')
  @Get(':purchase')
  @ApiOperation({ summary: 'Answers a purchase with its payments' })
  @ApiAnswer(purchaseSchema)
  async get(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
  ): Promise<Purchase> {
    return this.purchases.get(await this.workspaces.require(ws, principal, 'viewer'), id)
  }

  @AllowToken('billing')
  @Patch(':purchase')
  @ApiOperation({ summary: 'Changes seats, plan or price, or the cap', description: 'For admins of the workspace.' })
  @ApiAnswer(purchaseSchema)
  async update(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
    @Body({ schema: updatePurchaseSchema }) change: z.infer<typeof updatePurchaseSchema>,
  ): Promise<Purchase> {
    const access = await this.workspaces.require(ws, principal, 'admin')
    await this.changes.update(access, await this.purchases.getRow(access.workspaceId, id), change)
    return this.purchases.get(access, id)
  }

  @AllowToken('read')
  @Post(':purchase/preview')
  @ApiOperation({
    summary: 'Says what other seats or another price would cost now',
    description: 'Changes nothing. For admins of the workspace.',
  })
  @HttpCode(200)
  @ApiAnswer(purchasePreviewSchema)
  async preview(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
    @Body({ schema: previewPurchaseSchema }) change: z.infer<typeof previewPurchaseSchema>,
  ): Promise<PurchasePreview> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'admin')
    return this.changes.preview(await this.purchases.getRow(workspaceId, id), change)
  }

  @AllowToken('billing')
  @Post(':purchase/cancel')
  @ApiOperation({
    summary: 'Cancels a purchase',
    description:
      'A subscription ends with its period, a checkout that nobody completed at once. For admins of the workspace.',
  })
  @HttpCode(200)
  @ApiAnswer(purchaseSchema)
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
  ): Promise<Purchase> {
    const access = await this.workspaces.require(ws, principal, 'admin')
    await this.subscriptions.cancel(access, await this.purchases.getRow(access.workspaceId, id))
    return this.purchases.get(access, id)
  }

  @AllowToken('billing')
  @Post(':purchase/keep')
  @ApiOperation({
    summary: 'Takes back the cancelling of a subscription that has not ended yet',
    description: 'For admins of the workspace.',
  })
  @HttpCode(200)
  @ApiAnswer(purchaseSchema)
  async keep(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
  ): Promise<Purchase> {
    const access = await this.workspaces.require(ws, principal, 'admin')
    await this.subscriptions.keep(access, await this.purchases.getRow(access.workspaceId, id))
    return this.purchases.get(access, id)
  }

  @AllowToken('read')
  @Get(':purchase/usage')
  @ApiOperation({ summary: 'Answers what a metered purchase has used in the present period' })
  @ApiAnswer(purchaseUsageSchema)
  async getUsage(
    @CurrentPrincipal() principal: Principal,
    @Param('ws') ws: string,
    @Param('purchase', ParseUUIDPipe) id: string,
  ): Promise<PurchaseUsage> {
    const { workspaceId } = await this.workspaces.require(ws, principal, 'viewer')
    return this.usage.describe(await this.purchases.getRow(workspaceId, id))
  }
}
