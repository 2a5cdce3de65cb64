import { setTimeout as delay } from 'node:timers/promises'
import { ProviderCalls } from '../src/domains/billing/index.ts'
import { earnedOf, keptShare, positionOf } from '../src/domains/earnings/charge-shares.ts'
import type { ChargeRow } from '../src/domains/earnings/index.ts'
import { Database } from '../src/platform/database/index.ts'
import type { BillingServer } from './billing.ts'
import type { Shop } from './sales.ts'

type Dice = () => number

const pick = <T>(roll: Dice, from: readonly T[]): T => from[Math.floor(roll() * from.length)]!
const upTo = (roll: Dice, max: number): number => 1 + Math.floor(roll() * max)

/** What goes wrong on the way to the provider. */
const FAULTS = ['drop_answer', 'drop_request', 'server_error', 'rate_limit'] as const
const FAULTY_ROUTES = [
  'GET /v1/charges/:id',
  'GET /v1/refunds/:id',
  'GET /v1/disputes/:id',
  'POST /v1/refunds',
  'POST /v1/transfers',
  'POST /v1/transfers/:id/reversals',
] as const

/**
 * One life of a charge, drawn from a seed: it is paid, refunded in parts by us and past us, refunds come back, a bank takes it
 * back and decides. Events of it arrive in any order and more than once, and the provider fails now and then, also after it
 * has done what it was asked.
 */
export class Schedule {
  private readonly calls: ProviderCalls
  private chargeId = ''

  constructor(
    private readonly server: BillingServer,
    private readonly shop: Shop,
    private readonly roll: Dice,
  ) {
    this.calls = server.app.get(ProviderCalls)
  }

  /** Plays it to its end. Answers in what our state differs from what it follows from; nothing when it does not. */
  async play(): Promise<string[]> {
    const { webhooks } = this.server.emulator.control
    webhooks.hold()
    const session = await this.shop.sell({ amountMinor: upTo(this.roll, 100_000) })
    this.chargeId = await this.chargeOf(session)
    if (this.roll() < 0.5) await this.deliverSome()
    for (let act = Math.floor(this.roll() * 4); act > 0; act--) {
      this.injectFault()
      await this.refundPastUs()
      if (this.roll() < 0.4) await this.deliverSome()
    }
    if (this.roll() < 0.4) await this.refundByUs()
    if (this.roll() < 0.4) await this.dispute()
    await this.deliverEverything()
    return this.differences()
  }

  private injectFault(): void {
    if (this.roll() < 0.5) return
    this.server.emulator.control.api.inject({ kind: pick(this.roll, FAULTS), route: pick(this.roll, FAULTY_ROUTES) })
  }

  private async chargeOf(session: string): Promise<string> {
    const { payment_intent: payment } = await insist(() =>
      this.server.api.checkout.sessions.retrieve(session, { expand: ['payment_intent'] }),
    )
    if (typeof payment !== 'object' || payment === null) throw new Error('Nothing was paid')
    return typeof payment.latest_charge === 'string' ? payment.latest_charge : payment.latest_charge!.id
  }

  private async left(): Promise<number> {
    const charge = await insist(() => this.server.api.charges.retrieve(this.chargeId))
    return charge.disputed ? 0 : charge.amount - charge.amount_refunded
  }

  private async refundPastUs(): Promise<void> {
    const left = await this.left()
    if (left === 0) return
    const order = { charge: this.chargeId, amount: upTo(this.roll, left) }
    const idempotencyKey = `schedule-${this.chargeId}-${left}-${order.amount}-${this.roll()}`
    const refund = await insist(() => this.server.api.refunds.create(order, { idempotencyKey }))
    if (this.roll() < 0.3) await this.server.emulator.control.failRefund(refund.id)
  }

  private async refundByUs(): Promise<void> {
    const [charge] = await this.server.rows<{ id: string }>('SELECT id FROM charges WHERE provider_charge_id = $1', [
      this.chargeId,
    ])
    const left = await this.left()
    if (charge === undefined || left === 0) return
    this.injectFault()
    await this.shop.refund(charge.id, upTo(this.roll, left))
  }

  private async dispute(): Promise<void> {
    if ((await this.left()) === 0) return
    const { control } = this.server.emulator
    const id = await control.openDispute(this.chargeId)
    if (this.roll() < 0.5) await this.deliverSome()
    const verdict = pick(this.roll, ['open', 'won', 'lost'] as const)
    if (verdict !== 'open') await control.decideDispute(id, verdict)
  }

  /** Events that wait, each perhaps, some twice, in any order. What fails is told again later. */
  private async deliverSome(): Promise<void> {
    const { webhooks } = this.server.emulator.control
    const waiting = webhooks.pending().map((delivery) => ({ delivery, place: this.roll() }))
    for (const { delivery } of waiting.toSorted((a, b) => a.place - b.place)) {
      if (this.roll() < 0.3) this.injectFault()
      if (this.roll() < 0.7) await webhooks.deliver(delivery.id)
      if (this.roll() < 0.2) await webhooks.redeliver(delivery.event)
    }
  }

  private async deliverEverything(): Promise<void> {
    const { control } = this.server.emulator
    for (;;) {
      await control.runDue()
      await this.deliverSome()
      const open = await this.server.rows<{ id: string }>(`SELECT id FROM provider_calls WHERE state = 'decided'`)
      for (const { id } of open) await this.calls.perform(id)
      if (open.length === 0 && control.webhooks.pending().length === 0) return
      await delay(0)
    }
  }

  private async differences(): Promise<string[]> {
    const charge = await this.server.app
      .get(Database)
      .client.charge.findUnique({ where: { providerChargeId: this.chargeId } })
    if (charge === null) return [`${this.chargeId} was not taken over`]
    return [
      ...(await this.againstProvider(charge)),
      ...(await this.againstLedger(charge)),
      ...this.againstMovements(charge),
      ...(await this.againstLines(charge)),
    ]
  }

  private async againstProvider(charge: ChargeRow): Promise<string[]> {
    const [refunds, disputes] = await Promise.all([
      this.server.api.refunds.list({ charge: this.chargeId, limit: 100 }),
      this.server.api.disputes.list({ charge: this.chargeId, limit: 100 }),
    ])
    const refunded = refunds.data.filter(({ status }) => status !== 'failed').reduce((sum, of) => sum + of.amount, 0)
    const taken = (states: readonly string[]) =>
      disputes.data.filter(({ status }) => states.includes(status)).reduce((sum, of) => sum + of.amount, 0)
    return [
      ...differs('refunded', charge.refundedMinor, refunded),
      ...differs('lost', charge.lostMinor, taken(['lost'])),
      ...differs('disputed', charge.disputedMinor, taken(['needs_response', 'under_review'])),
    ]
  }

  private async againstLedger(charge: ChargeRow): Promise<string[]> {
    const rows = await this.server.rows<{ code: string; sum: string }>(
      `SELECT e.account_code AS code, sum(e.amount_minor) AS sum FROM ledger_entries e
       JOIN ledger_transactions t ON t.id = e.transaction_id
       WHERE (t.subject = $1 AND t.key !~ '^(transfer|reversal):' AND t.key !~ ':fee$') GROUP BY 1`,
      [`charge:${this.chargeId}`],
    )
    const booked = new Map(rows.map(({ code, sum }) => [code, BigInt(sum)]))
    return positionOf(charge).flatMap(({ account, amountMinor }) =>
      differs(account.code, booked.get(account.code) ?? 0n, amountMinor),
    )
  }

  /** While a bank has the charge nothing more is passed on. */
  private againstMovements(charge: ChargeRow): string[] {
    if (charge.disputedMinor > 0n) return []
    return differs('passed on', charge.transferredMinor, keptShare(charge))
  }

  private async againstLines(charge: ChargeRow): Promise<string[]> {
    const [row] = await this.server.rows<{ sum: string }>(
      'SELECT coalesce(sum(amount_minor), 0) AS sum FROM earning_lines WHERE charge_id = $1',
      [charge.id],
    )
    return differs('lines of earnings', BigInt(row!.sum), earnedOf(charge))
  }
}

/** Asks until there is an answer: the faults are meant for the server, and hit whoever asks next. */
async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask()
    } catch (error) {
      if (attempt === 20) throw error
    }
  }
}

const differs = (what: string, is: bigint, should: bigint | number): string[] =>
  is === BigInt(should) ? [] : [`${what} is ${is} and should be ${should}`]
