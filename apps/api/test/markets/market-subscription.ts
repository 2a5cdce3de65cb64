import { Checkout } from '../../src/domains/purchases/checkout.service.ts'
import { type PurchaseRow, PurchasesRepository } from '../../src/domains/purchases/purchases.repository.ts'
import { SubscriptionChanges } from '../../src/domains/purchases/subscription-changes.service.ts'
import { Subscriptions } from '../../src/domains/purchases/subscriptions.service.ts'
import { COUNTRY, type Market, pick, upTo } from './market.ts'

/** The last one is taken, and declined whenever it is charged. */
const CARDS = ['4242424242424242', '4000000000000077', '4000000000000341']

/** What the workspace of a market does about its subscription. */
export class MarketSubscription {
  private readonly checkout: Checkout
  private readonly subscriptions: Subscriptions
  private readonly changes: SubscriptionChanges
  private readonly purchases: PurchasesRepository

  constructor(private readonly market: Market) {
    const { app } = market.house
    this.checkout = app.get(Checkout, { strict: false })
    this.subscriptions = app.get(Subscriptions, { strict: false })
    this.changes = app.get(SubscriptionChanges, { strict: false })
    this.purchases = app.get(PurchasesRepository, { strict: false })
  }

  /** A checkout, and perhaps its payment; begun again it goes on where the last one stopped. */
  async begin(): Promise<void> {
    const { access, price, roll, emulator } = this.market
    await this.checkout.begin(access, { price: price as never, seats: upTo(roll, 5) })
    const session = (await this.newest())?.providerSessionId
    if (session == null || roll() < 0.1) return
    const { status } = await this.market.insist((api) => api.checkout.sessions.retrieve(session))
    if (status === 'open') await emulator.control.payCheckout(session, { card: pick(roll, CARDS), country: COUNTRY })
  }

  async setSeats(): Promise<void> {
    await this.changeSeats(upTo(this.market.roll, 8))
  }

  async changeSeats(seats: number): Promise<void> {
    const row = await this.newest()
    if (row !== null) await this.changes.update(this.market.access, row, { seats })
  }

  async cancel(): Promise<void> {
    const row = await this.newest()
    if (row !== null) await this.subscriptions.cancel(this.market.access, row)
  }

  async keep(): Promise<void> {
    const row = await this.newest()
    if (row !== null) await this.subscriptions.keep(this.market.access, row)
  }

  /** The person pays what is due with another card. */
  async payOpenInvoice(): Promise<void> {
    const { data } = await this.market.insist((api) => api.invoices.list({ limit: 100, status: 'open' }))
    const [invoice] = data
    const customer = typeof invoice?.customer === 'string' ? invoice.customer : undefined
    if (invoice?.id === undefined || customer === undefined) return
    const method = await this.market.insist((api) => api.paymentMethods.attach('pm_card_visa', { customer }))
    const body = { invoice_settings: { default_payment_method: method.id } }
    await this.market.insist((api) => api.customers.update(customer, body))
    await this.market.insist((api) => api.invoices.pay(invoice.id ?? '', { payment_method: method.id }))
  }

  private async newest(): Promise<PurchaseRow | null> {
    const { workspaceId } = this.market.access
    const [row] = await this.purchases.list(workspaceId, { extension: this.market.extension, before: null, limit: 1 })
    return row ?? null
  }
}
