import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { attachPaymentMethod, createCardMethod, paymentMethodFor } from '../money/payment-methods.ts'
import { findCardByAlias, findCardByNumber, type TestCard } from '../money/test-cards.ts'
import { pageOf } from '../state/list-page.ts'
import { idOrNull, mergeMetadata, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface PaymentMethodCalls {
  'POST /v1/payment_methods': Call<
    Stripe.PaymentMethodCreateParams,
    'billing_details.email' | 'billing_details.name' | 'card' | 'metadata' | 'type',
    Stripe.PaymentMethod
  >
  'GET /v1/payment_methods': Call<
    Stripe.PaymentMethodListParams,
    Paging | 'customer' | 'type',
    Stripe.ApiList<Stripe.PaymentMethod>
  >
  'GET /v1/payment_methods/:id': Call<Stripe.PaymentMethodRetrieveParams, never, Stripe.PaymentMethod>
  'POST /v1/payment_methods/:id': Call<Stripe.PaymentMethodUpdateParams, 'metadata', Stripe.PaymentMethod>
  'POST /v1/payment_methods/:id/attach': Call<Stripe.PaymentMethodAttachParams, 'customer', Stripe.PaymentMethod>
  'POST /v1/payment_methods/:id/detach': Call<Stripe.PaymentMethodDetachParams, never, Stripe.PaymentMethod>
  'GET /v1/customers/:id/payment_methods': Call<
    Stripe.CustomerListPaymentMethodsParams,
    Paging | 'type',
    Stripe.ApiList<Stripe.PaymentMethod>
  >
}

export const paymentMethodRoutes = {
  'POST /v1/payment_methods': ({ world, params }) => {
    const method = createCardMethod(world, cardOf(params), {
      email: params.billing_details?.email || null,
      name: params.billing_details?.name || null,
    })
    return world.change('payment_method', method, { metadata: mergeMetadata({}, params.metadata) })
  },
  'GET /v1/payment_methods': ({ world, params }) =>
    pageOf(
      methodsOf(world, params.customer).filter(({ type }) => params.type === undefined || type === params.type),
      params,
      '/v1/payment_methods',
      'payment_method',
    ),
  'GET /v1/payment_methods/:id': ({ world, path }) => paymentMethodFor(world, path.id, 'id'),
  'POST /v1/payment_methods/:id': ({ world, params, path }) => {
    const method = world.get('payment_method', path.id)
    world.change('payment_method', method, { metadata: mergeMetadata(method.metadata, params.metadata) })
    world.emit('payment_method.updated', method)
    return method
  },
  'POST /v1/payment_methods/:id/attach': ({ world, params, path }) => {
    if (params.customer === undefined) {
      throw invalidRequest('Missing required param: customer.', { code: 'parameter_missing', param: 'customer' })
    }
    return attachPaymentMethod(world, path.id, livingCustomer(world, params.customer).id)
  },
  'POST /v1/payment_methods/:id/detach': ({ world, path }) => {
    const method = world.get('payment_method', path.id)
    const owner = idOrNull(method.customer)
    if (owner === null) {
      throw invalidRequest('The payment method you provided is not attached to a customer so detachment is impossible.')
    }
    world.change('payment_method', method, { customer: null })
    forget(world, owner, method.id)
    world.emit('payment_method.detached', method, { customer: owner })
    return method
  },
  'GET /v1/customers/:id/payment_methods': ({ world, params, path }) =>
    pageOf(
      methodsOf(world, livingCustomer(world, path.id, 'id').id),
      params,
      `/v1/customers/${path.id}/payment_methods`,
      'payment_method',
    ),
} satisfies Partial<Routes>

function methodsOf(world: World, customer: string | undefined): Stripe.PaymentMethod[] {
  return world
    .list('payment_method')
    .filter((method) => (customer === undefined ? method.customer !== null : method.customer === customer))
}

function cardOf(params: Stripe.PaymentMethodCreateParams): TestCard {
  if (params.type !== 'card' || !params.card) {
    throw invalidRequest('The local Stripe emulator knows payment methods of the type card alone.', { param: 'type' })
  }
  const { token, number = '' } = params.card
  const card = token === undefined ? findCardByNumber(number) : findCardByAlias(token)
  if (!card) {
    throw invalidRequest('Your card number is none of the test cards that the local Stripe emulator knows.', {
      code: 'incorrect_number',
      param: 'card[number]',
    })
  }
  return card
}

/** A card that is gone is nobody's default. */
function forget(world: World, customerId: string, method: string): void {
  const customer = world.get('customer', customerId)
  if (idOrNull(customer.invoice_settings.default_payment_method) !== method) return
  world.change('customer', customer, {
    invoice_settings: { ...customer.invoice_settings, default_payment_method: null },
  })
}
