import type { Stripe } from 'stripe'

import { idOf, type World } from '../state/world.ts'
import type { InvoiceLine } from './invoice-shape.ts'
import { usageBetween } from './meters.ts'

/** The lines for the period that begins: what is paid in advance. During a trial they cost nothing. */
export function licensedLines(world: World, subscription: Stripe.Subscription): InvoiceLine[] {
  const isTrial = isInTrial(subscription)
  return subscription.items.data
    .filter(({ price }) => price.recurring?.usage_type !== 'metered')
    .map((item) => {
      const quantity = item.quantity ?? 1
      const name = nameOf(world, item)
      return {
        price: item.price,
        quantity,
        amount: isTrial ? 0 : quantity * (item.price.unit_amount ?? 0),
        description: isTrial ? `Trial period for ${name}` : `${quantity} × ${name} (${priceText(item.price)})`,
        period: { start: item.current_period_start, end: item.current_period_end },
        subscriptionItem: item.id,
      }
    })
}

/** The lines for the period that ended: what was used of metered prices. Use during a trial costs nothing. */
export function usageLines(
  world: World,
  subscription: Stripe.Subscription,
  period: { readonly start: number; readonly end: number },
): InvoiceLine[] {
  const isTrial = subscription.status === 'trialing'
  return subscription.items.data
    .filter(({ price }) => price.recurring?.usage_type === 'metered')
    .map((item) => {
      const meter = item.price.recurring?.meter
      const quantity = meter ? usageBetween(world, meter, idOf(subscription.customer), period) : 0
      return {
        price: item.price,
        quantity,
        amount: isTrial ? 0 : quantity * (item.price.unit_amount ?? 0),
        description: `${quantity} × ${nameOf(world, item)} (${priceText(item.price)}, used)`,
        period: { start: period.start, end: period.end },
        subscriptionItem: item.id,
      }
    })
}

/** Whether the current period is that of the trial. */
function isInTrial(subscription: Stripe.Subscription): boolean {
  const [item] = subscription.items.data
  return subscription.trial_end !== null && (item?.current_period_end ?? 0) <= subscription.trial_end
}

export function nameOf(world: World, item: Stripe.SubscriptionItem): string {
  return world.find('product', idOf(item.price.product))?.name ?? idOf(item.price.product)
}

function priceText({ unit_amount, currency, recurring }: Stripe.Price): string {
  return `at ${unit_amount ?? 0} ${currency} / ${recurring?.interval ?? 'once'}`
}
