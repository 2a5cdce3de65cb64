import type { Stripe } from 'stripe'

import { isWithin, pageOf } from '../state/list-page.ts'
import { mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface ChargeCalls {
  'GET /v1/charges': Call<
    Stripe.ChargeListParams,
    Paging | 'created' | 'customer' | 'payment_intent' | 'transfer_group',
    Stripe.ApiList<Stripe.Charge>
  >
  'GET /v1/charges/:id': Call<Stripe.ChargeRetrieveParams, never, Stripe.Charge>
  'POST /v1/charges/:id': Call<Stripe.ChargeUpdateParams, 'description' | 'metadata' | 'transfer_group', Stripe.Charge>
}

export const chargeRoutes = {
  'GET /v1/charges': ({ world, params }) =>
    pageOf(
      world
        .list('charge')
        .filter(
          (charge) =>
            isWithin(charge.created, params.created) &&
            (params.customer === undefined || charge.customer === params.customer) &&
            (params.payment_intent === undefined || charge.payment_intent === params.payment_intent) &&
            (params.transfer_group === undefined || charge.transfer_group === params.transfer_group),
        ),
      params,
      '/v1/charges',
      'charge',
    ),
  'GET /v1/charges/:id': ({ world, path }) => world.get('charge', path.id),
  'POST /v1/charges/:id': ({ world, params, path }) => {
    const charge = world.get('charge', path.id)
    world.change('charge', charge, {
      description: params.description ?? charge.description,
      metadata: mergeMetadata(charge.metadata, params.metadata),
      transfer_group: params.transfer_group ?? charge.transfer_group,
    })
    world.emit('charge.updated', charge)
    return charge
  },
} satisfies Partial<Routes>
