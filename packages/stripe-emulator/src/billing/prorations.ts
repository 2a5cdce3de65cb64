import type { Stripe } from 'stripe'

import { declined } from '../money/payment-methods.ts'
import { idOrNull, testClockOf, type World } from '../state/world.ts'
import { collectInvoice, createInvoice, voidInvoice } from './invoices.ts'
import type { InvoiceLine, InvoiceOrder } from './invoice-shape.ts'
import { periodEnd } from './periods.ts'
import { rhythmOf } from './subscription-shape.ts'
import { nameOf } from './subscription-lines.ts'

type Items = readonly Stripe.SubscriptionItem[]
type Behavior = Stripe.SubscriptionUpdateParams.ProrationBehavior

/** Items of a subscription as they are to be, and what the change costs in the middle of a period. */
export interface ItemChange {
  readonly items: Stripe.SubscriptionItem[]
  readonly lines: readonly InvoiceLine[]
  /** `now`: another interval begins a period of its own. */
  readonly begins: 'now' | 'with the next period'
  readonly at: number
}

/** Lines that wait for the next invoice of a subscription. */
export interface PendingLines {
  /** The subscription's. */
  readonly id: string
  readonly lines: readonly InvoiceLine[]
}

/**
 * What a change of prices or quantities comes to: credit for the unused time of what was, and a charge for the remaining time
 * of what is to be; to the second, each line rounded for itself. A trial costs nothing, and neither do metered prices.
 */
export function itemChange(world: World, subscription: Stripe.Subscription, wanted: Items): ItemChange {
  const before = subscription.items.data
  const at = world.now(testClockOf(world, subscription.customer))
  const [old, rhythm] = [rhythmOf(before), rhythmOf(wanted)]
  const isOther = old.interval !== rhythm.interval || old.interval_count !== rhythm.interval_count
  const isPaid = subscription.status !== 'trialing'
  const begins = isOther && isPaid ? 'now' : 'with the next period'
  const items = wanted.map((item) =>
    begins === 'now' ? { ...item, current_period_start: at, current_period_end: periodEnd(at, at, rhythm) } : item,
  )
  const changed = items.flatMap((item, index) => {
    const was = before[index]
    const isSame = was?.price.id === item.price.id && was.quantity === item.quantity
    return was === undefined || isSame || isMetered(was) || isMetered(item) ? [] : [{ was, item }]
  })
  const lines = isPaid ? changed.flatMap(({ was, item }) => [unused(world, was, at), remaining(world, item, at)]) : []
  return { items, lines, begins, at }
}

/**
 * Changes the items of a subscription, and bills what that costs: at once, or with the next invoice. A change that begins a
 * period of its own is billed at once in any case.
 *
 * @throws StripeFault 402 when the card declines and the change is not to be made without the payment.
 */
export function applyChange(
  world: World,
  subscription: Stripe.Subscription,
  change: ItemChange,
  { prorate, unpaid, method }: { prorate: Behavior; unpaid: 'allow' | 'refuse'; method: Stripe.PaymentMethod | null },
): void {
  const billed = prorate === 'none' && change.begins !== 'now' ? [] : change.lines
  if (billed.length === 0) return setItems(world, subscription, change)
  if (prorate !== 'always_invoice' && change.begins !== 'now') {
    world.put('pending_lines', { id: subscription.id, lines: [...pendingLines(world, subscription), ...billed] })
    return setItems(world, subscription, change)
  }
  const invoice = createInvoice(world, orderOf(subscription, change))
  if (invoice.status === 'open') collectInvoice(world, invoice, method, 'off_session')
  if (invoice.status === 'open' && unpaid === 'refuse') {
    voidInvoice(world, invoice)
    throw refusalOf(world, invoice)
  }
  setItems(world, subscription, change)
  const status = invoice.status === 'open' ? 'past_due' : subscription.status
  world.change('subscription', subscription, { latest_invoice: invoice.id, status })
}

/** What waits for the next invoice of a subscription. */
export function pendingLines(world: World, subscription: Stripe.Subscription): readonly InvoiceLine[] {
  return world.find('pending_lines', subscription.id)?.lines ?? []
}

/** Takes what waits for the next invoice of a subscription. */
export function takePending(world: World, subscription: Stripe.Subscription): readonly InvoiceLine[] {
  const lines = pendingLines(world, subscription)
  if (lines.length > 0) world.put('pending_lines', { id: subscription.id, lines: [] })
  return lines
}

function setItems(world: World, subscription: Stripe.Subscription, { items, begins, at }: ItemChange): void {
  world.change('subscription', subscription, { items: { ...subscription.items, data: items } })
  if (begins !== 'now') return
  world.change('subscription', subscription, { billing_cycle_anchor: at })
  const end = items[0]?.current_period_end ?? at
  world.plan('subscription.renew', subscription.id, end, testClockOf(world, subscription.customer))
}

/** The invoice of what a change costs. */
export function orderOf(subscription: Stripe.Subscription, { lines, at }: ItemChange): InvoiceOrder {
  return {
    customer: idOrNull(subscription.customer) ?? '',
    currency: subscription.currency,
    reason: 'subscription_update',
    lines,
    period: { start: at, end: at },
    subscription,
  }
}

const isMetered = ({ price }: Stripe.SubscriptionItem): boolean => price.recurring?.usage_type === 'metered'

const costOf = ({ price, quantity }: Stripe.SubscriptionItem): number => (quantity ?? 1) * (price.unit_amount ?? 0)

function unused(world: World, item: Stripe.SubscriptionItem, at: number): InvoiceLine {
  return lineOf(world, item, at, { sign: -1, text: 'Unused time on' })
}

function remaining(world: World, item: Stripe.SubscriptionItem, at: number): InvoiceLine {
  return lineOf(world, item, at, { sign: 1, text: 'Remaining time on' })
}

function lineOf(
  world: World,
  item: Stripe.SubscriptionItem,
  at: number,
  { sign, text }: { sign: 1 | -1; text: string },
): InvoiceLine {
  const { current_period_start: start, current_period_end: end } = item
  const share = Math.max(0, end - at) / (end - start)
  const day = new Date(at * 1000).toISOString().slice(0, 10)
  const quantity = item.quantity ?? 1
  return {
    price: item.price,
    quantity,
    amount: sign * Math.round(costOf(item) * share),
    description: `${text} ${quantity} × ${nameOf(world, item)} after ${day}`,
    period: { start: at, end },
    subscriptionItem: item.id,
    isProration: true,
  }
}

function refusalOf(world: World, invoice: Stripe.Invoice) {
  const payment = world.list('invoice_payment').find((candidate) => candidate.invoice === invoice.id)
  const intent = idOrNull(payment?.payment.payment_intent)
  const error = intent === null ? null : world.get('payment_intent', intent).last_payment_error
  return declined({
    code: error?.code ?? 'card_declined',
    declineCode: error?.decline_code ?? 'generic_decline',
    message: error?.message ?? 'Your card was declined.',
  })
}
