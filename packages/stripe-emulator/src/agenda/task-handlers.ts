import { expireCheckout } from '../billing/checkout.ts'
import { collectAgain } from '../billing/pauses.ts'
import { endSubscription, expireSubscription, renewSubscription, retryInvoice } from '../billing/subscriptions.ts'
import { openDispute } from '../money/disputes.ts'
import { connectedAccount, payOutAvailable, settlePayout } from '../money/payouts.ts'
import { completeRefund, failRefund } from '../money/refunds.ts'
import { testCardOf } from '../money/payment-methods.ts'
import { DAY, type World } from '../state/world.ts'
import type { TaskName } from './task.ts'

/** @param subject - the id of what the task is about. */
export type TaskHandler = (world: World, subject: string) => void

/** What happens when the time of a task has come. What it is about may have changed since, or be gone. */
export const taskHandlers: Readonly<Record<Exclude<TaskName, 'test_clock.finish'>, TaskHandler>> = {
  'checkout.expire': (world, id) => {
    const session = world.find('checkout.session', id)
    if (session?.status === 'open') expireCheckout(world, session)
  },
  'dispute.open': (world, id) => {
    const charge = world.get('charge', id)
    const card = testCardOf(world.get('payment_method', charge.payment_method ?? ''))
    if (!charge.disputed && !charge.refunded) openDispute(world, charge, card.dispute ?? 'general')
  },
  'invoice.retry': (world, id) => retryInvoice(world, world.get('invoice', id)),
  'payout.automatic': (world, id) => {
    const account = world.find('account', id)
    if (!account) return
    payOutAvailable(world.as(id), account)
    world.plan('payout.automatic', id, world.now() + DAY)
  },
  'payout.settle': (world, id) => settlePayout(world, world.get('payout', id), connectedAccount(world)),
  'refund.fail': (world, id) => {
    const refund = world.get('refund', id)
    if (refund.status === 'succeeded') failRefund(world, refund)
  },
  'refund.succeed': (world, id) => {
    completeRefund(world, world.get('refund', id))
  },
  'subscription.cancel': (world, id) =>
    endSubscription(world, world.get('subscription', id), 'cancellation_requested', []),
  'subscription.collect': (world, id) => collectAgain(world, world.get('subscription', id)),
  'subscription.expire': (world, id) => expireSubscription(world, world.get('subscription', id)),
  'subscription.renew': (world, id) => renewSubscription(world, world.get('subscription', id)),
  'subscription.trial_will_end': (world, id) => {
    const subscription = world.get('subscription', id)
    if (subscription.status === 'trialing') world.emit('customer.subscription.trial_will_end', subscription)
  },
}
