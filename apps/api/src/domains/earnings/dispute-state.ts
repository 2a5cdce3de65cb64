import type { DisputeState } from './disputes.repository.ts'

/** The provider's word for a bank that only asks: it has taken nothing. */
const INQUIRY = 'warning_'

/** By the status that the provider gives a dispute. */
export const isInquiry = (providerStatus: string): boolean => providerStatus.startsWith(INQUIRY)

/** Each of the provider's words for a dispute that is at its end; by any other one the bank has not decided. */
const DECIDED: Readonly<Record<string, DisputeState>> = {
  won: 'won',
  warning_closed: 'won',
  lost: 'lost',
  // The bank and the provider agreed before it came to a dispute: what was taken stays with the card holder.
  prevented: 'lost',
  // What was lost stays taken for as long as it is fought over again.
  appeal_needs_response: 'lost',
  appeal_under_review: 'lost',
}

/** Where the money of a dispute is, by the status that the provider gives it. */
export const disputeStateOf = (providerStatus: string): DisputeState => DECIDED[providerStatus] ?? 'open'
