import type { Stripe } from 'stripe'

import { balanceIn, book, currenciesOf, currentLine } from '../money/ledger.ts'
import { newId } from '../state/ids.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { idOrNull, mergeMetadata, type World } from '../state/world.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface BalanceCalls {
  'GET /v1/balance': Call<Stripe.BalanceRetrieveParams, never, Stripe.Balance>
  'GET /v1/balance_transactions': Call<
    Stripe.BalanceTransactionListParams,
    Paging | 'created' | 'currency' | 'payout' | 'source' | 'type',
    Stripe.ApiList<Stripe.BalanceTransaction>
  >
  'GET /v1/balance_transactions/:id': Call<Stripe.BalanceTransactionRetrieveParams, never, Stripe.BalanceTransaction>
  'GET /v1/application_fees': Call<
    Stripe.ApplicationFeeListParams,
    Paging | 'charge' | 'created',
    Stripe.ApiList<Stripe.ApplicationFee>
  >
  'GET /v1/application_fees/:id': Call<Stripe.ApplicationFeeRetrieveParams, never, Stripe.ApplicationFee>
  'POST /v1/application_fees/:id/refunds': Call<
    Stripe.ApplicationFeeCreateRefundParams,
    'amount' | 'metadata',
    Stripe.FeeRefund
  >
}

export const balanceRoutes = {
  'GET /v1/balance': ({ world }) => {
    const currencies = currenciesOf(world)
    const shown = currencies.length > 0 ? currencies : ['usd']
    const part = (name: 'available' | 'pending') =>
      shown.map((currency) => {
        const amount = balanceIn(world, currency)[name]
        return { amount, currency, source_types: { card: amount } }
      })
    return { object: 'balance', available: part('available'), livemode: false, pending: part('pending') }
  },
  'GET /v1/balance_transactions': ({ world, params }) =>
    pageOf(
      linesOf(world, params.payout)
        .filter(
          (line) =>
            isWithin(line.created, params.created) &&
            (params.currency === undefined || line.currency === params.currency) &&
            (params.source === undefined || line.source === params.source) &&
            (params.type === undefined || line.type === params.type),
        )
        .map((line) => currentLine(world, line)),
      params,
      '/v1/balance_transactions',
      'balance_transaction',
    ),
  'GET /v1/balance_transactions/:id': ({ world, path }) =>
    currentLine(world, world.get('balance_transaction', path.id)),
  'GET /v1/application_fees': ({ world, params }) =>
    pageOf(
      world
        .list('application_fee')
        .filter(
          (fee) =>
            isWithin(fee.created, params.created) && (params.charge === undefined || fee.charge === params.charge),
        ),
      params,
      '/v1/application_fees',
      'application_fee',
    ),
  'GET /v1/application_fees/:id': ({ world, path }) => world.get('application_fee', path.id),
  'POST /v1/application_fees/:id/refunds': ({ world, params, path }) =>
    refundFee(world, world.get('application_fee', path.id), params),
} satisfies Partial<Routes>

/** All lines of an account, or those that an automatic payout took with it. */
function linesOf(world: World, payoutId: string | undefined): Stripe.BalanceTransaction[] {
  const lines = world.list('balance_transaction')
  if (payoutId === undefined) return lines
  const payout = world.get('payout', payoutId, 'payout')
  if (!payout.automatic) {
    throw invalidRequest('Balance transaction history can only be filtered on automatic transfers, not manual.', {
      param: 'payout',
    })
  }
  const contents = new Set(world.get('payout_contents', payout.id).lines)
  return lines.filter(({ id }) => contents.has(id))
}

function refundFee(
  world: World,
  fee: Stripe.ApplicationFee,
  params: Stripe.ApplicationFeeCreateRefundParams,
): Stripe.FeeRefund {
  const rest = fee.amount - fee.amount_refunded
  const amount = params.amount ?? rest
  if (rest === 0 || amount < 1 || amount > rest) {
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on fee (${rest})`, {
      param: 'amount',
    })
  }
  const id = newId('fr')
  const account = idOrNull(fee.account) ?? ''
  const movement = { currency: fee.currency, source: id, category: 'fee' }
  book(world.as(account), { ...movement, type: 'application_fee_refund', amount })
  const line = book(world, { ...movement, type: 'application_fee_refund', amount: -amount })
  const refund = {
    id,
    object: 'fee_refund',
    amount,
    balance_transaction: line.id,
    created: world.now(),
    currency: fee.currency,
    fee: fee.id,
    metadata: mergeMetadata({}, params.metadata),
  } satisfies Stripe.FeeRefund
  world.put('fee_refund', refund)
  world.change('application_fee', fee, {
    amount_refunded: fee.amount_refunded + amount,
    refunded: amount === rest,
    refunds: { ...fee.refunds, data: [refund, ...fee.refunds.data] },
  })
  world.emit('application_fee.refunded', fee)
  return refund
}
