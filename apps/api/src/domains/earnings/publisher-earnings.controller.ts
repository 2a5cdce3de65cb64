import { Body, Controller, Get, Header, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type Charge,
  type ChargeDetail,
  chargeDetailSchema,
  chargePageSchema,
  chargeQuerySchema,
  createRefundSchema,
  type Dispute,
  disputePageSchema,
  disputeQuerySchema,
  type Earnings,
  type EarningsDay,
  earningsDayListSchema,
  earningsDaysQuerySchema,
  earningsSchema,
  type Page,
  pageQuerySchema,
  type Payout,
  type PayoutDetail,
  payoutDetailSchema,
  payoutListSchema,
  payoutPageSchema,
  statementMonthSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import {
  AllowToken,
  ApiAnswer,
  ApiFile,
  CurrentPrincipal,
  httpErrors,
  type Principal,
} from '../../platform/http/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { ChargeViews } from './charge-views.service.ts'
import { EarningsService } from './earnings.service.ts'
import { Payouts } from './payouts.service.ts'
import { Refunds } from './refunds.service.ts'
import { toPayout } from './views.ts'

/** What a publisher earns. Its members may look; only its owners move money, and no token does. */
@ApiTags('earnings')
@Controller('v1/publishers/:slug')
export class PublisherEarningsController {
  constructor(
    private readonly publishers: PublishersService,
    private readonly earnings: EarningsService,
    private readonly charges: ChargeViews,
    private readonly refunds: Refunds,
    private readonly payouts: Payouts,
  ) {}

  @AllowToken('read')
  @Get('earnings')
  @ApiOperation({ summary: 'Answers balances, payout account and share' })
  @ApiAnswer(earningsSchema)
  async get(@CurrentPrincipal() { userId }: Principal, @Param('slug') slug: string): Promise<Earnings> {
    return this.earnings.get((await this.publishers.requireMember(slug, userId)).id)
  }

  @AllowToken('read')
  @Get('earnings/days')
  @ApiOperation({ summary: 'Answers what was earned day by day' })
  @ApiAnswer(earningsDayListSchema)
  async days(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: earningsDaysQuerySchema }) query: z.infer<typeof earningsDaysQuerySchema>,
  ): Promise<Page<EarningsDay>> {
    const { id } = await this.publishers.requireMember(slug, userId)
    return { items: await this.earnings.days(id, query), nextCursor: null }
  }

  @AllowToken('read')
  @Get('charges')
  @ApiOperation({ summary: 'Lists what was charged for the extensions of the publisher' })
  @ApiAnswer(chargePageSchema)
  async listCharges(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: chargeQuerySchema }) query: z.infer<typeof chargeQuerySchema>,
  ): Promise<Page<Charge>> {
    const { id } = await this.publishers.requireMember(slug, userId)
    return this.charges.list({ publisherId: id, extensionId: query.extension }, query)
  }

  @AllowToken('read')
  @Get('charges/:charge')
  @ApiOperation({ summary: 'Answers a charge with its refunds and disputes' })
  @ApiAnswer(chargeDetailSchema)
  async getCharge(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('charge', ParseUUIDPipe) charge: string,
  ): Promise<ChargeDetail> {
    const { id } = await this.publishers.requireMember(slug, userId)
    return this.charges.get(charge, id)
  }

  @Post('charges/:charge/refunds')
  @ApiOperation({ summary: 'Refunds a charge, or a part of it', description: 'For owners.' })
  @ApiAnswer(chargeDetailSchema, { status: 201 })
  async refund(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('charge', ParseUUIDPipe) charge: string,
    @Body({ schema: createRefundSchema }) input: z.infer<typeof createRefundSchema>,
  ): Promise<ChargeDetail> {
    const { id } = await this.publishers.requireOwner(slug, userId)
    await this.charges.get(charge, id)
    await this.refunds.request(userId, charge, input)
    return this.charges.get(charge, id)
  }

  @AllowToken('read')
  @Get('disputes')
  @ApiOperation({ summary: 'Lists what card holders have asked their banks to take back' })
  @ApiAnswer(disputePageSchema)
  async listDisputes(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: disputeQuerySchema }) query: z.infer<typeof disputeQuerySchema>,
  ): Promise<Page<Dispute>> {
    const { id } = await this.publishers.requireMember(slug, userId)
    return this.charges.listDisputes(query, { publisherId: id })
  }

  @AllowToken('read')
  @Get('payouts')
  @ApiOperation({ summary: 'Lists payouts' })
  @ApiAnswer(payoutPageSchema)
  async listPayouts(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<Payout>> {
    return this.earnings.listPayouts((await this.publishers.requireMember(slug, userId)).id, query)
  }

  @AllowToken('read')
  @Get('payouts/:payout')
  @ApiOperation({ summary: 'Answers a payout and the earnings that it covers' })
  @ApiAnswer(payoutDetailSchema)
  async getPayout(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('payout', ParseUUIDPipe) payout: string,
  ): Promise<PayoutDetail> {
    return this.earnings.getPayout((await this.publishers.requireMember(slug, userId)).id, payout)
  }

  @Post('payouts')
  @ApiOperation({ summary: 'Pays out what is due now', description: 'For owners.' })
  @HttpCode(200)
  @ApiAnswer(payoutListSchema)
  async payOut(@CurrentPrincipal() { userId }: Principal, @Param('slug') slug: string): Promise<Page<Payout>> {
    const { id } = await this.publishers.requireOwner(slug, userId)
    return { items: (await this.payouts.payOut(id, userId)).map(toPayout), nextCursor: null }
  }

  @AllowToken('read')
  @Get('statements/:month')
  @ApiOperation({ summary: 'Downloads the statement of a month (`2026-11`) as CSV' })
  @ApiFile('text/csv', 'What changed what is owed')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Header('content-disposition', 'attachment')
  async statement(
    @CurrentPrincipal() { userId }: Principal,
    @Param('slug') slug: string,
    @Param('month') text: string,
  ): Promise<string> {
    const { id } = await this.publishers.requireMember(slug, userId)
    const month = statementMonthSchema.safeParse(text)
    if (!month.success)
      throw httpErrors.invalidInput(month.error.issues.map(({ message }) => ({ path: '$.month', message })))
    return this.earnings.statement(id, month.data)
  }
}
