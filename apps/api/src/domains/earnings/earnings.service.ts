import { Injectable } from '@nestjs/common'
import type { Earnings, EarningsDay, EarningsDaysQuery, Page, Payout, PayoutDetail } from '@grantry/contract'
import { z } from 'zod'
import { AppConfig } from '../../config/app-config.ts'
import { Clock } from '../../kernel/clock.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { ShareRules } from '../ledger/index.ts'
import { csvLine, decimalOf } from './csv.ts'
import { earningsErrors } from './earnings.errors.ts'
import { EarningsRepository } from './earnings.repository.ts'
import { PayoutAccountsRepository } from './payout-accounts.repository.ts'
import { PayoutsRepository } from './payouts.repository.ts'
import { causeOf, toBalance, toDay, toEarningLine, toPayout, toPayoutAccount } from './views.ts'

const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30
const STATEMENT_HEAD = [
  'time',
  'kind',
  'charge or payout',
  'extension',
  'currency',
  'gross',
  'tax',
  'platform share',
  'your amount',
]

/** What a publisher sees of its earnings. */
@Injectable()
export class EarningsService {
  constructor(
    private readonly repository: EarningsRepository,
    private readonly payouts: PayoutsRepository,
    private readonly payoutAccounts: PayoutAccountsRepository,
    private readonly rules: ShareRules,
    private readonly database: Database,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  async get(publisherId: string): Promise<Earnings> {
    const now = this.clock.now()
    const rule = await this.database.transaction((tx) => this.rules.inForce(tx, publisherId, now))
    const { payoutHoldDays: holdDays, payoutThresholdMinor: threshold } = this.config.billing
    return {
      balances: (await this.repository.balances(publisherId, now)).map(toBalance),
      account: toPayoutAccount(await this.payoutAccounts.get(publisherId)),
      share: { publisherBasisPoints: rule.publisherBasisPoints },
      payouts: { holdDays, threshold },
    }
  }

  async days(publisherId: string, { from, to, extension }: EarningsDaysQuery): Promise<EarningsDay[]> {
    const last = to === undefined ? this.clock.now() : new Date(to)
    const end = new Date(Math.floor(last.getTime() / DAY_MS) * DAY_MS + DAY_MS)
    const begin = from === undefined ? new Date(end.getTime() - DEFAULT_DAYS * DAY_MS) : new Date(from)
    const rows = await this.repository.days(publisherId, { from: begin, to: end, extensionId: extension ?? null })
    return rows.map(toDay)
  }

  async listPayouts(
    publisherId: string,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Page<Payout>> {
    const after = decodeCursor(z.tuple([z.uuid()]), cursor)?.[0] ?? null
    return toPage(await this.payouts.page(publisherId, after, limit + 1), limit, toPayout, ({ id }) => [id])
  }

  async getPayout(publisherId: string, id: string): Promise<PayoutDetail> {
    const payout = await this.payouts.find(publisherId, id)
    if (payout === null) throw earningsErrors.payoutNotFound()
    return { ...toPayout(payout), lines: (await this.payouts.linesOf(id)).map(toEarningLine) }
  }

  /** Everything that changed what a publisher is owed in a month (`2026-11`, UTC), as CSV. */
  async statement(publisherId: string, month: string): Promise<string> {
    const from = new Date(`${month}-01T00:00:00Z`)
    const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1))
    const rows = await this.repository.statement(publisherId, { from, to })
    const lines = rows.map((row) => {
      const decimal = (amount: bigint | null) => (amount === null ? null : decimalOf(amount, row.currency))
      const isPayout = row.cause.startsWith('payout:')
      return csvLine([
        row.at.toISOString(),
        isPayout ? (row.cause.endsWith(':failed') ? 'payout returned' : 'payout') : causeOf(row.cause),
        row.providerChargeId ?? row.cause.split(':')[1] ?? null,
        row.extensionId,
        row.currency.toUpperCase(),
        decimal(row.grossMinor),
        decimal(row.taxMinor),
        decimal(row.platformMinor),
        decimal(row.amountMinor),
      ])
    })
    return csvLine(STATEMENT_HEAD) + lines.join('')
  }
}
