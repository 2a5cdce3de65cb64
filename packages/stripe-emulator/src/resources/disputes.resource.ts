import type { Stripe } from 'stripe'

import { decideDispute, submitEvidence } from '../money/disputes.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { mergeMetadata, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface DisputeCalls {
  'GET /v1/disputes': Call<
    Stripe.DisputeListParams,
    Paging | 'charge' | 'created' | 'payment_intent',
    Stripe.ApiList<Stripe.Dispute>
  >
  'GET /v1/disputes/:id': Call<Stripe.DisputeRetrieveParams, never, Stripe.Dispute>
  'POST /v1/disputes/:id': Call<
    Stripe.DisputeUpdateParams,
    | 'evidence.access_activity_log'
    | 'evidence.cancellation_policy'
    | 'evidence.cancellation_policy_disclosure'
    | 'evidence.cancellation_rebuttal'
    | 'evidence.customer_communication'
    | 'evidence.customer_email_address'
    | 'evidence.customer_name'
    | 'evidence.duplicate_charge_documentation'
    | 'evidence.duplicate_charge_explanation'
    | 'evidence.product_description'
    | 'evidence.receipt'
    | 'evidence.refund_policy'
    | 'evidence.refund_policy_disclosure'
    | 'evidence.refund_refusal_explanation'
    | 'evidence.service_date'
    | 'evidence.service_documentation'
    | 'evidence.uncategorized_file'
    | 'evidence.uncategorized_text'
    | 'metadata'
    | 'submit',
    Stripe.Dispute
  >
  'POST /v1/disputes/:id/close': Call<Stripe.DisputeCloseParams, never, Stripe.Dispute>
}

/** What Stripe documents for tests: evidence that says how the dispute ends. */
const VERDICTS: Readonly<Record<string, 'won' | 'lost'>> = { winning_evidence: 'won', losing_evidence: 'lost' }

export const disputeRoutes = {
  'GET /v1/disputes': ({ world, params }) =>
    pageOf(
      world
        .list('dispute')
        .filter(
          (dispute) =>
            isWithin(dispute.created, params.created) &&
            (params.charge === undefined || dispute.charge === params.charge) &&
            (params.payment_intent === undefined || dispute.payment_intent === params.payment_intent),
        ),
      params,
      '/v1/disputes',
      'dispute',
    ),
  'GET /v1/disputes/:id': ({ world, path }) => world.get('dispute', path.id),
  'POST /v1/disputes/:id': ({ world, params, path }) => {
    const dispute = world.get('dispute', path.id)
    world.change('dispute', dispute, { metadata: mergeMetadata(dispute.metadata, params.metadata) })
    if (!params.evidence) return dispute
    requireFiles(world, params.evidence)
    // Stripe submits unless it is told only to keep what was given.
    const step = params.submit === false ? 'stage' : 'submit'
    submitEvidence(world, dispute, params.evidence as Partial<Stripe.Dispute.Evidence>, step)
    const verdict = VERDICTS[params.evidence.uncategorized_text ?? '']
    return verdict && step === 'submit' ? decideDispute(world, dispute, verdict) : dispute
  },
  'POST /v1/disputes/:id/close': ({ world, path }) => decideDispute(world, world.get('dispute', path.id), 'lost'),
} satisfies Partial<Routes>

const FILES = [
  'cancellation_policy',
  'customer_communication',
  'duplicate_charge_documentation',
  'receipt',
  'refund_policy',
  'service_documentation',
  'uncategorized_file',
] as const

function requireFiles(world: World, evidence: Stripe.DisputeUpdateParams.Evidence): void {
  for (const name of FILES) {
    const id = evidence[name]
    if (id !== undefined) world.get('file', id, `evidence[${name}]`)
  }
}
