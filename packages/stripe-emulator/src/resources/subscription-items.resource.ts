import type { Stripe } from 'stripe'

import { getLiving, updateSubscription } from '../billing/subscription-update.ts'
import { missingResource } from '../http/stripe-fault.ts'
import { pageOf } from '../state/list-page.ts'
import type { World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface SubscriptionItemCalls {
  'GET /v1/subscription_items': Call<
    Stripe.SubscriptionItemListParams,
    Paging | 'subscription',
    Stripe.ApiList<Stripe.SubscriptionItem>
  >
  'GET /v1/subscription_items/:id': Call<Stripe.SubscriptionItemRetrieveParams, never, Stripe.SubscriptionItem>
  'POST /v1/subscription_items/:id': Call<
    Stripe.SubscriptionItemUpdateParams,
    'payment_behavior' | 'price' | 'proration_behavior' | 'quantity',
    Stripe.SubscriptionItem
  >
}

export const subscriptionItemRoutes = {
  'GET /v1/subscription_items': ({ world, params }) => {
    const subscription = world.get('subscription', params.subscription, 'subscription')
    return pageOf(subscription.items.data, params, '/v1/subscription_items', 'subscription')
  },
  'GET /v1/subscription_items/:id': ({ world, path }) => getItem(world, path.id),
  'POST /v1/subscription_items/:id': ({ world, params, path: { id } }) => {
    updateSubscription(world, getLiving(world, getItem(world, id).subscription), {
      items: [{ id, price: params.price, quantity: params.quantity }],
      payment_behavior: params.payment_behavior,
      proration_behavior: params.proration_behavior,
    })
    return getItem(world, id)
  },
} satisfies Partial<Routes>

/** An item is a part of its subscription, and kept with it. */
function getItem(world: World, id: string): Stripe.SubscriptionItem {
  const items = world.list('subscription').flatMap(({ items: { data } }) => data)
  const item = items.find((candidate) => candidate.id === id)
  if (!item) throw missingResource('subscription_item', id)
  return item
}
