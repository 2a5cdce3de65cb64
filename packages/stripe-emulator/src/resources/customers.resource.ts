import type { Stripe } from 'stripe'

import { createCustomer, customerChanges, livingCustomer } from '../billing/customers.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { changedFields } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

type Fields =
  | 'address'
  | 'description'
  | 'email'
  | 'invoice_settings.default_payment_method'
  | 'metadata'
  | 'name'
  | 'phone'

export interface CustomerCalls {
  'POST /v1/customers': Call<
    Stripe.CustomerCreateParams,
    Fields | 'payment_method' | 'preferred_locales' | 'test_clock',
    Stripe.Customer
  >
  'GET /v1/customers': Call<
    Stripe.CustomerListParams,
    Paging | 'created' | 'email' | 'test_clock',
    Stripe.ApiList<Stripe.Customer>
  >
  'GET /v1/customers/:id': Call<Stripe.CustomerRetrieveParams, never, Stripe.Customer | Stripe.DeletedCustomer>
  'POST /v1/customers/:id': Call<Stripe.CustomerUpdateParams, Fields | 'preferred_locales', Stripe.Customer>
  'DELETE /v1/customers/:id': Call<Stripe.CustomerDeleteParams, never, Stripe.DeletedCustomer>
}

export const customerRoutes = {
  'POST /v1/customers': ({ world, params }) => createCustomer(world, params),
  'GET /v1/customers': ({ world, params }) =>
    pageOf(
      world
        .list('customer')
        .filter(
          (customer) =>
            !customer.deleted &&
            isWithin(customer.created, params.created) &&
            (params.email === undefined || customer.email === params.email) &&
            (customer.test_clock ?? undefined) === params.test_clock,
        ),
      params,
      '/v1/customers',
      'customer',
    ),
  'GET /v1/customers/:id': ({ world, path }) => {
    const customer = world.get('customer', path.id)
    return customer.deleted ? deleted(customer.id) : customer
  },
  'POST /v1/customers/:id': ({ world, params, path }) => {
    const customer = livingCustomer(world, path.id, 'id')
    const before = { ...customer }
    world.change('customer', customer, customerChanges(world, customer, params))
    world.emit('customer.updated', customer, changedFields(before, customer))
    return customer
  },
  'DELETE /v1/customers/:id': ({ world, path }) => {
    const customer = livingCustomer(world, path.id, 'id')
    const active = world.list('subscription').filter((s) => s.customer === customer.id && s.status !== 'canceled')
    if (active.length > 0) {
      throw invalidRequest('The local Stripe emulator deletes a customer only after its subscriptions are cancelled.')
    }
    // The record stays, so that invoices and charges still lead to a (deleted) customer.
    world.put('customer', Object.assign(customer, { deleted: true as unknown as void }))
    world.emit('customer.deleted', customer)
    return deleted(customer.id)
  },
} satisfies Partial<Routes>

function deleted(id: string): Stripe.DeletedCustomer {
  return { id, object: 'customer', deleted: true }
}
