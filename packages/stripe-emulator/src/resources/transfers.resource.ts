import type { Stripe } from 'stripe'

import { invalidRequest, missingResource } from '../http/stripe-fault.ts'
import { createTransfer, reverseTransfer } from '../money/transfers.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface TransferCalls {
  'POST /v1/transfers': Call<
    Stripe.TransferCreateParams,
    | 'amount'
    | 'currency'
    | 'description'
    | 'destination'
    | 'metadata'
    | 'source_transaction'
    | 'source_type'
    | 'transfer_group',
    Stripe.Transfer
  >
  'GET /v1/transfers': Call<
    Stripe.TransferListParams,
    Paging | 'created' | 'destination' | 'transfer_group',
    Stripe.ApiList<Stripe.Transfer>
  >
  'GET /v1/transfers/:id': Call<Stripe.TransferRetrieveParams, never, Stripe.Transfer>
  'POST /v1/transfers/:id': Call<Stripe.TransferUpdateParams, 'description' | 'metadata', Stripe.Transfer>
  'POST /v1/transfers/:id/reversals': Call<
    Stripe.TransferCreateReversalParams,
    'amount' | 'description' | 'metadata',
    Stripe.TransferReversal
  >
  'GET /v1/transfers/:id/reversals': Call<
    Stripe.TransferListReversalsParams,
    Paging,
    Stripe.ApiList<Stripe.TransferReversal>
  >
  'GET /v1/transfers/:id/reversals/:child': Call<Stripe.TransferRetrieveReversalParams, never, Stripe.TransferReversal>
}

export const transferRoutes = {
  'POST /v1/transfers': ({ world, params }) => {
    if (params.amount === undefined || params.amount < 1) {
      throw invalidRequest('Missing or invalid param: amount.', { code: 'parameter_missing', param: 'amount' })
    }
    return createTransfer(world, {
      ...params,
      amount: params.amount,
      currency: params.currency.toLowerCase(),
      metadata: mergeMetadata({}, params.metadata),
    })
  },
  'GET /v1/transfers': ({ world, params }) =>
    pageOf(
      world
        .list('transfer')
        .filter(
          (transfer) =>
            isWithin(transfer.created, params.created) &&
            (params.destination === undefined || transfer.destination === params.destination) &&
            (params.transfer_group === undefined || transfer.transfer_group === params.transfer_group),
        ),
      params,
      '/v1/transfers',
      'transfer',
    ),
  'GET /v1/transfers/:id': ({ world, path }) => world.get('transfer', path.id),
  'POST /v1/transfers/:id': ({ world, params, path }) => {
    const transfer = world.get('transfer', path.id)
    world.change('transfer', transfer, {
      description: params.description ?? transfer.description,
      metadata: mergeMetadata(transfer.metadata, params.metadata),
    })
    world.emit('transfer.updated', transfer)
    return transfer
  },
  'POST /v1/transfers/:id/reversals': ({ world, params, path }) =>
    reverseTransfer(world, world.get('transfer', path.id), {
      amount: params.amount,
      description: params.description,
      metadata: mergeMetadata({}, params.metadata),
    }),
  'GET /v1/transfers/:id/reversals': ({ world, params, path }) => {
    const transfer = world.get('transfer', path.id)
    return pageOf(transfer.reversals.data, params, `/v1/transfers/${transfer.id}/reversals`, 'transfer_reversal')
  },
  'GET /v1/transfers/:id/reversals/:child': ({ world, path }) => {
    const reversal = world.get('transfer_reversal', path.child)
    if (reversal.transfer !== path.id) throw missingResource('transfer reversal', path.child)
    return reversal
  },
} satisfies Partial<Routes>
