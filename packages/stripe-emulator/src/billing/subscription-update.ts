import type { Stripe } from 'stripe'

import { missingResource, notEmulated } from '../http/stripe-fault.ts'
import { changedFields, mergeMetadata, testClockOf, type World } from '../state/world.ts'
import { pauseCollection } from './pauses.ts'
import { endWithPeriod } from './portal.ts'
import { applyChange, itemChange } from './prorations.ts'
import { planOf, quantityOf } from './subscription-shape.ts'
import { methodOf, moveTrialEnd } from './subscriptions.ts'
import { requireBehavior } from './taxes.ts'

/** @throws StripeFault when there is none, or it has ended. */
export function getLiving(world: World, id: string): Stripe.Subscription {
  const subscription = world.get('subscription', id)
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw missingResource('subscription', id)
  }
  return subscription
}

/** Changes a subscription as a request says. */
export function updateSubscription(
  world: World,
  subscription: Stripe.Subscription,
  params: Stripe.SubscriptionUpdateParams,
): Stripe.Subscription {
  const unpaid = unpaidOf(params.payment_behavior)
  if (params.trial_end !== undefined) moveTrialEnd(world, subscription, params.trial_end)
  const before = structuredClone(subscription)
  applyChange(
    world,
    subscription,
    itemChange(world, subscription, itemsAfter(world, subscription, params.items ?? [])),
    {
      prorate: params.proration_behavior ?? 'create_prorations',
      unpaid,
      method: methodOf(world, subscription),
    },
  )
  if (params.pause_collection !== undefined) pauseCollection(world, subscription, params.pause_collection)
  world.change('subscription', subscription, {
    ...endOf(world, subscription, params),
    cancellation_details: detailsOf(subscription, params.cancellation_details),
    default_payment_method: params.default_payment_method ?? subscription.default_payment_method,
    description: params.description === undefined ? subscription.description : params.description || null,
    metadata: mergeMetadata(subscription.metadata, params.metadata),
  })
  world.emit('customer.subscription.updated', subscription, changedFields(before, subscription))
  return subscription
}

/** What becomes of a change that cannot be paid. */
function unpaidOf(behavior: Stripe.SubscriptionUpdateParams['payment_behavior']): 'allow' | 'refuse' {
  if (behavior === undefined || behavior === 'allow_incomplete') return 'allow'
  if (behavior === 'error_if_incomplete') return 'refuse'
  throw notEmulated(`payment_behavior=${behavior}`, 'payment_behavior')
}

/** When a subscription is to end: with its period, at a moment, or not. */
function endOf(
  world: World,
  subscription: Stripe.Subscription,
  params: Stripe.SubscriptionUpdateParams,
): Partial<Stripe.Subscription> {
  const clock = testClockOf(world, subscription.customer)
  if (params.cancel_at_period_end !== undefined) {
    return endWithPeriod(world, subscription, params.cancel_at_period_end ? 'cancel' : 'keep')
  }
  if (params.cancel_at === undefined) return {}
  if (typeof params.cancel_at === 'number') {
    world.plan('subscription.cancel', subscription.id, params.cancel_at, clock)
    return { cancel_at: params.cancel_at, canceled_at: world.now(clock) }
  }
  if (params.cancel_at) throw notEmulated(`cancel_at=${params.cancel_at}`, 'cancel_at')
  world.cancelPlan('subscription.cancel', subscription.id)
  return { cancel_at: null, canceled_at: null }
}

/** The items of a subscription as a request wants them. */
export function itemsAfter(
  world: World,
  subscription: Stripe.Subscription,
  changes: readonly Pick<Stripe.SubscriptionUpdateParams.Item, 'id' | 'price' | 'quantity'>[],
): Stripe.SubscriptionItem[] {
  const unknown = changes.find(({ id }) => !subscription.items.data.some((item) => item.id === id))
  if (unknown) throw missingResource('subscription_item', unknown.id ?? '', 'items[0][id]')
  return subscription.items.data.map((item) => {
    const change = changes.find(({ id }) => id === item.id)
    if (!change) return item
    const price = change.price === undefined ? item.price : world.get('price', change.price, 'items[0][price]')
    if (subscription.automatic_tax.enabled) requireBehavior(price)
    const quantity = quantityOf(price, change.quantity ?? item.quantity)
    return {
      ...item,
      price: structuredClone(price),
      plan: planOf(price),
      ...(quantity === undefined ? {} : { quantity }),
    }
  })
}

/** What is known of why it was cancelled, with what a request adds. */
export function detailsOf(
  subscription: Stripe.Subscription,
  given: Stripe.SubscriptionUpdateParams.CancellationDetails | undefined,
): Stripe.Subscription.CancellationDetails {
  const current = subscription.cancellation_details ?? {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason: null,
  }
  return {
    ...current,
    ...(given?.comment === undefined ? {} : { comment: given.comment || null }),
    ...(given?.feedback === undefined ? {} : { feedback: given.feedback || null }),
  }
}
