import type { Stripe } from 'stripe'

import { claimLookupKey, createPrice, taxBehaviorAfter } from '../billing/prices.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { changedFields, idOf, mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface PriceCalls {
  'POST /v1/prices': Call<
    Stripe.PriceCreateParams,
    | 'active'
    | 'billing_scheme'
    | 'currency'
    | 'lookup_key'
    | 'metadata'
    | 'nickname'
    | 'product'
    | 'product_data.name'
    | 'product_data.metadata'
    | 'recurring.interval'
    | 'recurring.interval_count'
    | 'recurring.meter'
    | 'recurring.usage_type'
    | 'tax_behavior'
    | 'transfer_lookup_key'
    | 'unit_amount',
    Stripe.Price
  >
  'GET /v1/prices': Call<
    Stripe.PriceListParams,
    Paging | 'active' | 'created' | 'currency' | 'lookup_keys' | 'product' | 'recurring' | 'type',
    Stripe.ApiList<Stripe.Price>
  >
  'GET /v1/prices/:id': Call<Stripe.PriceRetrieveParams, never, Stripe.Price>
  // Amounts, currency and rhythm of a price never change.
  'POST /v1/prices/:id': Call<
    Stripe.PriceUpdateParams,
    'active' | 'lookup_key' | 'metadata' | 'nickname' | 'tax_behavior' | 'transfer_lookup_key',
    Stripe.Price
  >
}

export const priceRoutes = {
  'POST /v1/prices': ({ world, params }) => createPrice(world, params),
  'GET /v1/prices': ({ world, params }) =>
    pageOf(
      world.list('price').filter((price) => matches(price, params)),
      params,
      '/v1/prices',
      'price',
    ),
  'GET /v1/prices/:id': ({ world, path }) => world.get('price', path.id),
  'POST /v1/prices/:id': ({ world, params, path }) => {
    const price = world.get('price', path.id)
    const before = { ...price }
    if (params.lookup_key) claimLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false, price.id)
    world.change('price', price, {
      active: params.active ?? price.active,
      lookup_key: params.lookup_key ?? price.lookup_key,
      metadata: mergeMetadata(price.metadata, params.metadata),
      nickname: params.nickname ?? price.nickname,
      tax_behavior: taxBehaviorAfter(price, params.tax_behavior),
    })
    world.emit('price.updated', price, changedFields(before, price))
    return price
  },
} satisfies Partial<Routes>

function matches(price: Stripe.Price, params: Stripe.PriceListParams): boolean {
  return (
    (params.active === undefined || price.active === params.active) &&
    (params.currency === undefined || price.currency === params.currency) &&
    (params.product === undefined || idOf(price.product) === params.product) &&
    (params.type === undefined || price.type === params.type) &&
    (params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key ?? '')) &&
    (params.recurring?.interval === undefined || price.recurring?.interval === params.recurring.interval) &&
    (params.recurring?.meter === undefined || price.recurring?.meter === params.recurring.meter) &&
    (params.recurring?.usage_type === undefined || price.recurring?.usage_type === params.recurring.usage_type) &&
    isWithin(price.created, params.created)
  )
}
