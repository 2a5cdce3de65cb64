import type { Stripe } from 'stripe'

import { SMALLEST_CHARGE } from '../billing/invoice-shape.ts'
import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { idOf, idOrNull, testClockOf, type World } from '../state/world.ts'
import { createCharge } from './charges.ts'
import { paymentMethodFor, testCardOf } from './payment-methods.ts'
import type { ChargeOutcome, Decline } from './test-cards.ts'
import { requireDestination } from './transfers.ts'

export interface PaymentOrder {
  readonly amount: number
  readonly currency: string
  readonly customer?: string | null
  readonly description?: string | null
  readonly metadata?: Stripe.Metadata
  readonly receiptEmail?: string | null
  readonly transferGroup?: string | null
  readonly applicationFee?: number | null
  readonly transferData?: { readonly destination: string; readonly amount?: number } | null
  readonly setupFutureUsage?: Stripe.PaymentIntent['setup_future_usage']
}

/** Whether the person is there to confirm a payment, or has confirmed it already. */
export type Presence = 'on_session' | 'off_session' | 'confirmed'

export function createIntent(world: World, order: PaymentOrder): Stripe.PaymentIntent {
  requireAmount(order)
  if (order.transferData) requireDestination(world, order.transferData.destination)
  const id = newId('pi')
  const intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: order.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: order.applicationFee ?? null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: newId(`${id}_secret`),
    confirmation_method: 'automatic',
    created: world.now(testClockOf(world, order.customer)),
    currency: order.currency,
    customer: order.customer ?? null,
    customer_account: null,
    description: order.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: order.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: order.receiptEmail ?? null,
    review: null,
    setup_future_usage: order.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: order.transferData ?? null,
    transfer_group: order.transferGroup ?? null,
  } satisfies Stripe.PaymentIntent
  world.put('payment_intent', intent)
  world.emit('payment_intent.created', intent)
  return intent
}

/**
 * Tries to take the money. The intent then has succeeded, waits for the person's confirmation (`requires_action`), or
 * wants another payment method, with `last_payment_error` saying why.
 */
export function attemptPayment(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  presence: Presence,
): Stripe.PaymentIntent {
  requireOpen(intent)
  world.change('payment_intent', intent, { payment_method: method.id, next_action: null, last_payment_error: null })
  const { outcome } = testCardOf(method)
  if (outcome.kind === 'approve') return succeed(world, intent, method)
  if (outcome.kind === 'decline') return fail(world, intent, method, outcome)
  if (presence === 'confirmed') return settleConfirmed(world, intent, method, outcome.afterwards)
  if (presence === 'on_session') return askForConfirmation(world, intent)
  return outcome.when === 'always' ? fail(world, intent, method, NOT_CONFIRMED) : succeed(world, intent, method)
}

/** The bank knows who pays, and now says whether there is money. */
function settleConfirmed(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  decline: Decline | undefined,
): Stripe.PaymentIntent {
  return decline ? fail(world, intent, method, decline) : succeed(world, intent, method)
}

/** What the person said on the page that asks for confirmation. */
export function settleConfirmation(
  world: World,
  intent: Stripe.PaymentIntent,
  decision: 'confirmed' | 'refused',
): Stripe.PaymentIntent {
  if (intent.status !== 'requires_action' || !intent.payment_method) {
    throw unexpectedState(intent, 'This payment does not wait for a confirmation.')
  }
  const method = paymentMethodFor(world, idOf(intent.payment_method))
  world.change('payment_intent', intent, { next_action: null })
  if (decision === 'refused') return fail(world, intent, method, REFUSED)
  const { outcome } = testCardOf(method)
  return settleConfirmed(world, intent, method, outcome.kind === 'confirm' ? outcome.afterwards : undefined)
}

/** What can still be changed of a payment. */
export interface PaymentChanges {
  readonly amount?: number
  readonly currency?: string
  readonly customer?: string
  readonly payment_method?: string
  readonly setup_future_usage?: Stripe.PaymentIntent['setup_future_usage']
}

/** @throws StripeFault when the payment is over, or the new amount could not be charged. */
export function changeIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  changes: PaymentChanges,
): Stripe.PaymentIntent {
  requireOpen(intent)
  const { payment_method: method = idOrNull(intent.payment_method) } = changes
  requireAmount({ amount: changes.amount ?? intent.amount, currency: changes.currency ?? intent.currency })
  return world.change('payment_intent', intent, {
    ...changes,
    // A payment that waited for a confirmation asks for a new one.
    next_action: null,
    payment_method: method,
    status: method === null ? 'requires_payment_method' : 'requires_confirmation',
  })
}

export function cancelIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  reason: Stripe.PaymentIntent['cancellation_reason'],
): Stripe.PaymentIntent {
  requireOpen(intent)
  world.change('payment_intent', intent, {
    status: 'canceled',
    canceled_at: world.now(),
    cancellation_reason: reason,
    next_action: null,
  })
  world.emit('payment_intent.canceled', intent)
  return intent
}

function succeed(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Stripe.PaymentIntent {
  const charge = createCharge(world, intent, method)
  world.change('payment_intent', intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
  })
  world.emit('payment_intent.succeeded', intent)
  return intent
}

function fail(
  world: World,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  outcome: Extract<ChargeOutcome, { kind: 'decline' }>,
): Stripe.PaymentIntent {
  const charge = createCharge(world, intent, method, outcome)
  world.change('payment_intent', intent, {
    status: 'requires_payment_method',
    latest_charge: charge.id,
    payment_method: null,
    last_payment_error: {
      type: 'card_error',
      charge: charge.id,
      code: outcome.code,
      decline_code: outcome.declineCode,
      message: outcome.message,
      payment_method: structuredClone(method),
    },
  })
  world.emit('payment_intent.payment_failed', intent)
  return intent
}

function askForConfirmation(world: World, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  world.change('payment_intent', intent, {
    status: 'requires_action',
    next_action: {
      type: 'redirect_to_url',
      redirect_to_url: { url: `${world.settings.url}/confirm/${intent.id}`, return_url: null },
    },
  })
  world.emit('payment_intent.requires_action', intent)
  return intent
}

const NOT_CONFIRMED = {
  kind: 'decline',
  code: 'authentication_required',
  declineCode: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
} as const

const REFUSED = {
  kind: 'decline',
  code: 'payment_intent_authentication_failure',
  declineCode: 'authentication_required',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
} as const

function requireAmount({ amount, currency, applicationFee }: PaymentOrder): void {
  if (amount < SMALLEST_CHARGE) {
    throw invalidRequest(
      `The Checkout or payment amount must be at least ${SMALLEST_CHARGE} ${currency} in the smallest unit.`,
      {
        code: 'amount_too_small',
        param: 'amount',
      },
    )
  }
  if (amount > 99_999_999) {
    throw invalidRequest('Amount must be no more than 99999999.', { code: 'amount_too_large', param: 'amount' })
  }
  if (applicationFee && applicationFee > amount) {
    throw invalidRequest('The application fee cannot be more than the amount.', { param: 'application_fee_amount' })
  }
}

function requireOpen(intent: Stripe.PaymentIntent): void {
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    throw unexpectedState(intent, `This PaymentIntent's status is ${intent.status}; it can no longer be changed.`)
  }
}

/** What a payment is not ready for; the answer shows how it stands. */
export function unexpectedState(intent: Stripe.PaymentIntent, message: string): StripeFault {
  return new StripeFault(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: structuredClone(intent),
  })
}
