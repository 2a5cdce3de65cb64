import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { cancelPayout, connectedAccount, createPayout } from '../money/payouts.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface PayoutCalls {
  'POST /v1/payouts': Call<
    Stripe.PayoutCreateParams,
    'amount' | 'currency' | 'description' | 'metadata' | 'statement_descriptor',
    Stripe.Payout
  >
  'GET /v1/payouts': Call<
    Stripe.PayoutListParams,
    Paging | 'arrival_date' | 'created' | 'status',
    Stripe.ApiList<Stripe.Payout>
  >
  'GET /v1/payouts/:id': Call<Stripe.PayoutRetrieveParams, never, Stripe.Payout>
  'POST /v1/payouts/:id': Call<Stripe.PayoutUpdateParams, 'metadata', Stripe.Payout>
  'POST /v1/payouts/:id/cancel': Call<Stripe.PayoutCancelParams, never, Stripe.Payout>
}

export const payoutRoutes = {
  'POST /v1/payouts': ({ world, params }) => {
    if (params.amount < 1) {
      throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' })
    }
    return createPayout(world, connectedAccount(world), {
      ...params,
      currency: params.currency.toLowerCase(),
      metadata: mergeMetadata({}, params.metadata),
      origin: 'manual',
    })
  },
  'GET /v1/payouts': ({ world, params }) =>
    pageOf(
      world
        .list('payout')
        .filter(
          (payout) =>
            isWithin(payout.created, params.created) &&
            isWithin(payout.arrival_date, params.arrival_date) &&
            (params.status === undefined || payout.status === params.status),
        ),
      params,
      '/v1/payouts',
      'payout',
    ),
  'GET /v1/payouts/:id': ({ world, path }) => world.get('payout', path.id),
  'POST /v1/payouts/:id': ({ world, params, path }) => {
    const payout = world.get('payout', path.id)
    world.change('payout', payout, { metadata: mergeMetadata(payout.metadata, params.metadata) })
    world.emit('payout.updated', payout)
    return payout
  },
  'POST /v1/payouts/:id/cancel': ({ world, path }) => cancelPayout(world, world.get('payout', path.id)),
} satisfies Partial<Routes>
