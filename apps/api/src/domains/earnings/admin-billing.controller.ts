import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  adminChargeQuerySchema,
  type Charge,
  type ChargeDetail,
  chargeDetailSchema,
  chargePageSchema,
  type ConnectedAccount,
  connectedAccountPageSchema,
  createRefundSchema,
  type Dispute,
  disputePageSchema,
  disputeQuerySchema,
  type Page,
  pageQuerySchema,
} from '@grantry/contract'
import type { z } from 'zod'
import { AdminOnly, AllowToken, ApiAnswer, CurrentPrincipal, type Principal } from '../../platform/http/index.ts'
import { AdminBillingService } from './admin-billing.service.ts'
import { ChargeViews } from './charge-views.service.ts'
import { Refunds } from './refunds.service.ts'

/** What admins see and do about payments. A token may look; only a person who is signed in moves money. */
@AdminOnly()
@ApiTags('admin')
@Controller('v1/admin/billing')
export class AdminBillingController {
  constructor(
    private readonly billing: AdminBillingService,
    private readonly charges: ChargeViews,
    private readonly refunds: Refunds,
  ) {}

  @AllowToken('review')
  @Get('charges')
  @ApiOperation({ summary: 'Lists the charges of all publishers' })
  @ApiAnswer(chargePageSchema)
  async listCharges(
    @Query({ schema: adminChargeQuerySchema }) query: z.infer<typeof adminChargeQuerySchema>,
  ): Promise<Page<Charge>> {
    const publisherId = await this.billing.publisherId(query.publisher ?? null)
    return this.charges.list({ publisherId: publisherId ?? undefined, extensionId: query.extension }, query)
  }

  @AllowToken('review')
  @Get('charges/:charge')
  @ApiOperation({ summary: 'Answers a charge with its refunds and disputes' })
  @ApiAnswer(chargeDetailSchema)
  getCharge(@Param('charge', ParseUUIDPipe) charge: string): Promise<ChargeDetail> {
    return this.charges.get(charge, null)
  }

  @Post('charges/:charge/refunds')
  @ApiOperation({ summary: 'Refunds a charge, or a part of it' })
  @ApiAnswer(chargeDetailSchema, { status: 201 })
  async refund(
    @CurrentPrincipal() { userId }: Principal,
    @Param('charge', ParseUUIDPipe) charge: string,
    @Body({ schema: createRefundSchema }) input: z.infer<typeof createRefundSchema>,
  ): Promise<ChargeDetail> {
    await this.charges.get(charge, null)
    await this.refunds.request(userId, charge, input)
    return this.charges.get(charge, null)
  }

  @AllowToken('review')
  @Get('disputes')
  @ApiOperation({ summary: 'Lists disputes and inquiries' })
  @ApiAnswer(disputePageSchema)
  listDisputes(
    @Query({ schema: disputeQuerySchema }) query: z.infer<typeof disputeQuerySchema>,
  ): Promise<Page<Dispute>> {
    return this.charges.listDisputes(query)
  }

  @AllowToken('review')
  @Get('accounts')
  @ApiOperation({ summary: 'Lists the payout accounts of publishers' })
  @ApiAnswer(connectedAccountPageSchema)
  listAccounts(
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<ConnectedAccount>> {
    return this.billing.listAccounts(query)
  }

  @Post('payouts')
  @ApiOperation({ summary: 'Pays out what is due to everybody, without waiting for the next round' })
  @HttpCode(204)
  payOut(@CurrentPrincipal() { userId }: Principal): Promise<void> {
    return this.billing.payOutAll(userId)
  }
}
