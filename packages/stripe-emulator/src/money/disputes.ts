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
  requireDisputable(charge)
  const dispute = newDispute(world, charge, reason, requireCharged(charge, wanted ?? leftOf(charge)))
  world.put('dispute', { ...dispute, balance_transactions: [takeBack(world, dispute)] })
  world.change('charge', charge, { disputed: true })
  const opened = world.get('dispute', dispute.id)
  world.emit('charge.dispute.created', opened)
  world.emit('charge.dispute.funds_withdrawn', opened)
  return opened
}

/** The card holder's bank asks what a charge was for. It takes nothing yet, and the charge can be refunded. */
export function openInquiry(world: World, charge: Stripe.Charge, reason: string): Stripe.Dispute {
  requireDisputable(charge)
  const dispute = {
    ...newDispute(world, charge, reason, leftOf(charge)),
    is_charge_refundable: true,
    payment_method_details: cardOf('inquiry'),
    status: 'warning_needs_response' as const,
  }
  world.put('dispute', dispute)
  world.emit('charge.dispute.created', dispute)
  return dispute
}

/** The bank of an inquiry takes the money back after all. */
export function escalateInquiry(world: World, dispute: Stripe.Dispute): Stripe.Dispute {
  if (!isInquiry(dispute)) throw invalidRequest(`This dispute is ${dispute.status}, and no inquiry.`)
  const charge = world.get('charge', idOf(dispute.charge))
  requireDisputable(charge)
  const before = { status: dispute.status }
  world.change('dispute', dispute, {
    balance_transactions: [takeBack(world, dispute)],
    is_charge_refundable: false,
    payment_method_details: cardOf('chargeback'),
    status: 'needs_response',
  })
  world.change('charge', charge, { disputed: true })
  world.emit('charge.dispute.updated', dispute, before)
  world.emit('charge.dispute.funds_withdrawn', dispute)
  return dispute
}

/** Whether the bank only asks, and goes on asking. */
export const isInquiry = ({ status }: Stripe.Dispute): boolean =>
  status === 'warning_needs_response' || status === 'warning_under_review'

function requireDisputable(charge: Stripe.Charge): void {
  if (charge.disputed) throw invalidRequest(`Charge ${charge.id} is disputed already.`)
  if (!charge.paid || charge.refunded) throw invalidRequest(`Charge ${charge.id} took nothing that could be disputed.`)
}

const leftOf = (charge: Stripe.Charge): number => charge.amount - charge.amount_refunded

const takeBack = (world: World, { id, amount, currency, charge }: Stripe.Dispute): Stripe.BalanceTransaction =>
  book(world, {
    type: 'adjustment',
    category: 'dispute',
    amount: -amount,
    currency,
    source: id,
    description: `Chargeback withdrawal for ${idOf(charge)}`,
    fees: [{ type: 'stripe_fee', amount: DISPUTE_FEE }],
  })

const cardOf = (caseType: 'chargeback' | 'inquiry'): Stripe.Dispute['payment_method_details'] => ({
  type: 'card',
  card: { brand: 'visa', case_type: caseType, network: 'visa', network_reason_code: '83' },
})

function newDispute(world: World, charge: Stripe.Charge, reason: string, amount: number): Stripe.Dispute {
  return {
    id: newId('du'),
    object: 'dispute',
    amount,
    balance_transactions: [],
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
    payment_method_details: cardOf('chargeback'),
    reason,
    status: 'needs_response',
  }
}

function requireCharged(charge: Stripe.Charge, amount: number): number {
  if (Number.isSafeInteger(amount) && amount > 0 && amount <= charge.amount) return amount
  throw invalidRequest(`A dispute of ${charge.id} takes 1 to ${charge.amount}, and not ${amount}.`, { param: 'amount' })
}

/** The bank decides. A dispute that is won gives the money back; the fee is kept either way. An inquiry can only be let go. */
export function decideDispute(world: World, dispute: Stripe.Dispute, verdict: 'won' | 'lost'): Stripe.Dispute {
  if (CLOSED.has(dispute.status)) {
    throw invalidRequest(`This dispute is already closed: ${dispute.status}.`, { code: 'dispute_already_closed' })
  }
  if (isInquiry(dispute)) return closeInquiry(world, dispute, verdict)
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

const CLOSED: ReadonlySet<string> = new Set(['won', 'lost', 'warning_closed'])

function closeInquiry(world: World, dispute: Stripe.Dispute, verdict: 'won' | 'lost'): Stripe.Dispute {
  if (verdict === 'lost')
    throw invalidRequest('An inquiry has taken nothing that could be lost. Refund its charge instead.')
  const before = { status: dispute.status }
  world.change('dispute', dispute, { status: 'warning_closed' })
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
  const { status } = dispute
  if (status !== 'needs_response' && status !== 'warning_needs_response') {
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
    status: step === 'stage' ? status : status === 'needs_response' ? 'under_review' : 'warning_under_review',
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
