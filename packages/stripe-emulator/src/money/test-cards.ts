import { fingerprintOf } from '../state/ids.ts'

/** What a charge of a card comes to. */
export type ChargeOutcome =
  | { readonly kind: 'approve' }
  /** Approved only once the person has confirmed: always, or when the person is there to do so. */
  | { readonly kind: 'confirm'; readonly when: 'always' | 'on_session'; readonly afterwards?: Decline }
  | Decline

/** What the bank says no with. */
export interface Decline {
  readonly kind: 'decline'
  readonly code: string
  readonly declineCode: string
  readonly message: string
}

/** A card number that Stripe documents for tests, and how it behaves. */
export interface TestCard {
  readonly number: string
  readonly brand: 'visa' | 'mastercard'
  /** What `pm_card_…` and `tok_…` call it. */
  readonly alias: string
  /** What it shows, for the checkout page. */
  readonly says: string
  readonly outcome: ChargeOutcome
  /** Refuses to be saved as well. A card that does not, declines only when it is charged. */
  readonly refusesAttachment?: true
  readonly dispute?: 'fraudulent' | 'product_not_received'
  readonly refund?: 'fails' | 'pends'
  /** Charges are available at once. */
  readonly skipsPending?: true
}

const APPROVE: ChargeOutcome = { kind: 'approve' }

export const TEST_CARDS: readonly TestCard[] = [
  { number: '4242424242424242', brand: 'visa', alias: 'visa', says: 'succeeds', outcome: APPROVE },
  { number: '5555555555554444', brand: 'mastercard', alias: 'mastercard', says: 'succeeds', outcome: APPROVE },
  {
    number: '4000000000000077',
    brand: 'visa',
    alias: 'bypassPending',
    says: 'succeeds; the money is available at once',
    outcome: APPROVE,
    skipsPending: true,
  },
  {
    number: '4000000000000002',
    brand: 'visa',
    alias: 'chargeDeclined',
    says: 'is declined',
    outcome: decline('card_declined', 'generic_decline', 'Your card was declined.'),
    refusesAttachment: true,
  },
  {
    number: '4000000000009995',
    brand: 'visa',
    alias: 'chargeDeclinedInsufficientFunds',
    says: 'is declined: insufficient funds',
    outcome: decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
    refusesAttachment: true,
  },
  {
    number: '4000000000000069',
    brand: 'visa',
    alias: 'chargeDeclinedExpiredCard',
    says: 'is declined: expired',
    outcome: decline('expired_card', 'expired_card', 'Your card has expired.'),
    refusesAttachment: true,
  },
  {
    number: '4000000000000127',
    brand: 'visa',
    alias: 'chargeDeclinedIncorrectCvc',
    says: 'is declined: wrong security code',
    outcome: decline('incorrect_cvc', 'incorrect_cvc', "Your card's security code is incorrect."),
    refusesAttachment: true,
  },
  {
    number: '4000000000009987',
    brand: 'visa',
    alias: 'chargeDeclinedLostCard',
    says: 'is declined: lost',
    outcome: decline('card_declined', 'lost_card', 'Your card was declined.'),
    refusesAttachment: true,
  },
  {
    number: '4000000000009979',
    brand: 'visa',
    alias: 'chargeDeclinedStolenCard',
    says: 'is declined: stolen',
    outcome: decline('card_declined', 'stolen_card', 'Your card was declined.'),
    refusesAttachment: true,
  },
  {
    number: '4000000000000119',
    brand: 'visa',
    alias: 'chargeDeclinedProcessingError',
    says: 'is declined: processing error',
    outcome: decline(
      'processing_error',
      'processing_error',
      'An error occurred while processing your card. Try again in a little bit.',
    ),
    refusesAttachment: true,
  },
  {
    number: '4000000000000341',
    brand: 'visa',
    alias: 'chargeCustomerFail',
    says: 'can be saved, and is declined when charged',
    outcome: decline('card_declined', 'generic_decline', 'Your card was declined.'),
  },
  {
    number: '4000002500003155',
    brand: 'visa',
    alias: 'authenticationRequiredOnSetup',
    says: 'must be confirmed once; later charges succeed',
    outcome: { kind: 'confirm', when: 'on_session' },
  },
  {
    number: '4000002760003184',
    brand: 'visa',
    alias: 'authenticationRequired',
    says: 'must be confirmed for every charge',
    outcome: { kind: 'confirm', when: 'always' },
  },
  {
    number: '4000000000003220',
    brand: 'visa',
    alias: 'threeDSecure2Required',
    says: 'must be confirmed with 3-D Secure',
    outcome: { kind: 'confirm', when: 'always' },
  },
  {
    number: '4000008260003178',
    brand: 'visa',
    alias: 'authenticationRequiredChargeDeclinedInsufficientFunds',
    says: 'must be confirmed, and is then declined: insufficient funds',
    outcome: {
      kind: 'confirm',
      when: 'always',
      afterwards: decline('card_declined', 'insufficient_funds', 'Your card has insufficient funds.'),
    },
  },
  {
    number: '4000000000000259',
    brand: 'visa',
    alias: 'createDispute',
    says: 'succeeds, and is disputed as fraudulent',
    outcome: APPROVE,
    dispute: 'fraudulent',
  },
  {
    number: '4000000000002685',
    brand: 'visa',
    alias: 'createDisputeProductNotReceived',
    says: 'succeeds, and is disputed as not received',
    outcome: APPROVE,
    dispute: 'product_not_received',
  },
  {
    number: '4000000000007726',
    brand: 'visa',
    alias: 'pendingRefund',
    says: 'succeeds; a refund is pending first',
    outcome: APPROVE,
    refund: 'pends',
  },
  {
    number: '4000000000005126',
    brand: 'visa',
    alias: 'refundFail',
    says: 'succeeds; a refund fails afterwards',
    outcome: APPROVE,
    refund: 'fails',
  },
]

const BY_NUMBER = new Map(TEST_CARDS.map((card) => [card.number, card]))
const BY_FINGERPRINT = new Map(TEST_CARDS.map((card) => [fingerprintOf(card.number), card]))

export function findCardByNumber(number: string): TestCard | undefined {
  return BY_NUMBER.get(number.replace(/[\s-]/g, ''))
}

/** A card's behaviour is found again by the fingerprint of its payment method. */
export function findCardByFingerprint(fingerprint: string | null | undefined): TestCard | undefined {
  return BY_FINGERPRINT.get(fingerprint ?? '')
}

/** `pm_card_visa` or `tok_visa`; some also with the brand before what happens, `pm_card_visa_chargeDeclined`. */
export function findCardByAlias(token: string): TestCard | undefined {
  const alias = /^(?:pm_card|tok)_(?:visa_(?=.))?(.+)$/.exec(token)?.[1]
  return TEST_CARDS.find((card) => card.alias === alias)
}

function decline(code: string, declineCode: string, message: string): Decline {
  return { kind: 'decline', code, declineCode, message }
}
