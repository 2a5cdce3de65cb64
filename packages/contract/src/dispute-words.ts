/*
 * What an answer to a dispute consists of, as people read it. Without a schema, so that pages can have it
 * (`@grantry/contract/dispute-words`).
 */

/** What can be said in an answer, each with what a bank wants to read there. */
export const DISPUTE_TEXTS = {
  productDescription: 'What was sold',
  customerName: 'The buyer’s name',
  customerEmail: 'The buyer’s e-mail address',
  serviceDate: 'When the buyer could first use it',
  accessLog: 'When and from where the buyer used it',
  refundPolicyShown: 'How the buyer was shown the refund policy',
  refundRefusal: 'Why no refund is due',
  cancellationPolicyShown: 'How the buyer was shown how to cancel',
  cancellationRebuttal: 'Why the subscription was not cancelled',
  duplicateExplanation: 'How it differs from the payment it is taken for',
  more: 'Anything else',
} as const
export type DisputeText = keyof typeof DISPUTE_TEXTS

/** Documents of an answer; one of each. */
export const DISPUTE_FILES = {
  receipt: 'Receipt',
  serviceDocumentation: 'Proof that it could be used',
  customerCommunication: 'What was written with the buyer',
  refundPolicy: 'Refund policy',
  cancellationPolicy: 'Terms of cancelling',
  duplicateDocumentation: 'The payment it is taken for',
  more: 'Another document',
} as const
export type DisputeFile = keyof typeof DISPUTE_FILES
