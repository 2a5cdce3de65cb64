import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { createRefund } from '../money/refunds.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { idOrNull, mergeMetadata, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface RefundCalls {
  'POST /v1/refunds': Call<
    Stripe.RefundCreateParams,
    'amount' | 'charge' | 'metadata' | 'payment_intent' | 'reason' | 'reverse_transfer',
    Stripe.Refund
  >
  'GET /v1/refunds': Call<
    Stripe.RefundListParams,
    Paging | 'charge' | 'created' | 'payment_intent',
    Stripe.ApiList<Stripe.Refund>
  >
  'GET /v1/refunds/:id': Call<Stripe.RefundRetrieveParams, never, Stripe.Refund>
  'POST /v1/refunds/:id': Call<Stripe.RefundUpdateParams, 'metadata', Stripe.Refund>
}

export const refundRoutes = {
  'POST /v1/refunds': ({ world, params }) =>
    createRefund(world, chargeOf(world, params), {
      amount: params.amount,
      reason: params.reason ?? null,
      metadata: mergeMetadata({}, params.metadata),
      transfer: params.reverse_transfer ? 'reverse' : 'keep',
    }),
  'GET /v1/refunds': ({ world, params }) =>
    pageOf(
      world
        .list('refund')
        .filter(
          (refund) =>
            isWithin(refund.created, params.created) &&
            (params.charge === undefined || refund.charge === params.charge) &&
            (params.payment_intent === undefined || refund.payment_intent === params.payment_intent),
        ),
      params,
      '/v1/refunds',
      'refund',
    ),
  'GET /v1/refunds/:id': ({ world, path }) => world.get('refund', path.id),
  'POST /v1/refunds/:id': ({ world, params, path }) => {
    const refund = world.get('refund', path.id)
    world.change('refund', refund, { metadata: mergeMetadata(refund.metadata, params.metadata) })
    world.emit('refund.updated', refund)
    return refund
  },
} satisfies Partial<Routes>

function chargeOf(world: World, params: Stripe.RefundCreateParams): Stripe.Charge {
  if (params.charge !== undefined) return world.get('charge', params.charge, 'charge')
  if (params.payment_intent === undefined) {
    throw invalidRequest('One of the following params should be provided for this request: payment_intent or charge.')
  }
  const intent = world.get('payment_intent', params.payment_intent, 'payment_intent')
  const charge = idOrNull(intent.latest_charge)
  if (intent.status !== 'succeeded' || charge === null) {
    throw invalidRequest(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
    })
  }
  return world.get('charge', charge)
}
