import type { Stripe } from 'stripe'

import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import { declined } from '../money/payment-methods.ts'
import type { Presence } from '../money/payments.ts'
import { idOrNull, type World } from '../state/world.ts'
import { collectInvoice, settleConfirmedInvoice, subscriptionOf } from './invoices.ts'
import { afterPayment, methodOf } from './subscriptions.ts'

/** What a payment that was confirmed for itself, by a person or over the API, means for the invoice it is of. */
export function settleInvoiceOf(world: World, intent: Stripe.PaymentIntent): void {
  if (intent.status === 'requires_action') return
  const invoice = settleConfirmedInvoice(world, intent)
  if (invoice) afterPayment(world, invoice)
}

/**
 * Pays an open invoice with a card, or with the one that pays its subscription.
 *
 * @param presence - whether the person is there, and has confirmed the payment.
 *
 * @throws StripeFault 402 when the card declines.
 */
export function payInvoice(
  world: World,
  invoice: Stripe.Invoice,
  methodId: string | undefined,
  presence: Presence,
): Stripe.Invoice {
  const subscription = subscriptionOf(world, invoice)
  const method =
    methodId === undefined
      ? subscription && methodOf(world, subscription)
      : world.get('payment_method', methodId, 'payment_method')
  if (!method) {
    throw invalidRequest('There is no `default_payment_method` set on this Customer or Invoice.', {
      code: 'invoice_no_payment_method_types',
    })
  }
  collectInvoice(world, invoice, method, presence)
  afterPayment(world, invoice)
  if (invoice.status === 'paid') return invoice
  const payment = world.list('invoice_payment').find((candidate) => candidate.invoice === invoice.id)
  const intent = world.get('payment_intent', idOrNull(payment?.payment.payment_intent) ?? '')
  if (intent.status === 'requires_action') throw needsConfirmation()
  const error = intent.last_payment_error
  throw declined({
    code: error?.code ?? 'card_declined',
    declineCode: error?.decline_code ?? 'generic_decline',
    message: error?.message ?? 'Your card was declined.',
  })
}

function needsConfirmation(): StripeFault {
  return new StripeFault(402, {
    type: 'card_error',
    code: 'invoice_payment_intent_requires_action',
    message: 'This payment requires additional user action before it can be completed successfully.',
  })
}
