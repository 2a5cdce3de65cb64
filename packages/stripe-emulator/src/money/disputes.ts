import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { DAY, idOf, idOrNull, type World } from '../state/world.ts'
import { book, DISPUTE_FEE } from './ledger.ts'

const DAYS_TO_ANSWER = 9

/**
 * The card holder's bank takes the money back, and a fee with it, until the dispute is decided.
 *
 * @param wanted what the bank takes back, at most what was charged, also of what was refunded in part; without it, what is left
 */
export function openDispute(world: World, charge: Stripe.Charge, reason: string, wanted?: number): Stripe.Dispute {
  if (charge.disputed) throw invalidRequest(`Charge ${charge.id} is disputed already.`)
  if (!charge.paid || charge.refunded) throw invalidRequest(`Charge ${charge.id} took nothing that could be disputed.`)
  const id = newId('du')
  const amount = requireCharged(charge, wanted ?? charge.amount - charge.amount_refunded)
  const line = book(world, {
    type: 'adjustment',
    category: 'dispute',
    amount: -amount,
    currency: charge.currency,
    source: id,
    description: `Chargeback withdrawal for ${charge.id}`,
    fees: [{ type: 'stripe_fee', amount: DISPUTE_FEE }],
  })
  const dispute = {
    id,
    object: 'dispute',
    amount,
    balance_transactions: [line],
    charge: charge.id,
    created: world.now(),
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: world.now() + DAYS_TO_ANSWER * DAY,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: idOrNull(charge.payment_intent),
    payment_method_details: {
      type: 'card',
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '83' },
    },
    reason,
    status: 'needs_response',
  } satisfies Stripe.Dispute
  world.put('dispute', dispute)
  world.change('charge', charge, { disputed: true })
  world.emit('charge.dispute.created', dispute)
  world.emit('charge.dispute.funds_withdrawn', dispute)
  return dispute
}

function requireCharged(charge: Stripe.Charge, amount: number): number {
  if (Number.isSafeInteger(amount) && amount > 0 && amount <= charge.amount) return amount
  throw invalidRequest(`A dispute of ${charge.id} takes 1 to ${charge.amount}, and not ${amount}.`, { param: 'amount' })
}

/** The bank decides. A dispute that is won gives the money back; the fee is kept either way. */
export function decideDispute(world: World, dispute: Stripe.Dispute, verdict: 'won' | 'lost'): Stripe.Dispute {
  if (dispute.status === 'won' || dispute.status === 'lost') {
    throw invalidRequest(`This dispute is already closed: ${dispute.status}.`, { code: 'dispute_already_closed' })
  }
  const before = { status: dispute.status }
  world.change('dispute', dispute, { status: verdict })
  if (verdict === 'won') {
    world.change('dispute', dispute, {
      balance_transactions: [...dispute.balance_transactions, giveBack(world, dispute)],
    })
    world.emit('charge.dispute.funds_reinstated', dispute)
  }
  world.emit('charge.dispute.updated', dispute, before)
  world.emit('charge.dispute.closed', dispute)
  return dispute
}

export function submitEvidence(
  world: World,
  dispute: Stripe.Dispute,
  evidence: Partial<Stripe.Dispute.Evidence>,
  step: 'stage' | 'submit',
): Stripe.Dispute {
  if (dispute.status !== 'needs_response') {
    throw invalidRequest(`This dispute is ${dispute.status}; evidence can no longer be given.`)
  }
  world.change('dispute', dispute, {
    evidence: { ...dispute.evidence, ...evidence },
    evidence_details: {
      ...dispute.evidence_details,
      has_evidence: true,
      submission_count: dispute.evidence_details.submission_count + (step === 'submit' ? 1 : 0),
      submission_method: step === 'submit' ? 'manual' : dispute.evidence_details.submission_method,
    },
    status: step === 'submit' ? 'under_review' : dispute.status,
  })
  world.emit('charge.dispute.updated', dispute)
  return dispute
}

function giveBack(world: World, dispute: Stripe.Dispute): Stripe.BalanceTransaction {
  return book(world, {
    type: 'adjustment',
    category: 'dispute_reversal',
    amount: dispute.amount,
    currency: dispute.currency,
    source: dispute.id,
    description: `Chargeback reversal for ${idOf(dispute.charge)}`,
  })
}

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
}
