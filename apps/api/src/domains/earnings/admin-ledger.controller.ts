import { Readable } from 'node:stream'
import { Body, Controller, Get, HttpCode, Post, Query, StreamableFile } from '@nestjs/common'
import { ApiOperation, ApiTags } from '@nestjs/swagger'
import {
  type LedgerBalance,
  ledgerBalanceListSchema,
  ledgerPeriodSchema,
  type Page,
  pageQuerySchema,
  type Reconciliation,
  reconciliationPageSchema,
  reconciliationSchema,
  setShareRuleSchema,
  type ShareRule,
  shareRuleSchema,
  type ShareRules,
  shareRulesSchema,
} from '@grantry/contract'
import type { z } from 'zod'
import {
  AdminOnly,
  AllowToken,
  ApiAnswer,
  ApiFile,
  CurrentPrincipal,
  type Principal,
} from '../../platform/http/index.ts'
import { AdminBillingService } from './admin-billing.service.ts'
import { Reconciliations } from './reconciliations.service.ts'
import { toReconciliation } from './views.ts'

/** The platform's books, the rules by which they are written, and whether they agree with the payment provider. */
@AdminOnly()
@ApiTags('admin')
@Controller('v1/admin/billing')
export class AdminLedgerController {
  constructor(
    private readonly billing: AdminBillingService,
    private readonly reconciliations: Reconciliations,
  ) {}

  @AllowToken('review')
  @Get('share-rules')
  @ApiOperation({ summary: 'Lists the rules by which charges are shared' })
  @ApiAnswer(shareRulesSchema)
  listShareRules(@Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>): Promise<ShareRules> {
    return this.billing.listShareRules(query)
  }

  @Post('share-rules')
  @ApiOperation({ summary: 'Sets a rule for the charges that follow' })
  @ApiAnswer(shareRuleSchema, { status: 201 })
  setShareRule(
    @CurrentPrincipal() { userId }: Principal,
    @Body({ schema: setShareRuleSchema }) input: z.infer<typeof setShareRuleSchema>,
  ): Promise<ShareRule> {
    return this.billing.setShareRule(userId, input)
  }

  @AllowToken('review')
  @Get('ledger')
  @ApiOperation({ summary: 'Answers the balances of the books' })
  @ApiAnswer(ledgerBalanceListSchema)
  async balances(): Promise<Page<LedgerBalance>> {
    return { items: await this.billing.balances(), nextCursor: null }
  }

  @AllowToken('review')
  @Get('ledger.csv')
  @ApiOperation({ summary: 'Downloads every entry of the books as CSV' })
  @ApiFile('text/csv', 'Every entry')
  async export(
    @CurrentPrincipal() { userId }: Principal,
    @Query({ schema: ledgerPeriodSchema }) period: z.infer<typeof ledgerPeriodSchema>,
  ): Promise<StreamableFile> {
    const lines = await this.billing.exportLedger(userId, period)
    return new StreamableFile(Readable.from(lines), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="ledger.csv"',
    })
  }

  @AllowToken('review')
  @Get('reconciliations')
  @ApiOperation({ summary: 'Lists comparisons of the books with the payment provider' })
  @ApiAnswer(reconciliationPageSchema)
  listReconciliations(
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ): Promise<Page<Reconciliation>> {
    return this.billing.listReconciliations(query)
  }

  @Post('reconciliations')
  @ApiOperation({ summary: 'Compares the books with the payment provider now' })
  @HttpCode(200)
  @ApiAnswer(reconciliationSchema)
  async reconcile(@CurrentPrincipal() { userId }: Principal): Promise<Reconciliation> {
    return toReconciliation(await this.reconciliations.run(userId))
  }
}
