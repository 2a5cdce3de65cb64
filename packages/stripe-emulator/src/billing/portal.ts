import type { Stripe } from 'stripe'

import { attachPaymentMethod, createCardMethod } from '../money/payment-methods.ts'
import type { TestCard } from '../money/test-cards.ts'
import { changedFields, testClockOf, type World } from '../state/world.ts'
import { currentPeriod } from './subscriptions.ts'

/** A customer changes the card that pays for everything from now on. */
export function useCard(world: World, customer: Stripe.Customer, card: TestCard): void {
  const method = attachPaymentMethod(world, createCardMethod(world, card, customer).id, customer.id)
  world.change('customer', customer, {
    invoice_settings: { ...customer.invoice_settings, default_payment_method: method.id },
  })
  world.emit('customer.updated', customer)
  for (const subscription of world.list('subscription')) {
    if (subscription.customer !== customer.id || subscription.ended_at !== null) continue
    world.change('subscription', subscription, { default_payment_method: method.id })
    world.emit('customer.subscription.updated', subscription)
  }
}

/** A customer cancels with the end of the period that is paid, or keeps the subscription after all. */
export function cancelAtPeriodEnd(world: World, subscription: Stripe.Subscription, act: 'cancel' | 'keep'): void {
  const before = { ...subscription }
  world.change('subscription', subscription, endWithPeriod(world, subscription, act))
  world.emit('customer.subscription.updated', subscription, changedFields(before, subscription))
}

/** The fields of a subscription that is to end with its period, or no longer is. */
export function endWithPeriod(
  world: World,
  subscription: Stripe.Subscription,
  act: 'cancel' | 'keep',
): Partial<Stripe.Subscription> {
  world.cancelPlan('subscription.cancel', subscription.id)
  if (act === 'keep') return { cancel_at_period_end: false, cancel_at: null, canceled_at: null }
  return {
    cancel_at_period_end: true,
    cancel_at: currentPeriod(subscription).end,
    canceled_at: world.now(testClockOf(world, subscription.customer)),
  }
}
