import { randomUUID } from 'node:crypto'
import type { Stripe } from 'stripe'
import { purposeMetadata } from '../../src/domains/earnings/index.ts'
import { Payouts } from '../../src/domains/earnings/payouts.service.ts'
import { Refunds } from '../../src/domains/earnings/refunds.service.ts'
import { DomainError } from '../../src/kernel/domain-error.ts'
import { COUNTRY, type Market, pick, upTo } from './market.ts'
import { MarketSubscription } from './market-subscription.ts'

const CARDS = ['4000000000000077', '4000000000000077', '4242424242424242', '4000000000007726', '4000000000005126']
/** Of banks at which payouts arrive, and of one that sends them back. */
const BANKS = ['000123456789', '000123456789', '000111111113']
const DAYS = [1, 3, 8, 16, 32]
const MOST_ACTS = 9

/**
 * One life of a market, drawn from its seed: something is sold and subscribed to, renewed, not paid, cancelled, refunded by us
 * and past us, disputed, passed on and paid out; refunds and payouts come back. Events come in any order and more than
 * once, and the provider fails now and then, also after it has done what it was asked.
 */
export class MarketLife {
  private readonly refunds: Refunds
  private readonly payouts: Payouts
  private readonly subscription: MarketSubscription
  private account: string | null = null

  constructor(private readonly market: Market) {
    this.refunds = market.house.app.get(Refunds, { strict: false })
    this.payouts = market.house.app.get(Payouts, { strict: false })
    this.subscription = new MarketSubscription(market)
  }

  /** Plays it to its end: when it resolves nothing is on its way. */
  async play(): Promise<void> {
    const { roll } = this.market
    if (roll() < 0.7) await this.onboard()
    await (roll() < 0.6 ? this.sell() : this.subscription.begin())
    for (let left = Math.floor(roll() * MOST_ACTS); left > 0; left--) {
      this.market.injectFault()
      await attempt(pick(roll, this.acts))
      if (roll() < 0.3) await this.market.deliverSome()
    }
    await this.end()
  }

  private readonly acts: readonly (() => Promise<void>)[] = [
    () => this.sell(),
    () => this.onboard(),
    () => this.refundPastUs(),
    () => this.refundPastUs(),
    () => this.refundByUs(),
    () => this.refundByUs(),
    () => this.failRefund(),
    () => this.dispute(),
    () => this.decideDispute(),
    () => this.payOut(),
    () => this.payOut(),
    () => this.advance(),
    () => this.advance(),
    () => this.subscription.begin(),
    () => this.subscription.setSeats(),
    () => this.subscription.cancel(),
    () => this.subscription.keep(),
    () => this.subscription.payOpenInvoice(),
  ]

  /** Whatever waits is done, what was refused is tried again, and what has matured is paid out and arrives. */
  private async end(): Promise<void> {
    await this.market.deliverEverything()
    for (let day = 1; day <= 3; day++) {
      await this.market.emulator.control.advance({ days: 1 })
      await this.market.deliverEverything()
      await this.market.settleAgain()
      if (day > 1) continue
      await attempt(() => this.payOut())
      await this.market.deliverEverything()
    }
  }

  async onboard(): Promise<void> {
    if (this.account !== null) return
    const { market } = this
    const { id } = await market.insist((api) =>
      api.accounts.create({
        type: 'express',
        capabilities: { transfers: { requested: true } },
        settings: { payouts: { schedule: { interval: 'manual' } } },
        metadata: { grantry_publisher: market.publisherId },
      }),
    )
    this.account = id
    await market.emulator.control.completeOnboarding(id, { bankNumber: pick(market.roll, BANKS) })
  }

  async sell(): Promise<void> {
    const { market } = this
    const metadata = purposeMetadata({
      publisherId: market.publisherId,
      extensionId: market.extension,
      workspaceId: market.access.workspaceId,
      purchaseId: randomUUID(),
    })
    const price_data = {
      currency: 'usd',
      unit_amount: 50 + upTo(market.roll, 100_000),
      product_data: { name: 'Thing' },
      ...(market.tax !== 'none' && { tax_behavior: market.tax }),
    }
    const { id } = await market.insist((api) =>
      api.checkout.sessions.create({
        mode: 'payment',
        success_url: 'http://localhost/',
        line_items: [{ quantity: 1, price_data }],
        automatic_tax: { enabled: market.tax !== 'none' },
        payment_intent_data: { metadata },
      }),
    )
    await market.emulator.control.payCheckout(id, { card: pick(market.roll, CARDS), country: COUNTRY })
  }

  private async aCharge(fits: (charge: Stripe.Charge) => boolean): Promise<Stripe.Charge | null> {
    const { data } = await this.market.insist((api) => api.charges.list({ limit: 100 }))
    const fitting = data.filter((charge) => charge.status === 'succeeded' && fits(charge))
    return fitting.length === 0 ? null : pick(this.market.roll, fitting)
  }

  private async refundPastUs(): Promise<void> {
    const charge = await this.aCharge(isRefundable)
    if (charge === null) return
    const { roll } = this.market
    const order = { charge: charge.id, amount: part(roll, charge.amount - charge.amount_refunded) }
    const options = { idempotencyKey: `past-us-${charge.id}-${charge.amount_refunded}-${roll()}` }
    await this.market.insist((api) => api.refunds.create(order, options))
  }

  private async refundByUs(): Promise<void> {
    const charge = await this.aCharge(isRefundable)
    if (charge === null) return
    const { house, roll, access } = this.market
    const [row] = await house.rows<{ id: string }>('SELECT id FROM charges WHERE provider_charge_id = $1', [charge.id])
    if (row === undefined) return
    const amountMinor = part(roll, charge.amount - charge.amount_refunded)
    await this.refunds.request(access.userId, row.id, { amountMinor, reason: 'As agreed' })
  }

  private async failRefund(): Promise<void> {
    const { data } = await this.market.insist((api) => api.refunds.list({ limit: 100 }))
    const whole = data.filter(({ status }) => status === 'succeeded')
    if (whole.length > 0) await this.market.emulator.control.failRefund(pick(this.market.roll, whole).id)
  }

  /** A bank takes what is left, or anything up to the whole charge, whatever was refunded of it. */
  private async dispute(): Promise<void> {
    const charge = await this.aCharge(isRefundable)
    if (charge === null) return
    const { roll, emulator } = this.market
    await emulator.control.openDispute(charge.id, 'fraudulent', roll() < 0.5 ? undefined : upTo(roll, charge.amount))
  }

  private async decideDispute(): Promise<void> {
    const { data } = await this.market.insist((api) => api.disputes.list({ limit: 100 }))
    const open = data.filter(({ status }) => status === 'needs_response')
    if (open.length === 0) return
    const verdict = this.market.roll() < 0.5 ? 'won' : 'lost'
    await this.market.emulator.control.decideDispute(pick(this.market.roll, open).id, verdict)
  }

  async payOut(): Promise<void> {
    await this.payouts.payOut(this.market.publisherId, null)
  }

  /** Keys live a day: what was decided before is asked before. */
  private async advance(): Promise<void> {
    while (this.market.news.length > 0) await this.market.deliverSome()
    await this.market.emulator.control.advance({ days: pick(this.market.roll, DAYS) })
  }
}

const isRefundable = (charge: Stripe.Charge): boolean => !charge.disputed && charge.amount_refunded < charge.amount

/** All of it now and then. */
const part = (roll: () => number, whole: number): number => (roll() < 0.3 ? whole : upTo(roll, whole))

/** Does something that may be refused: a person would be told why. */
export async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}
