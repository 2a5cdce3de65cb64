import type { Stripe } from 'stripe'

import { invalidRequest, missingResource, StripeFault } from '../http/stripe-fault.ts'
import { fingerprintOf, newId } from '../state/ids.ts'
import { idOrNull, type World } from '../state/world.ts'
import { findCardByAlias, findCardByFingerprint, type TestCard } from './test-cards.ts'

export interface BillingDetails {
  readonly email?: string | null
  readonly name?: string | null
}

export function createCardMethod(world: World, card: TestCard, billing: BillingDetails = {}): Stripe.PaymentMethod {
  const method = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: billing.email ?? null,
      name: billing.name ?? null,
      phone: null,
      tax_id: null,
    },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: 12,
      exp_year: new Date(world.now() * 1000).getUTCFullYear() + 3,
      fingerprint: fingerprintOf(card.number),
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  } satisfies Stripe.PaymentMethod
  return world.put('payment_method', method)
}

/** A payment method by its id, or a new one for one of Stripe's test ids such as `pm_card_visa`. */
export function paymentMethodFor(world: World, id: string, param = 'payment_method'): Stripe.PaymentMethod {
  const known = world.find('payment_method', id)
  if (known) return known
  const card = findCardByAlias(id)
  if (!card) throw missingResource('PaymentMethod', id, param)
  return createCardMethod(world, card)
}

/** @throws StripeFault when it belongs to somebody else, or the card refuses. */
export function attachPaymentMethod(world: World, id: string, customer: string): Stripe.PaymentMethod {
  const method = paymentMethodFor(world, id)
  const owner = idOrNull(method.customer)
  if (owner === customer) return method
  if (owner !== null) {
    throw invalidRequest('The payment method you provided has already been attached to a customer.')
  }
  const card = testCardOf(method)
  if (card.refusesAttachment && card.outcome.kind === 'decline') throw declined(card.outcome)
  world.change('payment_method', method, { customer })
  world.emit('payment_method.attached', method)
  return method
}

export function testCardOf(method: Stripe.PaymentMethod): TestCard {
  const card = findCardByFingerprint(method.card?.fingerprint)
  if (!card) throw new Error(`The payment method ${method.id} is none of the test cards`)
  return card
}

/** 402, as Stripe words a declined card. */
export function declined(
  outcome: { readonly code: string; readonly declineCode: string; readonly message: string },
  details: { readonly payment_intent?: Stripe.PaymentIntent; readonly charge?: string } = {},
): StripeFault {
  return new StripeFault(402, {
    type: 'card_error',
    code: outcome.code,
    decline_code: outcome.declineCode,
    message: outcome.message,
    ...details,
  })
}
