import type { Stripe } from 'stripe'

import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import type { World } from '../state/world.ts'
import { buildInvoice, type InvoiceOrder } from './invoice-shape.ts'
import { periodEnd } from './periods.ts'
import { itemChange, orderOf, pendingLines, type ItemChange } from './prorations.ts'
import { licensedLines, usageLines } from './subscription-lines.ts'
import { rhythmOf } from './subscription-shape.ts'
import { getLiving, itemsAfter } from './subscription-update.ts'
import { currentPeriod } from './subscriptions.ts'

/** The next invoice of a subscription, or that of a change made now, without making it. */
export function previewInvoice(world: World, params: Stripe.InvoiceCreatePreviewParams): Stripe.Invoice {
  const { subscription: id, subscription_details: details } = params
  if (id === undefined) {
    throw invalidRequest('Missing required param: subscription.', { code: 'parameter_missing', param: 'subscription' })
  }
  const subscription = getLiving(world, id)
  const change = itemChange(world, subscription, itemsAfter(world, subscription, details?.items ?? []))
  const behavior = details?.proration_behavior ?? 'create_prorations'
  const isNow = behavior === 'always_invoice' || change.begins === 'now'
  const order = isNow
    ? orderOf(subscription, change)
    : renewalOrder(world, subscription, change, behavior === 'none' ? [] : change.lines)
  const invoice = buildInvoice(world, order)
  const parent = { ...invoice.parent!.subscription_details!, subscription_proration_date: change.at }
  return {
    ...invoice,
    id: invoice.id.replace(/^in_/, 'upcoming_in_'),
    parent: { ...invoice.parent!, subscription_details: parent },
  }
}

function renewalOrder(
  world: World,
  subscription: Stripe.Subscription,
  change: ItemChange,
  prorations: ItemChange['lines'],
): InvoiceOrder {
  if (subscription.cancel_at_period_end || subscription.status === 'paused') {
    throw new StripeFault(404, {
      type: 'invalid_request_error',
      code: 'invoice_upcoming_none',
      message: `No upcoming invoices for subscription: ${subscription.id}`,
    })
  }
  const ending = currentPeriod(subscription)
  const next = withNextPeriod(subscription, change.items, ending.end)
  return {
    ...orderOf(subscription, change),
    reason: 'upcoming',
    lines: [
      ...pendingLines(world, subscription),
      ...prorations,
      ...licensedLines(world, next),
      ...usageLines(world, subscription, ending),
    ],
    period: ending,
  }
}

/** The subscription as it will be when its next period has begun. */
function withNextPeriod(
  subscription: Stripe.Subscription,
  items: readonly Stripe.SubscriptionItem[],
  start: number,
): Stripe.Subscription {
  const end = periodEnd(subscription.billing_cycle_anchor, start, rhythmOf(items))
  const data = items.map((item) => ({ ...item, current_period_start: start, current_period_end: end }))
  return { ...subscription, items: { ...subscription.items, data } }
}
