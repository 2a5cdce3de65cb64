import type { Stripe } from 'stripe'

import { testClockOf, type World } from '../state/world.ts'
import { draftInvoice, finalizeInvoice, giveInvoiceUp, voidInvoice } from './invoices.ts'
import type { InvoiceOrder } from './invoice-shape.ts'

/**
 * Collects no payments of a subscription for a while, or does again. The subscription itself goes on: it is renewed, and
 * its invoices are kept as drafts, void, or owed by nobody.
 */
export function pauseCollection(
  world: World,
  subscription: Stripe.Subscription,
  wanted: Stripe.Emptyable<Stripe.SubscriptionUpdateParams.PauseCollection>,
): void {
  world.cancelPlan('subscription.collect', subscription.id)
  if (!wanted) {
    world.change('subscription', subscription, { pause_collection: null })
    return
  }
  const { behavior, resumes_at: resumesAt = null } = wanted
  world.change('subscription', subscription, { pause_collection: { behavior, resumes_at: resumesAt } })
  if (resumesAt === null) return
  world.plan('subscription.collect', subscription.id, resumesAt, testClockOf(world, subscription.customer))
}

/** The time until which nothing was to be collected has come. */
export function collectAgain(world: World, subscription: Stripe.Subscription): void {
  const before = { pause_collection: subscription.pause_collection }
  if (before.pause_collection === null) return
  world.change('subscription', subscription, { pause_collection: null })
  world.emit('customer.subscription.updated', subscription, before)
}

/** Makes the invoice of a subscription whose collection is paused; nothing is tried to be collected. */
export function invoiceWhilePaused(
  world: World,
  order: InvoiceOrder,
  { behavior }: Stripe.Subscription.PauseCollection,
): Stripe.Invoice {
  const draft = draftInvoice(world, order)
  if (behavior === 'keep_as_draft') return world.change('invoice', draft, { auto_advance: false })
  const invoice = finalizeInvoice(world, draft)
  if (invoice.status !== 'open') return invoice
  return behavior === 'void' ? voidInvoice(world, invoice) : giveInvoiceUp(world, invoice)
}
