import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { settleInvoiceOf } from '../billing/invoice-payment.ts'
import { requireCurrency } from '../billing/prices.ts'
import { declined, paymentMethodFor } from '../money/payment-methods.ts'
import {
  attemptPayment,
  cancelIntent,
  changeIntent,
  createIntent,
  type PaymentChanges,
  unexpectedState,
} from '../money/payments.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { idOrNull, mergeMetadata, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface PaymentIntentCalls {
  'POST /v1/payment_intents': Call<
    Stripe.PaymentIntentCreateParams,
    | 'amount'
    | 'application_fee_amount'
    | 'automatic_payment_methods'
    | 'confirm'
    | 'currency'
    | 'customer'
    | 'description'
    | 'metadata'
    | 'off_session'
    | 'payment_method'
    | 'receipt_email'
    | 'return_url'
    | 'setup_future_usage'
    | 'transfer_data.amount'
    | 'transfer_data.destination'
    | 'transfer_group',
    Stripe.PaymentIntent
  >
  'GET /v1/payment_intents': Call<
    Stripe.PaymentIntentListParams,
    Paging | 'created' | 'customer',
    Stripe.ApiList<Stripe.PaymentIntent>
  >
  'GET /v1/payment_intents/:id': Call<Stripe.PaymentIntentRetrieveParams, never, Stripe.PaymentIntent>
  'POST /v1/payment_intents/:id': Call<
    Stripe.PaymentIntentUpdateParams,
    | 'amount'
    | 'currency'
    | 'customer'
    | 'description'
    | 'metadata'
    | 'payment_method'
    | 'receipt_email'
    | 'setup_future_usage'
    | 'transfer_group',
    Stripe.PaymentIntent
  >
  'POST /v1/payment_intents/:id/confirm': Call<
    Stripe.PaymentIntentConfirmParams,
    'off_session' | 'payment_method' | 'return_url',
    Stripe.PaymentIntent
  >
  'POST /v1/payment_intents/:id/cancel': Call<
    Stripe.PaymentIntentCancelParams,
    'cancellation_reason',
    Stripe.PaymentIntent
  >
}

export const paymentIntentRoutes = {
  'POST /v1/payment_intents': ({ world, params }) => {
    const intent = createIntent(world, {
      amount: params.amount,
      currency: requireCurrency(params.currency),
      customer: params.customer === undefined ? null : livingCustomer(world, params.customer).id,
      description: params.description,
      metadata: mergeMetadata({}, params.metadata || undefined),
      receiptEmail: params.receipt_email || null,
      transferGroup: params.transfer_group ?? null,
      applicationFee: params.application_fee_amount || null,
      transferData: params.transfer_data ?? null,
      setupFutureUsage: params.setup_future_usage ?? null,
    })
    if (params.payment_method !== undefined) {
      const method = paymentMethodFor(world, params.payment_method)
      world.change('payment_intent', intent, { payment_method: method.id, status: 'requires_confirmation' })
    }
    return params.confirm ? confirm(world, intent, params) : intent
  },
  'GET /v1/payment_intents': ({ world, params }) =>
    pageOf(
      world
        .list('payment_intent')
        .filter(
          (intent) =>
            isWithin(intent.created, params.created) &&
            (params.customer === undefined || intent.customer === params.customer),
        ),
      params,
      '/v1/payment_intents',
      'payment_intent',
    ),
  'GET /v1/payment_intents/:id': ({ world, path }) => world.get('payment_intent', path.id),
  'POST /v1/payment_intents/:id': ({ world, params, path }) =>
    update(world, world.get('payment_intent', path.id), params),
  'POST /v1/payment_intents/:id/confirm': ({ world, params, path }) => {
    const intent = world.get('payment_intent', path.id)
    if (params.payment_method !== undefined) {
      const method = paymentMethodFor(world, params.payment_method)
      world.change('payment_intent', intent, { payment_method: method.id })
    }
    return confirm(world, intent, params)
  },
  'POST /v1/payment_intents/:id/cancel': ({ world, params, path }) =>
    cancelIntent(world, world.get('payment_intent', path.id), params.cancellation_reason ?? null),
} satisfies Partial<Routes>

function update(
  world: World,
  intent: Stripe.PaymentIntent,
  params: Stripe.PaymentIntentUpdateParams,
): Stripe.PaymentIntent {
  const { payment_method: method, customer, currency } = params
  const changes: PaymentChanges = {
    ...(params.amount !== undefined && { amount: params.amount }),
    ...(currency !== undefined && { currency: requireCurrency(currency) }),
    ...(customer !== undefined && { customer: livingCustomer(world, customer).id }),
    ...(method !== undefined && { payment_method: paymentMethodFor(world, method).id }),
    ...(params.setup_future_usage !== undefined && { setup_future_usage: params.setup_future_usage || null }),
  }
  if (Object.keys(changes).length > 0) changeIntent(world, intent, changes)
  return world.change('payment_intent', intent, {
    description: params.description ?? intent.description,
    metadata: mergeMetadata(intent.metadata, params.metadata),
    receipt_email: params.receipt_email === undefined ? intent.receipt_email : params.receipt_email || null,
    transfer_group: params.transfer_group ?? intent.transfer_group,
  })
}

/** @throws StripeFault 402 when the card declines; the intent then keeps the reason. */
function confirm(
  world: World,
  intent: Stripe.PaymentIntent,
  { off_session: offSession, return_url: returnUrl }: Stripe.PaymentIntentConfirmParams,
): Stripe.PaymentIntent {
  const method = idOrNull(intent.payment_method)
  if (method === null) {
    throw unexpectedState(intent, 'You cannot confirm this PaymentIntent because it is missing a payment method.')
  }
  attemptPayment(world, intent, world.get('payment_method', method), offSession ? 'off_session' : 'on_session')
  settleInvoiceOf(world, intent)
  const redirect = intent.next_action?.redirect_to_url
  if (redirect && returnUrl !== undefined) {
    const next = { type: 'redirect_to_url', redirect_to_url: { ...redirect, return_url: returnUrl } }
    return world.change('payment_intent', intent, { next_action: next })
  }
  const error = intent.last_payment_error
  if (!error) return intent
  throw declined(
    {
      code: error.code ?? 'card_declined',
      declineCode: error.decline_code ?? 'generic_decline',
      message: error.message ?? '',
    },
    { payment_intent: structuredClone(intent), charge: idOrNull(intent.latest_charge) ?? undefined },
  )
}
