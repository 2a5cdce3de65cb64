import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { attachPaymentMethod, createCardMethod } from '../money/payment-methods.ts'
import { attemptPayment, createIntent } from '../money/payments.ts'
import type { TestCard } from '../money/test-cards.ts'
import { DAY, idOf, idOrNull, testClockOf, type World } from '../state/world.ts'
import type { CheckoutOrder } from './checkout-shape.ts'
import { applyChoices } from './checkout-quantities.ts'
import { createCustomer, NO_ADDRESS } from './customers.ts'
import { createPaidInvoice } from './invoices.ts'
import { startSubscription } from './subscriptions.ts'

/** What a person fills in on the checkout page. */
export interface CheckoutForm {
  readonly card: TestCard
  readonly email: string
  readonly name: string
  /** Where the person lives, as two letters. */
  readonly country: string
  /** What the person said when the card asked for a confirmation. */
  readonly confirmation: 'not_asked' | 'confirmed' | 'refused'
  /** Other quantities than those of the session, line by line. */
  readonly quantities?: readonly (number | undefined)[]
}

export type CheckoutResult =
  | { readonly kind: 'completed' }
  | { readonly kind: 'confirmation_needed' }
  | { readonly kind: 'declined'; readonly message: string }

/** A person pays on the checkout page. A declined card leaves the session open, for another try. */
export function payCheckout(world: World, session: Stripe.Checkout.Session, form: CheckoutForm): CheckoutResult {
  if (session.status !== 'open') throw invalidRequest(`This Checkout Session is ${session.status}; it cannot be paid.`)
  if (form.card.outcome.kind === 'confirm') {
    if (form.confirmation === 'not_asked') return { kind: 'confirmation_needed' }
    if (form.confirmation === 'refused') return { kind: 'declined', message: REFUSED }
  }
  const choices = { quantities: form.quantities ?? [], country: form.country }
  const order = applyChoices(world, session, world.get('checkout_order', session.id), choices)
  keepAddress(world, session, order, form)
  return session.mode === 'subscription' ? subscribe(world, session, order, form) : payOnce(world, session, order, form)
}

export function expireCheckout(world: World, session: Stripe.Checkout.Session): Stripe.Checkout.Session {
  if (session.status !== 'open') {
    throw invalidRequest(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of ${session.status}.`,
    )
  }
  world.cancelPlan('checkout.expire', session.id)
  world.change('checkout.session', session, { status: 'expired', url: null })
  world.emit('checkout.session.expired', session)
  return session
}

function payOnce(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  form: CheckoutForm,
): CheckoutResult {
  if (session.amount_total === 0) {
    complete(world, session, form, { payment_status: 'no_payment_required' })
    return { kind: 'completed' }
  }
  const customer = customerOf(
    world,
    session,
    form,
    session.customer_creation === 'always' || order.invoice ? 'create' : 'guest',
  )
  const intent = intentOf(world, session, order, customer)
  const method = createCardMethod(world, form.card, form)
  attemptPayment(world, intent, method, 'confirmed')
  if (intent.status !== 'succeeded') return declinedBy(intent)
  if (customer !== null && order.payment?.setup_future_usage) attachPaymentMethod(world, method.id, customer)
  const invoice = order.invoice && invoiceOf(world, session, order, intent)
  complete(world, session, form, {
    payment_status: 'paid',
    payment_intent: intent.id,
    customer,
    invoice: invoice?.id ?? null,
  })
  return { kind: 'completed' }
}

function subscribe(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  form: CheckoutForm,
): CheckoutResult {
  const { outcome } = form.card
  const isFree = order.subscription?.trialEnd !== null || session.amount_total === 0
  // A card that cannot be saved is refused even when nothing is due yet.
  if (outcome.kind === 'decline' && (!isFree || form.card.refusesAttachment)) {
    return { kind: 'declined', message: outcome.message }
  }
  const customer = customerOf(world, session, form, 'create') ?? ''
  const method = attachPaymentMethod(world, createCardMethod(world, form.card, form).id, customer)
  const trialEnd = order.subscription?.trialDays
    ? world.now(testClockOf(world, customer)) + order.subscription.trialDays * DAY
    : (order.subscription?.trialEnd ?? null)
  const subscription = startSubscription(
    world,
    {
      customer,
      items: order.lines.map(({ price, quantity }) => ({
        price: requirePrice(price),
        quantity: quantity ?? undefined,
      })),
      trialEnd,
      missingPaymentMethod: order.subscription?.missingPaymentMethod,
      defaultPaymentMethod: method.id,
      description: order.subscription?.description,
      metadata: order.subscription?.metadata,
      transferData: order.subscription?.transferData,
      applicationFeePercent: order.subscription?.applicationFeePercent,
      ...(order.tax === 'automatic' && { tax: order.tax }),
    },
    'confirmed',
  )
  complete(world, session, form, {
    payment_status: session.amount_total === 0 ? 'no_payment_required' : 'paid',
    customer,
    subscription: subscription.id,
    invoice: idOrNull(subscription.latest_invoice),
  })
  return { kind: 'completed' }
}

function complete(
  world: World,
  session: Stripe.Checkout.Session,
  form: CheckoutForm,
  changes: Partial<Stripe.Checkout.Session>,
): void {
  world.cancelPlan('checkout.expire', session.id)
  world.change('checkout.session', session, {
    ...changes,
    status: 'complete',
    url: null,
    customer_details: {
      address: { ...NO_ADDRESS, country: form.country },
      business_name: null,
      email: form.email,
      individual_name: null,
      name: form.name,
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
  })
  world.emit('checkout.session.completed', session)
}

function customerOf(
  world: World,
  session: Stripe.Checkout.Session,
  form: CheckoutForm,
  otherwise: 'create' | 'guest',
): string | null {
  const known = idOrNull(session.customer)
  if (known !== null || otherwise === 'guest') return known
  const customer = createCustomer(world, { email: form.email, name: form.name, address: { country: form.country } })
  world.change('checkout.session', session, { customer: customer.id })
  return customer.id
}

/** Where a known customer lives from now on, when the session wants that kept. */
function keepAddress(world: World, session: Stripe.Checkout.Session, order: CheckoutOrder, form: CheckoutForm): void {
  const id = idOrNull(session.customer)
  if (id === null || order.tax !== 'automatic' || order.address === 'forgotten') return
  const customer = world.get('customer', id)
  const before = { address: customer.address ?? null }
  if (before.address?.country === form.country) return
  world.change('customer', customer, { address: { ...NO_ADDRESS, country: form.country } })
  world.emit('customer.updated', customer, before)
}

/** One payment intent for all tries of a session. */
function intentOf(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  customer: string | null,
): Stripe.PaymentIntent {
  if (session.payment_intent) return world.get('payment_intent', idOf(session.payment_intent))
  const intent = createIntent(world, {
    amount: session.amount_total ?? 0,
    currency: session.currency ?? 'usd',
    customer,
    description: order.payment?.description ?? null,
    metadata: order.payment?.metadata,
    receiptEmail: order.payment?.receipt_email ?? null,
    transferGroup: order.payment?.transfer_group ?? null,
    applicationFee: order.payment?.application_fee_amount ?? null,
    transferData: order.payment?.transfer_data ?? null,
    setupFutureUsage: order.payment?.setup_future_usage ?? null,
  })
  world.change('checkout.session', session, { payment_intent: intent.id })
  return intent
}

/** The invoice of a purchase that asked for one. */
function invoiceOf(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  intent: Stripe.PaymentIntent,
): Stripe.Invoice {
  const now = world.now(testClockOf(world, intent.customer))
  return createPaidInvoice(
    world,
    {
      customer: idOrNull(intent.customer) ?? '',
      currency: intent.currency,
      reason: 'manual',
      lines: order.lines.map((line) => ({
        price: requirePrice(line.price),
        quantity: line.quantity ?? 1,
        amount: line.amount_subtotal,
        description: line.description ?? '',
        period: { start: now, end: now },
        subscriptionItem: null,
      })),
      period: { start: now, end: now },
      subscription: null,
      ...(order.tax === 'automatic' && { tax: order.tax }),
      description: order.invoice?.description ?? null,
      metadata: order.invoice?.metadata,
    },
    intent,
  )
}

function declinedBy(intent: Stripe.PaymentIntent): CheckoutResult {
  return { kind: 'declined', message: intent.last_payment_error?.message ?? 'The payment did not succeed.' }
}

function requirePrice(price: Stripe.Price | null): Stripe.Price {
  if (!price) throw new Error('A line of a Checkout Session always has a price')
  return price
}

const REFUSED =
  'We are unable to authenticate your payment method. Please choose a different payment method and try again.'
