import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { endBehaviorOf } from '../billing/subscription-shape.ts'
import { usageLines } from '../billing/subscription-lines.ts'
import { currentPeriod, endSubscription, resumeSubscription, startSubscription } from '../billing/subscriptions.ts'
import { detailsOf, getLiving, updateSubscription } from '../billing/subscription-update.ts'
import { requireLocation, requireTaxable } from '../billing/taxes.ts'
import { invalidRequest, notEmulated } from '../http/stripe-fault.ts'
import { requireDestination } from '../money/transfers.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { DAY, idOf, mergeMetadata, testClockOf, type World } from '../state/world.ts'
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
    | 'pause_collection'
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
  'POST /v1/subscriptions/:id/resume': Call<
    Stripe.SubscriptionResumeParams,
    'billing_cycle_anchor.type',
    Stripe.Subscription
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
  'POST /v1/subscriptions/:id/resume': ({ world, params, path }) => {
    const anchor = params.billing_cycle_anchor?.type ?? 'now'
    if (anchor !== 'now') throw notEmulated(`billing_cycle_anchor[type]=${anchor}`, 'billing_cycle_anchor[type]')
    return resumeSubscription(world, getLiving(world, path.id))
  },
} satisfies Partial<Routes>

function createSubscription(world: World, params: Stripe.SubscriptionCreateParams): Stripe.Subscription {
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
    firstPaymentOf(params),
  )
}

/** Whether the first invoice is collected at once, or waits until its payment is confirmed. */
function firstPaymentOf({ payment_behavior: behavior, off_session: offSession }: Stripe.SubscriptionCreateParams) {
  if (behavior === 'default_incomplete') return 'awaited'
  if (behavior !== undefined && behavior !== 'allow_incomplete') {
    throw notEmulated(`payment_behavior=${behavior}`, 'payment_behavior')
  }
  return offSession === false ? 'on_session' : 'off_session'
}

function trialEndOf(world: World, customer: string, params: Stripe.SubscriptionCreateParams): number | null {
  const now = world.now(testClockOf(world, customer))
  if (params.trial_period_days !== undefined) return now + params.trial_period_days * DAY
  return typeof params.trial_end === 'number' ? params.trial_end : null
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
