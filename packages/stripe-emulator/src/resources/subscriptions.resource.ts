import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { endWithPeriod } from '../billing/portal.ts'
import { applyChange, itemChange } from '../billing/prorations.ts'
import { endBehaviorOf, planOf, quantityOf } from '../billing/subscription-shape.ts'
import { usageLines } from '../billing/subscription-lines.ts'
import { currentPeriod, endSubscription, endTrial, methodOf, startSubscription } from '../billing/subscriptions.ts'
import { requireBehavior, requireLocation, requireTaxable } from '../billing/taxes.ts'
import { invalidRequest, missingResource, notEmulated } from '../http/stripe-fault.ts'
import { requireDestination } from '../money/transfers.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { changedFields, DAY, idOf, mergeMetadata, testClockOf, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface SubscriptionCalls {
  'POST /v1/subscriptions': Call<
    Stripe.SubscriptionCreateParams,
    | 'application_fee_percent'
    | 'automatic_tax.enabled'
    | 'customer'
    | 'default_payment_method'
    | 'description'
    | 'items.metadata'
    | 'items.price'
    | 'items.quantity'
    | 'metadata'
    | 'off_session'
    | 'payment_behavior'
    | 'transfer_data'
    | 'trial_end'
    | 'trial_period_days'
    | 'trial_settings',
    Stripe.Subscription
  >
  'GET /v1/subscriptions': Call<
    Stripe.SubscriptionListParams,
    Paging | 'created' | 'customer' | 'price' | 'status' | 'test_clock',
    Stripe.ApiList<Stripe.Subscription>
  >
  'GET /v1/subscriptions/:id': Call<Stripe.SubscriptionRetrieveParams, never, Stripe.Subscription>
  'POST /v1/subscriptions/:id': Call<
    Stripe.SubscriptionUpdateParams,
    | 'cancel_at'
    | 'cancel_at_period_end'
    | 'cancellation_details'
    | 'default_payment_method'
    | 'description'
    | 'items.id'
    | 'items.price'
    | 'items.quantity'
    | 'metadata'
    | 'payment_behavior'
    | 'proration_behavior'
    | 'trial_end',
    Stripe.Subscription
  >
  'DELETE /v1/subscriptions/:id': Call<
    Stripe.SubscriptionCancelParams,
    'cancellation_details' | 'invoice_now',
    Stripe.Subscription
  >
  'GET /v1/subscription_items': Call<
    Stripe.SubscriptionItemListParams,
    Paging | 'subscription',
    Stripe.ApiList<Stripe.SubscriptionItem>
  >
}

export const subscriptionRoutes = {
  'POST /v1/subscriptions': ({ world, params }) => createSubscription(world, params),
  'GET /v1/subscriptions': ({ world, params }) =>
    pageOf(
      world.list('subscription').filter((subscription) => matches(subscription, params)),
      params,
      '/v1/subscriptions',
      'subscription',
    ),
  'GET /v1/subscriptions/:id': ({ world, path }) => world.get('subscription', path.id),
  'POST /v1/subscriptions/:id': ({ world, params, path }) =>
    updateSubscription(world, getLiving(world, path.id), params),
  'DELETE /v1/subscriptions/:id': ({ world, params, path }) => {
    const subscription = getLiving(world, path.id)
    world.change('subscription', subscription, {
      cancellation_details: {
        ...detailsOf(subscription, params.cancellation_details),
        reason: 'cancellation_requested',
      },
    })
    const usage = params.invoice_now ? usageLines(world, subscription, currentPeriod(subscription)) : []
    endSubscription(world, subscription, 'cancellation_requested', usage)
    return subscription
  },
  'GET /v1/subscription_items': ({ world, params }) => {
    const subscription = world.get('subscription', params.subscription, 'subscription')
    return pageOf(subscription.items.data, params, '/v1/subscription_items', 'subscription')
  },
} satisfies Partial<Routes>

function createSubscription(world: World, params: Stripe.SubscriptionCreateParams): Stripe.Subscription {
  if (params.payment_behavior !== undefined && params.payment_behavior !== 'allow_incomplete') {
    throw notEmulated(`payment_behavior=${params.payment_behavior}`, 'payment_behavior')
  }
  if (params.transfer_data) requireDestination(world, params.transfer_data.destination)
  if (params.customer === undefined) {
    throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' })
  }
  const customer = livingCustomer(world, params.customer)
  const items = (params.items ?? []).map(({ price, quantity, metadata }, index) => ({
    price: world.get('price', price ?? '', `items[${index}][price]`),
    quantity,
    metadata: mergeMetadata({}, metadata),
  }))
  if (params.automatic_tax?.enabled) {
    requireTaxable(
      world,
      items.map(({ price }) => price),
      'automatic_tax[enabled]',
    )
    requireLocation(world, customer.id)
  }
  if (params.default_payment_method !== undefined) {
    world.get('payment_method', params.default_payment_method, 'default_payment_method')
  }
  return startSubscription(
    world,
    {
      customer: customer.id,
      items,
      trialEnd: trialEndOf(world, customer.id, params),
      missingPaymentMethod: endBehaviorOf(params.trial_settings, 'trial_settings'),
      defaultPaymentMethod: params.default_payment_method ?? null,
      description: params.description ?? null,
      metadata: mergeMetadata({}, params.metadata),
      transferData: params.transfer_data ?? null,
      applicationFeePercent: params.application_fee_percent || null,
      ...(params.automatic_tax?.enabled && { tax: 'automatic' as const }),
    },
    params.off_session === false ? 'on_session' : 'off_session',
  )
}

function trialEndOf(world: World, customer: string, params: Stripe.SubscriptionCreateParams): number | null {
  const now = world.now(testClockOf(world, customer))
  if (params.trial_period_days !== undefined) return now + params.trial_period_days * DAY
  return typeof params.trial_end === 'number' ? params.trial_end : null
}

/** @throws StripeFault when there is none, or it has ended. */
export function getLiving(world: World, id: string): Stripe.Subscription {
  const subscription = world.get('subscription', id)
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') {
    throw missingResource('subscription', id)
  }
  return subscription
}

function updateSubscription(
  world: World,
  subscription: Stripe.Subscription,
  params: Stripe.SubscriptionUpdateParams,
): Stripe.Subscription {
  const unpaid = unpaidOf(params.payment_behavior)
  if (params.trial_end !== undefined) endTrial(world, subscription, params.trial_end)
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

function detailsOf(
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

function matches(subscription: Stripe.Subscription, params: Stripe.SubscriptionListParams): boolean {
  const isWanted =
    params.status === undefined
      ? subscription.status !== 'canceled'
      : params.status === 'all' ||
        subscription.status === params.status ||
        (params.status === 'ended' && ['canceled', 'incomplete_expired'].includes(subscription.status))
  return (
    isWanted &&
    isWithin(subscription.created, params.created) &&
    (params.customer === undefined || idOf(subscription.customer) === params.customer) &&
    (params.test_clock === undefined || subscription.test_clock === params.test_clock) &&
    (params.price === undefined || subscription.items.data.some(({ price }) => price.id === params.price))
  )
}
