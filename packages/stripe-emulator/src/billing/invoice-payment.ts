import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { declined } from '../money/payment-methods.ts'
import type { Presence } from '../money/payments.ts'
import { idOrNull, type World } from '../state/world.ts'
import { collectInvoice, subscriptionOf } from './invoices.ts'
import { afterPayment, methodOf } from './subscriptions.ts'

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
  const error = world.get('payment_intent', idOrNull(payment?.payment.payment_intent) ?? '').last_payment_error
  throw declined({
    code: error?.code ?? 'card_declined',
    declineCode: error?.decline_code ?? 'generic_decline',
    message: error?.message ?? 'Your card was declined.',
  })
}
