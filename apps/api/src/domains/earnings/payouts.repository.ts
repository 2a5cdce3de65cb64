import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import type { DueLine } from './payout-choice.ts'

export type PayoutState = 'decided' | 'sent' | 'paid' | 'failed' | 'refused'

export interface PayoutRow {
  id: string
  publisherId: string
  providerPayoutId: string | null
  currency: string
  amountMinor: bigint
  state: PayoutState
  failureCode: string | null
  failure: string | null
  arrivesAt: Date | null
  createdAt: Date
}

export interface CoveredLine {
  chargeId: string
  extensionId: string
  cause: string
  amountMinor: bigint
  currency: string
  at: Date
}

@Injectable()
export class PayoutsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Payouts of a publisher are decided one after the other. */
  async lockPublisher(tx: Tx, publisherId: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('grantry:payout:' || ${publisherId}, 0))`
  }

  /** Currencies in which something has matured that no payout covers. */
  async dueCurrencies(publisherId: string, now: Date): Promise<string[]> {
    const rows = await this.db.earningLine.findMany({
      where: { publisherId, maturesAt: { lte: now }, payouts: { none: { releasedAt: null } } },
      distinct: ['currency'],
      select: { currency: true },
      orderBy: { currency: 'asc' },
    })
    return rows.map(({ currency }) => currency)
  }

  /** Oldest first. */
  dueLines(tx: Tx, publisherId: string, currency: string, now: Date): Promise<DueLine[]> {
    return tx.earningLine.findMany({
      where: { publisherId, currency, maturesAt: { lte: now }, payouts: { none: { releasedAt: null } } },
      select: { id: true, amountMinor: true },
      orderBy: [{ maturesAt: 'asc' }, { id: 'asc' }],
    })
  }

  /** The last payout in a currency, whatever became of it. */
  newest(tx: Tx, publisherId: string, currency: string): Promise<PayoutRow | null> {
    return tx.payout.findFirst({ where: { publisherId, currency }, orderBy: { id: 'desc' } })
  }

  /** What was decided and is not taken from the provider's balance yet. */
  async decidedMinor(tx: Tx, publisherId: string, currency: string): Promise<bigint> {
    const { _sum } = await tx.payout.aggregate({
      where: { publisherId, currency, state: 'decided' },
      _sum: { amountMinor: true },
    })
    return _sum.amountMinor ?? 0n
  }

  async insert(
    tx: Tx,
    payout: Pick<PayoutRow, 'publisherId' | 'currency' | 'amountMinor'>,
    lineIds: readonly string[],
  ): Promise<PayoutRow> {
    const row = await tx.payout.create({ data: payout })
    await tx.payoutLine.createMany({ data: lineIds.map((lineId) => ({ payoutId: row.id, lineId })) })
    return row
  }

  /** Under the lock of its row. */
  async lock(tx: Tx, by: { id: string } | { providerPayoutId: string }): Promise<PayoutRow | null> {
    const found = await tx.payout.findUnique({ where: by, select: { id: true } })
    if (found === null) return null
    await tx.$executeRaw`SELECT 1 FROM payouts WHERE id = ${found.id}::uuid FOR UPDATE`
    return tx.payout.findUnique({ where: { id: found.id } })
  }

  async update(
    tx: Tx,
    id: string,
    change: Partial<Pick<PayoutRow, 'state' | 'providerPayoutId' | 'failureCode' | 'failure' | 'arrivesAt'>>,
  ): Promise<void> {
    await tx.payout.update({ where: { id }, data: { ...change, updatedAt: new Date() } })
  }

  /** What it covered can be paid out again. */
  async release(tx: Tx, payoutId: string, now: Date): Promise<void> {
    await tx.payoutLine.updateMany({ where: { payoutId, releasedAt: null }, data: { releasedAt: now } })
  }

  find(publisherId: string, id: string): Promise<PayoutRow | null> {
    return this.db.payout.findFirst({ where: { publisherId, id } })
  }

  async linesOf(payoutId: string): Promise<CoveredLine[]> {
    const rows = await this.db.payoutLine.findMany({
      where: { payoutId },
      include: { line: { include: { charge: { select: { extensionId: true } } } } },
      orderBy: { line: { id: 'asc' } },
    })
    return rows.map(({ line }) => ({ ...line, extensionId: line.charge.extensionId }))
  }

  /** Newest first. */
  page(publisherId: string, after: string | null, limit: number): Promise<PayoutRow[]> {
    return this.db.payout.findMany({
      where: { publisherId, ...(after !== null && { id: { lt: after } }) },
      orderBy: { id: 'desc' },
      take: limit,
    })
  }
}
