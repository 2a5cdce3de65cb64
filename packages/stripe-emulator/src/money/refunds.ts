import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { idOrNull, type World } from '../state/world.ts'
import { book } from './ledger.ts'
import { paymentMethodFor, testCardOf } from './payment-methods.ts'
import { reverseTransfer } from './transfers.ts'

export interface RefundOrder {
  readonly amount?: number
  readonly reason?: Stripe.Refund['reason']
  readonly metadata?: Stripe.Metadata
  /** Whether the transfer of a destination charge is taken back in proportion. */
  readonly transfer?: 'reverse' | 'keep'
}

/**
 * Gives back what a charge took, in whole or in part. Stripe's fee is not given back. Cards made for it have the refund
 * pend or fail a moment later.
 */
export function createRefund(world: World, charge: Stripe.Charge, order: RefundOrder): Stripe.Refund {
  const amount = requireRefundable(charge, order.amount)
  const id = newId('re')
  const behaviour = charge.payment_method
    ? testCardOf(paymentMethodFor(world, charge.payment_method)).refund
    : undefined
  // First, because it may be refused: then nothing was given back.
  const reversal = order.transfer === 'reverse' ? reverseShare(world, charge, { refund: id, amount }) : null
  const refund: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: bookRefund(world, id, amount, charge.currency),
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    customer: idOrNull(charge.customer),
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: order.metadata ?? {},
    payment_intent: idOrNull(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: order.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: behaviour === 'pends' ? 'pending' : 'succeeded',
    transfer_reversal: reversal,
  }
  world.put('refund', refund)
  countRefund(world, charge, amount)
  world.emit('refund.created', refund)
  world.emit('charge.refunded', charge)
  if (behaviour === 'fails') world.plan('refund.fail', id, world.now())
  if (behaviour === 'pends') world.plan('refund.succeed', id, world.now())
  return refund
}

/** The bank sends the money back: the amount returns to the balance, and the charge counts as not refunded. */
export function failRefund(world: World, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status === 'failed' || refund.status === 'canceled') {
    throw invalidRequest(`Refund ${refund.id} is ${refund.status} already.`)
  }
  const line = book(world, {
    type: 'refund_failure',
    category: 'refund_failure',
    amount: refund.amount,
    currency: refund.currency,
    source: refund.id,
    description: 'REFUND FAILURE',
  })
  world.change('refund', refund, {
    status: 'failed',
    failure_balance_transaction: line.id,
    failure_reason: 'expired_or_canceled_card',
  })
  countRefund(world, world.get('charge', idOrNull(refund.charge) ?? ''), -refund.amount)
  world.emit('refund.failed', refund)
  world.emit('charge.refund.updated', refund)
  return refund
}

export function completeRefund(world: World, refund: Stripe.Refund): Stripe.Refund {
  if (refund.status !== 'pending') return refund
  world.change('refund', refund, { status: 'succeeded' })
  world.emit('refund.updated', refund, { status: 'pending' })
  world.emit('charge.refund.updated', refund, { status: 'pending' })
  return refund
}

function requireRefundable(charge: Stripe.Charge, wanted: number | undefined): number {
  const rest = charge.amount - charge.amount_refunded
  if (!charge.paid) {
    throw invalidRequest(`Charge ${charge.id} failed; it cannot be refunded.`, { code: 'charge_not_refundable' })
  }
  if (charge.disputed) {
    throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    })
  }
  if (rest === 0) {
    throw invalidRequest(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  }
  const amount = wanted ?? rest
  if (amount < 1)
    throw invalidRequest('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' })
  if (amount > rest) {
    throw invalidRequest(`Refund amount (${amount}) is greater than unrefunded amount on charge (${rest})`, {
      param: 'amount',
    })
  }
  return amount
}

function bookRefund(world: World, source: string, amount: number, currency: string): string {
  return book(world, {
    type: 'refund',
    category: 'refund',
    amount: -amount,
    currency,
    source,
    description: 'REFUND FOR CHARGE',
  }).id
}

function countRefund(world: World, charge: Stripe.Charge, amount: number): void {
  const refunded = charge.amount_refunded + amount
  world.change('charge', charge, { amount_refunded: refunded, refunded: refunded === charge.amount })
}

/** Takes back of a destination charge's transfer the same part as the refund has of the charge. Answers the reversal's id. */
function reverseShare(
  world: World,
  charge: Stripe.Charge,
  { refund, amount: refunded }: { readonly refund: string; readonly amount: number },
): string {
  const transfer = charge.transfer && world.get('transfer', idOrNull(charge.transfer) ?? '')
  if (!transfer) {
    throw invalidRequest(`Charge ${charge.id} has no transfer that could be reversed.`, { param: 'reverse_transfer' })
  }
  const share = Math.round((transfer.amount * refunded) / charge.amount)
  const amount = Math.min(share, transfer.amount - transfer.amount_reversed)
  return reverseTransfer(world, transfer, { amount, refund }).id
}
