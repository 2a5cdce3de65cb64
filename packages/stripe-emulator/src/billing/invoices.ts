import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { attemptPayment, cancelIntent, createIntent, type Presence } from '../money/payments.ts'
import { newId } from '../state/ids.ts'
import { DAY, idOf, idOrNull, testClockOf, type World } from '../state/world.ts'
import { balanceOn, buildInvoice, type InvoiceOrder } from './invoice-shape.ts'

/** Days between the attempts to collect an invoice; after the last one Stripe gives up. */
export const RETRY_DAYS = [3, 5, 7] as const

/** Makes an invoice and finalizes it at once; Stripe itself leaves that of a renewal open for changes for an hour. */
export function createInvoice(world: World, order: InvoiceOrder): Stripe.Invoice {
  return finalizeInvoice(world, draftInvoice(world, order))
}

/** Makes an invoice that nobody owes yet. */
export function draftInvoice(world: World, order: InvoiceOrder): Stripe.Invoice {
  const invoice = world.put('invoice', buildInvoice(world, order))
  world.emit('invoice.created', invoice)
  return invoice
}

/** Gives a draft its number, and what waits on the balance of its customer. It then is owed, or paid if it is for nothing. */
export function finalizeInvoice(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== 'draft') {
    throw invalidRequest(`Invoice is ${invoice.status}; only a draft can be finalized.`, {
      code: 'invoice_not_editable',
    })
  }
  const customer = world.get('customer', idOrNull(invoice.customer) ?? '')
  const balance = subscriptionOf(world, invoice) ? balanceOn(invoice, customer) : {}
  world.change('invoice', invoice, balance)
  const sequence = customer.next_invoice_sequence ?? 1
  const rest = invoice.total - invoice.amount_due
  world.change('customer', customer, { next_invoice_sequence: sequence + 1, balance: customer.balance + rest })
  const now = world.now(testClockOf(world, customer.id))
  world.change('invoice', invoice, {
    status: 'open',
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    effective_at: now,
    ending_balance: invoice.starting_balance + rest,
    hosted_invoice_url: `${world.settings.url}/i/${invoice.id}`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  })
  world.emit('invoice.finalized', invoice)
  if (invoice.amount_due === 0) markInvoicePaid(world, invoice)
  return invoice
}

/** Makes the invoice of a payment that succeeded already. */
export function createPaidInvoice(world: World, order: InvoiceOrder, intent: Stripe.PaymentIntent): Stripe.Invoice {
  const invoice = createInvoice(world, order)
  return settle(world, invoice, world.put('invoice_payment', buildPayment(world, invoice, intent)))
}

/**
 * Tries to collect an open invoice. It then is paid, or stays open with one attempt more; the events say which.
 *
 * @param method - the card, or null when the customer has none.
 */
export function collectInvoice(
  world: World,
  invoice: Stripe.Invoice,
  method: Stripe.PaymentMethod | null,
  presence: Presence,
): Stripe.Invoice {
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(`Invoice is ${invoice.status}; it cannot be paid.`, { code: 'invoice_not_editable' })
  }
  world.change('invoice', invoice, { attempted: true, attempt_count: invoice.attempt_count + 1 })
  if (!method) {
    world.emit('invoice.payment_failed', invoice)
    return invoice
  }
  const payment = paymentOf(world, invoice)
  const intent = world.get('payment_intent', idOrNull(payment.payment.payment_intent) ?? '')
  attemptPayment(world, intent, method, presence)
  if (intent.status === 'succeeded') return settle(world, invoice, payment)
  if (intent.status === 'requires_action') world.emit('invoice.payment_action_required', invoice)
  world.emit('invoice.payment_failed', invoice)
  return invoice
}

/** After a person confirmed the payment of an invoice on the confirmation page. */
export function settleConfirmedInvoice(world: World, intent: Stripe.PaymentIntent): Stripe.Invoice | undefined {
  const payment = world.list('invoice_payment').find((candidate) => candidate.payment.payment_intent === intent.id)
  if (payment?.status !== 'open') return undefined
  const invoice = world.get('invoice', idOf(payment.invoice))
  if (intent.status === 'succeeded') return settle(world, invoice, payment)
  world.emit('invoice.payment_failed', invoice)
  return invoice
}

/** Plans the next attempt; answers when it is, or null when there is none left. */
export function planRetry(world: World, invoice: Stripe.Invoice, testClock: string | null): number | null {
  const days = RETRY_DAYS[invoice.attempt_count - 1]
  const at = days === undefined ? null : world.now(testClock) + days * DAY
  world.change('invoice', invoice, { next_payment_attempt: at })
  if (at === null) world.cancelPlan('invoice.retry', invoice.id)
  else world.plan('invoice.retry', invoice.id, at, testClock)
  return at
}

/** Nobody owes it any more: its payment is called off, and the customer's balance is as it was before. */
export function voidInvoice(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== 'open' && invoice.status !== 'uncollectible') {
    throw invalidRequest(`Invoice is ${invoice.status}; it cannot be voided.`, { code: 'invoice_not_editable' })
  }
  const now = world.now(testClockOf(world, invoice.customer))
  const customer = world.get('customer', idOrNull(invoice.customer) ?? '')
  world.change('customer', customer, { balance: customer.balance - (invoice.total - invoice.amount_due) })
  callPaymentOff(world, invoice)
  world.change('invoice', invoice, {
    status: 'void',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: now },
  })
  world.emit('invoice.voided', invoice)
  return invoice
}

/** It is owed still, and nobody expects it any more; it can be paid or voided later. */
export function giveInvoiceUp(world: World, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== 'open') {
    throw invalidRequest(`Invoice is ${invoice.status}; it cannot be marked uncollectible.`, {
      code: 'invoice_not_editable',
    })
  }
  const now = world.now(testClockOf(world, invoice.customer))
  world.cancelPlan('invoice.retry', invoice.id)
  world.change('invoice', invoice, {
    status: 'uncollectible',
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: now },
  })
  world.emit('invoice.marked_uncollectible', invoice)
  return invoice
}

export function deleteDraft(world: World, invoice: Stripe.Invoice): Stripe.DeletedInvoice {
  if (invoice.status !== 'draft') {
    throw invalidRequest(`Invoice is ${invoice.status}; only a draft can be deleted. You can void it instead.`, {
      code: 'invoice_not_editable',
    })
  }
  world.store.remove('invoice', invoice.id)
  world.emit('invoice.deleted', invoice)
  return { id: invoice.id, object: 'invoice', deleted: true }
}

function callPaymentOff(world: World, invoice: Stripe.Invoice): void {
  world.cancelPlan('invoice.retry', invoice.id)
  const payment = world.list('invoice_payment').find((candidate) => candidate.invoice === invoice.id)
  if (!payment) return
  const now = world.now(testClockOf(world, invoice.customer))
  world.change('invoice_payment', payment, {
    status: 'canceled',
    status_transitions: { canceled_at: now, paid_at: null },
  })
  const intent = world.get('payment_intent', idOrNull(payment.payment.payment_intent) ?? '')
  if (intent.status !== 'succeeded' && intent.status !== 'canceled') cancelIntent(world, intent, 'void_invoice')
}

/** The subscription an invoice was made for. */
export function subscriptionOf(world: World, invoice: Stripe.Invoice): Stripe.Subscription | undefined {
  const id = idOrNull(invoice.parent?.subscription_details?.subscription)
  return id === null ? undefined : world.find('subscription', id)
}

function settle(world: World, invoice: Stripe.Invoice, payment: Stripe.InvoicePayment): Stripe.Invoice {
  const now = world.now(testClockOf(world, invoice.customer))
  world.change('invoice_payment', payment, {
    status: 'paid',
    amount_paid: invoice.amount_due,
    status_transitions: { canceled_at: null, paid_at: now },
  })
  markInvoicePaid(world, invoice)
  world.emit('invoice_payment.paid', payment)
  return invoice
}

function markInvoicePaid(world: World, invoice: Stripe.Invoice): void {
  const now = world.now(testClockOf(world, invoice.customer))
  world.cancelPlan('invoice.retry', invoice.id)
  world.change('invoice', invoice, {
    status: 'paid',
    attempted: true,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  })
  world.emit('invoice.paid', invoice)
  world.emit('invoice.payment_succeeded', invoice)
}

/** The payment of an invoice, one for all attempts. */
export function paymentOf(world: World, invoice: Stripe.Invoice): Stripe.InvoicePayment {
  const existing = world.list('invoice_payment').find((payment) => payment.invoice === invoice.id)
  if (existing) return existing
  const subscription = subscriptionOf(world, invoice)
  const intent = createIntent(world, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: idOrNull(invoice.customer),
    description: invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
    setupFutureUsage: 'off_session',
    ...(subscription?.transfer_data ? destinationOf(subscription, invoice.amount_due) : {}),
  })
  return world.put('invoice_payment', buildPayment(world, invoice, intent))
}

function buildPayment(world: World, invoice: Stripe.Invoice, intent: Stripe.PaymentIntent): Stripe.InvoicePayment {
  return {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: world.now(testClockOf(world, invoice.customer)),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  } satisfies Stripe.InvoicePayment
}

function destinationOf({ transfer_data, application_fee_percent }: Stripe.Subscription, amount: number) {
  const share = transfer_data?.amount_percent ?? null
  return {
    transferData: {
      destination: idOrNull(transfer_data?.destination) ?? '',
      ...(share === null ? {} : { amount: Math.floor((amount * share) / 100) }),
    },
    applicationFee: application_fee_percent === null ? null : Math.floor((amount * application_fee_percent) / 100),
  }
}
