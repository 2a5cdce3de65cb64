import { Injectable } from '@nestjs/common'
import {
  type ConnectedAccount,
  type LedgerBalance,
  type LedgerPeriod,
  type Page,
  type Reconciliation,
  type SetShareRule,
  type ShareRule,
  type ShareRules as ShareRulesView,
} from '@grantry/contract'
import { z } from 'zod'
import { Clock } from '../../kernel/clock.ts'
import { toMoney } from '../../kernel/money.ts'
import { decodeCursor, toPage } from '../../kernel/paging.ts'
import { Database } from '../../platform/database/index.ts'
import { AuditService } from '../audit/index.ts'
import { Ledger, ShareRules } from '../ledger/index.ts'
import { PublishersService } from '../publishers/index.ts'
import { csvLine } from './csv.ts'
import { PayoutAccountsRepository } from './payout-accounts.repository.ts'
import { Payouts } from './payouts.service.ts'
import { ReconciliationsRepository } from './reconciliations.repository.ts'
import { toConnectedAccount, toReconciliation, toShareRule } from './views.ts'

interface Paging {
  cursor?: string | undefined
  limit: number
}

const DAY_MS = 86_400_000
const LEDGER_HEAD = ['entry', 'time', 'transaction', 'key', 'subject', 'account', 'currency', 'amount minor']
const uuidCursor = z.tuple([z.uuid()])

/** What admins see and decide about money. */
@Injectable()
export class AdminBillingService {
  constructor(
    private readonly rules: ShareRules,
    private readonly ledger: Ledger,
    private readonly payoutAccounts: PayoutAccountsRepository,
    private readonly reconciliations: ReconciliationsRepository,
    private readonly payouts: Payouts,
    private readonly publishers: PublishersService,
    private readonly audit: AuditService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` for a slug that is nobody's */
  async publisherId(slug: string | null): Promise<string | null> {
    return slug === null ? null : this.publishers.requireId(slug)
  }

  async listShareRules({ cursor, limit }: Paging): Promise<ShareRulesView> {
    const after = decodeCursor(z.tuple([z.int()]), cursor)?.[0] ?? null
    const [current, rows] = await Promise.all([this.rules.current(), this.rules.history(after, limit + 1)])
    const page = toPage(
      rows,
      limit,
      (row) => toShareRule(row, row.publisher?.slug ?? null),
      ({ version }) => [version],
    )
    return {
      current: current.map((row) => toShareRule(row, row.slug)),
      history: page.items,
      nextCursor: page.nextCursor,
    }
  }

  async setShareRule(adminId: string, { publisher = null, ...rule }: SetShareRule): Promise<ShareRule> {
    const publisherId = await this.publisherId(publisher)
    return toShareRule(await this.rules.set(adminId, { ...rule, publisherId }), publisher)
  }

  async listAccounts({ cursor, limit }: Paging): Promise<Page<ConnectedAccount>> {
    const after = decodeCursor(z.tuple([z.string()]), cursor)?.[0] ?? null
    const rows = await this.payoutAccounts.page(after, limit + 1)
    return toPage(rows, limit, toConnectedAccount, ({ publisher }) => [publisher.slug])
  }

  async listReconciliations({ cursor, limit }: Paging): Promise<Page<Reconciliation>> {
    const after = decodeCursor(uuidCursor, cursor)?.[0] ?? null
    return toPage(await this.reconciliations.page(after, limit + 1), limit, toReconciliation, ({ id }) => [id])
  }

  async payOutAll(adminId: string): Promise<void> {
    await this.record(adminId, 'payouts.begun', {})
    await this.payouts.payOutAll(adminId)
  }

  async balances(): Promise<LedgerBalance[]> {
    const [rows, names] = await Promise.all([this.ledger.balances(), this.ledger.publisherNames()])
    return rows.map(({ accountCode, amountMinor, currency }) => ({
      account: accountCode,
      publisherName: names.get(accountCode) ?? null,
      balance: toMoney(amountMinor, currency),
    }))
  }

  /** Every entry of a period, as lines of CSV. */
  async exportLedger(adminId: string, { from, to }: LedgerPeriod): Promise<AsyncIterable<string>> {
    await this.record(adminId, 'ledger.exported', { from: from ?? null, to: to ?? null })
    const end = to === undefined ? this.clock.now().getTime() : new Date(to).getTime()
    return this.ledgerLines({ from: new Date(from ?? 0), to: new Date(end + DAY_MS) })
  }

  private async *ledgerLines(period: { from: Date; to: Date }): AsyncGenerator<string> {
    yield csvLine(LEDGER_HEAD)
    for await (const row of this.ledger.entries(period))
      yield csvLine([
        String(row.id),
        row.at.toISOString(),
        row.transactionId,
        row.key,
        row.subject,
        row.accountCode,
        row.currency,
        String(row.amountMinor),
      ])
  }

  private async record(adminId: string, action: string, data: Record<string, unknown>): Promise<void> {
    await this.database.transaction((tx) =>
      this.audit.append(tx, { actorId: adminId, action, subject: 'ledger:platform', data }),
    )
  }
}
