import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { attachPaymentMethod } from '../money/payment-methods.ts'
import { fingerprintOf, newId } from '../state/ids.ts'
import { idOrNull, mergeMetadata, type World } from '../state/world.ts'

/** @throws StripeFault when there is none, or it was deleted. */
export function livingCustomer(world: World, id: string, param = 'customer'): Stripe.Customer {
  const customer = world.get('customer', id, param)
  if (customer.deleted) {
    throw invalidRequest(`No such customer: '${id}'; it has been deleted.`, { code: 'resource_missing', param })
  }
  return customer
}

export function createCustomer(world: World, params: Stripe.CustomerCreateParams): Stripe.Customer {
  const id = newId('cus', 14)
  const testClock = params.test_clock ?? null
  const customer = {
    id,
    object: 'customer',
    address: null,
    balance: 0,
    created: world.now(testClock),
    currency: null,
    default_source: null,
    delinquent: false,
    description: params.description ?? null,
    discount: null,
    email: params.email ?? null,
    invoice_prefix: fingerprintOf(id, 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: params.name ?? null,
    next_invoice_sequence: 1,
    phone: params.phone ?? null,
    preferred_locales: params.preferred_locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: testClock,
  } satisfies Stripe.Customer
  world.put('customer', customer)
  if (params.payment_method !== undefined) attachPaymentMethod(world, params.payment_method, customer.id)
  world.change('customer', customer, customerChanges(world, customer, params))
  world.emit('customer.created', customer)
  return customer
}

/** What a request changes of a customer. */
export function customerChanges(
  world: World,
  customer: Stripe.Customer,
  params: Stripe.CustomerCreateParams & Stripe.CustomerUpdateParams,
): Partial<Stripe.Customer> {
  const method = params.invoice_settings?.default_payment_method
  if (method && idOrNull(world.get('payment_method', method, 'payment_method').customer) !== customer.id) {
    throw invalidRequest(`The customer does not have a payment method with the ID ${method}.`, {
      code: 'resource_missing',
      param: 'invoice_settings[default_payment_method]',
    })
  }
  return {
    ...(params.address === undefined ? {} : { address: params.address ? { ...NO_ADDRESS, ...params.address } : null }),
    ...(params.description === undefined ? {} : { description: params.description || null }),
    ...(params.email === undefined ? {} : { email: params.email || null }),
    ...(params.name === undefined ? {} : { name: params.name || null }),
    ...(params.phone === undefined ? {} : { phone: params.phone || null }),
    ...(params.preferred_locales === undefined ? {} : { preferred_locales: params.preferred_locales }),
    ...(method === undefined
      ? {}
      : { invoice_settings: { ...customer.invoice_settings, default_payment_method: method || null } }),
    metadata: mergeMetadata(customer.metadata, params.metadata),
  }
}

export const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }
