import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import type { Presence } from '../money/payments.ts'
import { changedFields, DAY, idOf, idOrNull, testClockOf, type World } from '../state/world.ts'
import { collectInvoice, createInvoice, paymentOf, planRetry, subscriptionOf, voidInvoice } from './invoices.ts'
import { invoiceWhilePaused } from './pauses.ts'
import { periodEnd } from './periods.ts'
import { takePending } from './prorations.ts'
import { buildSubscription, rhythmOf, type SubscriptionOrder } from './subscription-shape.ts'
import { licensedLines, usageLines } from './subscription-lines.ts'

const TRIAL_WARNING_DAYS = 3
const INCOMPLETE_HOURS = 23

/**
 * Starts a subscription and bills its first period; a trial begins with an invoice of nothing.
 *
 * @param presence - whether the person is there, or has confirmed the card already; `awaited` leaves the first payment to
 *   whoever confirms it.
 */
export function startSubscription(
  world: World,
  order: SubscriptionOrder,
  presence: Presence | 'awaited',
): Stripe.Subscription {
  const subscription = world.put('subscription', buildSubscription(world, order))
  const clock = testClockOf(world, order.customer)
  const end = currentPeriod(subscription).end
  const invoice = bill(world, subscription, 'subscription_create', licensedLines(world, subscription))
  world.change('subscription', subscription, { latest_invoice: invoice.id })
  world.emit('customer.subscription.created', subscription)
  if (invoice.status === 'open') {
    if (presence === 'awaited') paymentOf(world, invoice)
    else collectInvoice(world, invoice, methodOf(world, subscription), presence)
  }
  if (subscription.trial_end !== null) {
    const warning = subscription.trial_end - TRIAL_WARNING_DAYS * DAY
    world.plan('subscription.trial_will_end', subscription.id, Math.max(warning, world.now(clock)), clock)
  } else if (invoice.status === 'paid') activate(world, subscription)
  else world.plan('subscription.expire', subscription.id, subscription.created + INCOMPLETE_HOURS * 3600, clock)
  world.plan('subscription.renew', subscription.id, end, clock)
  return subscription
}

/** The end of a period: the next one begins and is billed, unless the subscription was to end with it. */
export function renewSubscription(world: World, subscription: Stripe.Subscription): void {
  if (!['active', 'trialing', 'past_due', 'unpaid'].includes(subscription.status)) return
  const ended = currentPeriod(subscription)
  const usage = usageLines(world, subscription, ended)
  if (subscription.cancel_at_period_end) {
    endSubscription(world, subscription, 'cancellation_requested', usage)
    return
  }
  const behavior = subscription.trial_settings?.end_behavior.missing_payment_method
  if (subscription.status === 'trialing' && behavior !== 'create_invoice' && !methodOf(world, subscription)) {
    if (behavior === 'pause') pause(world, subscription)
    else endSubscription(world, subscription, 'payment_failed', [])
    return
  }
  const before = structuredClone(subscription)
  beginPeriod(world, subscription, ended.end)
  const invoice = bill(
    world,
    subscription,
    'subscription_cycle',
    [...takePending(world, subscription), ...licensedLines(world, subscription), ...usage],
    ended,
  )
  world.change('subscription', subscription, {
    latest_invoice: invoice.id,
    status: subscription.status === 'trialing' ? 'active' : subscription.status,
  })
  world.emit('customer.subscription.updated', subscription, changedFields(before, subscription))
  world.plan(
    'subscription.renew',
    subscription.id,
    currentPeriod(subscription).end,
    testClockOf(world, subscription.customer),
  )
  if (invoice.status === 'open') attempt(world, subscription, invoice)
}

/** Ends a trial at once, so that the first paid period begins and is billed, or at another time. */
export function moveTrialEnd(world: World, subscription: Stripe.Subscription, at: number | 'now'): void {
  if (subscription.status !== 'trialing')
    throw invalidRequest('The subscription is not in a trial.', { param: 'trial_end' })
  const clock = testClockOf(world, subscription.customer)
  const now = world.now(clock)
  const end = at === 'now' ? now : at
  if (end < now)
    throw invalidRequest('Invalid timestamp: must be an integer Unix timestamp in the future.', { param: 'trial_end' })
  const data = subscription.items.data.map((item) => ({ ...item, current_period_end: end }))
  world.change('subscription', subscription, {
    trial_end: end,
    billing_cycle_anchor: end,
    items: { ...subscription.items, data },
  })
  world.cancelPlan('subscription.trial_will_end', subscription.id)
  if (end === now) return renewSubscription(world, subscription)
  world.plan('subscription.trial_will_end', subscription.id, Math.max(end - TRIAL_WARNING_DAYS * DAY, now), clock)
  world.plan('subscription.renew', subscription.id, end, clock)
}

/** A trial has ended, and nobody said how to go on. */
function pause(world: World, subscription: Stripe.Subscription): void {
  world.change('subscription', subscription, { status: 'paused' })
  world.emit('customer.subscription.updated', subscription, { status: 'trialing' })
  world.emit('customer.subscription.paused', subscription)
}

/**
 * Starts a subscription again that paused when its trial ended without a card, with a period that begins now. It is active
 * once that is paid, and paused until then.
 */
export function resumeSubscription(world: World, subscription: Stripe.Subscription): Stripe.Subscription {
  if (subscription.status !== 'paused') {
    throw invalidRequest(`Only a subscription that is paused can be resumed; this one is ${subscription.status}.`)
  }
  const clock = testClockOf(world, subscription.customer)
  const now = world.now(clock)
  world.change('subscription', subscription, { billing_cycle_anchor: now })
  beginPeriod(world, subscription, now)
  const invoice = bill(world, subscription, 'subscription_update', licensedLines(world, subscription))
  world.change('subscription', subscription, { latest_invoice: invoice.id })
  if (invoice.status === 'open') collectInvoice(world, invoice, methodOf(world, subscription), 'off_session')
  if (invoice.status === 'paid') afterPayment(world, invoice)
  return subscription
}

/** Another attempt to collect an invoice that failed before. */
export function retryInvoice(world: World, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(world, invoice)
  if (subscription && invoice.status === 'open') attempt(world, subscription, invoice)
}

/** What follows from an invoice that is paid now, however that came. */
export function afterPayment(world: World, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(world, invoice)
  if (!subscription || invoice.status !== 'paid') return
  const open = world
    .list('invoice')
    .some((other) => other.status === 'open' && subscriptionOf(world, other)?.id === subscription.id)
  if (open) return
  if (['incomplete', 'past_due', 'unpaid'].includes(subscription.status)) activate(world, subscription)
  if (subscription.status === 'paused') goOn(world, subscription)
}

/** The first payment never came. */
export function expireSubscription(world: World, subscription: Stripe.Subscription): void {
  if (subscription.status !== 'incomplete') return
  world.cancelPlan('subscription.renew', subscription.id)
  const now = world.now(testClockOf(world, subscription.customer))
  world.change('subscription', subscription, { status: 'incomplete_expired', ended_at: now })
  const invoice = world.find('invoice', idOrNull(subscription.latest_invoice) ?? '')
  if (invoice?.status === 'open') voidInvoice(world, invoice)
  world.emit('customer.subscription.updated', subscription, { status: 'incomplete' })
}

/** Ends a subscription now. Usage that was not billed yet is billed when it is handed in. */
export function endSubscription(
  world: World,
  subscription: Stripe.Subscription,
  reason: Stripe.Subscription.CancellationDetails['reason'],
  usage: ReturnType<typeof usageLines>,
): void {
  const clock = testClockOf(world, subscription.customer)
  stopCollecting(world, subscription)
  for (const task of [
    'subscription.renew',
    'subscription.trial_will_end',
    'subscription.cancel',
    'subscription.collect',
    'subscription.expire',
  ] as const) {
    world.cancelPlan(task, subscription.id)
  }
  world.change('subscription', subscription, {
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? world.now(clock),
    ended_at: world.now(clock),
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      ...subscription.cancellation_details,
      reason,
    },
  })
  if (usage.some(({ amount }) => amount > 0)) {
    const invoice = bill(world, subscription, 'subscription_cycle', usage)
    world.change('subscription', subscription, { latest_invoice: invoice.id })
    if (invoice.status === 'open') collectInvoice(world, invoice, methodOf(world, subscription), 'off_session')
  }
  world.emit('customer.subscription.deleted', subscription)
}

/** Invoices that are still open stay so, and are no longer collected by themselves. */
function stopCollecting(world: World, subscription: Stripe.Subscription): void {
  for (const invoice of world.list('invoice')) {
    if (invoice.status !== 'open' || subscriptionOf(world, invoice)?.id !== subscription.id) continue
    world.cancelPlan('invoice.retry', invoice.id)
    world.change('invoice', invoice, { auto_advance: false, next_payment_attempt: null })
  }
}

/** The card that pays: the subscription's own, else the customer's. */
export function methodOf(world: World, subscription: Stripe.Subscription): Stripe.PaymentMethod | null {
  const own = idOrNull(subscription.default_payment_method)
  const customer = world.get('customer', idOf(subscription.customer))
  const id = own ?? idOrNull(customer.invoice_settings.default_payment_method)
  return id === null ? null : world.get('payment_method', id)
}

export function currentPeriod(subscription: Stripe.Subscription): { start: number; end: number } {
  const [item] = subscription.items.data
  return { start: item?.current_period_start ?? 0, end: item?.current_period_end ?? 0 }
}

function attempt(world: World, subscription: Stripe.Subscription, invoice: Stripe.Invoice): void {
  const before = { status: subscription.status }
  const clock = testClockOf(world, subscription.customer)
  collectInvoice(world, invoice, methodOf(world, subscription), 'off_session')
  if (invoice.status === 'paid') {
    afterPayment(world, invoice)
    return
  }
  if (planRetry(world, invoice, clock) === null) {
    endSubscription(world, subscription, 'payment_failed', [])
    return
  }
  if (subscription.status === 'past_due') return
  world.change('subscription', subscription, { status: 'past_due' })
  world.emit('customer.subscription.updated', subscription, before)
}

function activate(world: World, subscription: Stripe.Subscription): void {
  const before = { status: subscription.status }
  world.cancelPlan('subscription.expire', subscription.id)
  world.change('subscription', subscription, { status: 'active' })
  world.emit('customer.subscription.updated', subscription, before)
}

function goOn(world: World, subscription: Stripe.Subscription): void {
  activate(world, subscription)
  world.emit('customer.subscription.resumed', subscription)
  const { end } = currentPeriod(subscription)
  world.plan('subscription.renew', subscription.id, end, testClockOf(world, subscription.customer))
}

function beginPeriod(world: World, subscription: Stripe.Subscription, start: number): void {
  const end = periodEnd(subscription.billing_cycle_anchor, start, rhythmOf(subscription.items.data))
  const data = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: end,
  }))
  world.change('subscription', subscription, { items: { ...subscription.items, data } })
}

function bill(
  world: World,
  subscription: Stripe.Subscription,
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update',
  lines: ReturnType<typeof licensedLines>,
  period = { start: subscription.created, end: subscription.created },
): Stripe.Invoice {
  const order = {
    customer: idOf(subscription.customer),
    currency: subscription.currency,
    reason,
    lines,
    period,
    subscription,
  }
  const { pause_collection: paused } = subscription
  return paused ? invoiceWhilePaused(world, order, paused) : createInvoice(world, order)
}
