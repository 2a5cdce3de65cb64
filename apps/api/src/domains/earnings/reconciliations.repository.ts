import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'

export type ReconciliationState = 'running' | 'clean' | 'drift' | 'failed'

/** Something in which the ledger and the provider differ. */
export interface Finding {
  kind: 'balance' | 'earnings' | 'unknown' | 'unanswered'
  subject: string
  currency: string | null
  ledgerMinor: bigint | null
  providerMinor: bigint | null
  detail: string
}

export interface ReconciliationRow {
  id: string
  state: ReconciliationState
  compared: number
  failure: string | null
  startedAt: Date
  endedAt: Date | null
  findings: Finding[]
}

@Injectable()
export class ReconciliationsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async begin(run: { requestedById: string | null; startedAt: Date; since: Date | null }): Promise<string> {
    const { id } = await this.db.reconciliation.create({ data: run, select: { id: true } })
    return id
  }

  /** When the last comparison began that came to an end; with `full`, the last one that looked at everything. */
  async lastLook(depth: 'any' | 'full'): Promise<Date | null> {
    const last = await this.db.reconciliation.findFirst({
      where: { state: { in: ['clean', 'drift'] }, ...(depth === 'full' && { since: null }) },
      orderBy: { id: 'desc' },
      select: { startedAt: true },
    })
    return last?.startedAt ?? null
  }

  /** Which of these events were not taken in. */
  async untold(eventIds: readonly string[]): Promise<string[]> {
    const known = await this.db.providerEvent.findMany({
      where: { provider: 'stripe', eventId: { in: [...eventIds] } },
      select: { eventId: true },
    })
    const ids = new Set(known.map(({ eventId }) => eventId))
    return eventIds.filter((id) => !ids.has(id))
  }

  async end(
    id: string,
    result: { state: ReconciliationState; compared: number; failure: string | null; findings: Finding[] },
    endedAt: Date,
  ): Promise<ReconciliationRow> {
    const { findings, ...row } = result
    const data = { ...row, endedAt, findings: { create: findings } }
    return (await this.db.reconciliation.update({
      where: { id },
      data,
      include: { findings: true },
    })) as ReconciliationRow
  }

  /** Newest first. */
  async page(after: string | null, limit: number): Promise<ReconciliationRow[]> {
    const where = after === null ? {} : { id: { lt: after } }
    const rows = await this.db.reconciliation.findMany({
      where,
      include: { findings: true },
      orderBy: { id: 'desc' },
      take: limit,
    })
    return rows as ReconciliationRow[]
  }

  async newest(): Promise<{ state: ReconciliationState; startedAt: Date } | null> {
    return this.db.reconciliation.findFirst({ orderBy: { id: 'desc' }, select: { state: true, startedAt: true } })
  }

  /** How many things the last comparison that came to an end has found. */
  async driftCount(): Promise<number> {
    const last = await this.db.reconciliation.findFirst({
      where: { state: { in: ['clean', 'drift'] } },
      orderBy: { id: 'desc' },
      select: { _count: { select: { findings: true } } },
    })
    return last?._count.findings ?? 0
  }

  /** Objects that may not be at their end yet: worth another look. */
  async openObjects(
    limit: number,
  ): Promise<{ kind: 'refund' | 'dispute' | 'payout'; id: string; account: string | null }[]> {
    return this.db.$queryRaw`
      (SELECT 'refund' AS kind, provider_refund_id AS id, NULL AS account FROM refunds
        WHERE state = 'pending' AND provider_refund_id IS NOT NULL LIMIT ${limit})
      UNION ALL (SELECT 'dispute', provider_dispute_id, NULL FROM disputes WHERE state = 'open' LIMIT ${limit})
      UNION ALL (SELECT 'payout', p.provider_payout_id, a.provider_account_id FROM payouts p
        JOIN connected_accounts a USING (publisher_id) WHERE p.state = 'sent' LIMIT ${limit})`
  }

  async connected(): Promise<{ publisherId: string; providerAccountId: string }[]> {
    const rows = await this.db.connectedAccount.findMany({
      where: { providerAccountId: { not: null }, publisher: { earningLines: { some: {} } } },
      select: { publisherId: true, providerAccountId: true },
    })
    return rows.map(({ publisherId, providerAccountId }) => ({ publisherId, providerAccountId: providerAccountId! }))
  }

  /** What publishers' lines of earnings say they are owed, without what payouts took. */
  earned(): Promise<{ publisherId: string; currency: string; amountMinor: bigint }[]> {
    return this.db.$queryRaw`
      SELECT publisher_id::text AS "publisherId", currency::text AS currency, sum(amount_minor)::bigint AS "amountMinor"
      FROM (
        SELECT publisher_id, currency, amount_minor FROM earning_lines
        UNION ALL SELECT publisher_id, currency, -amount_minor FROM payouts WHERE state IN ('sent', 'paid')
      ) AS moves GROUP BY 1, 2`
  }

  /** Which of these charges of the provider are not in the books. */
  async missing(providerChargeIds: readonly string[]): Promise<string[]> {
    const known = await this.db.charge.findMany({
      where: { providerChargeId: { in: [...providerChargeIds] } },
      select: { providerChargeId: true },
    })
    const ids = new Set(known.map(({ providerChargeId }) => providerChargeId))
    return providerChargeIds.filter((id) => !ids.has(id))
  }

  async unansweredCalls(): Promise<number> {
    return this.db.providerCall.count({ where: { state: { in: ['decided', 'unresolved'] }, attempts: { gt: 0 } } })
  }
}
