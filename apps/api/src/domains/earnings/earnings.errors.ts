import { formatMoney, type Money } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const earningsErrors = {
  chargeNotFound: () => notFound('charge'),
  disputeNotFound: () => notFound('dispute'),
  disputeNotAnswerable: () =>
    new DomainError('conflict', 'dispute_not_answerable', 'This dispute takes no answer: it has one, or is decided.'),
  disputeAnswerChanged: () =>
    new DomainError(
      'conflict',
      'dispute_answer_changed',
      'Somebody else has changed the draft meanwhile. Look at it again first.',
    ),
  disputeAnswerEmpty: () =>
    new DomainError(
      'conflict',
      'dispute_answer_empty',
      'Say something before you submit: a bank reads one answer only.',
    ),
  disputeClosed: () => new DomainError('conflict', 'dispute_closed', 'This dispute is decided already.'),
  nothingToGiveUp: () =>
    new DomainError(
      'conflict',
      'dispute_is_inquiry',
      'The bank only asks, and has taken nothing that could be given up. Refund the charge instead, or answer.',
    ),
  disputeFileUnreadable: () =>
    new DomainError('refused', 'dispute_file_unreadable', 'Banks read PDF, PNG and JPEG. This is none of them.'),
  disputeFilesTooLarge: () =>
    new DomainError('too_large', 'dispute_files_too_large', 'The documents of an answer may have 4.5 MB together.'),
  payoutNotFound: () => notFound('payout'),
  troubleNotFound: () => notFound('trouble'),
  notRetryable: (kind: string) =>
    new DomainError(
      'conflict',
      'trouble_not_retryable',
      `${kind} is not tried again from here: whoever asked for it can ask again.`,
    ),
  nothingToRefund: () =>
    new DomainError('conflict', 'nothing_to_refund', 'Everything that was charged has been given back already.'),
  refundTooLarge: (left: Money) =>
    new DomainError('invalid', 'refund_too_large', `Only ${formatMoney(left)} of this charge is left to give back.`, {
      issues: [{ path: '$.amountMinor', message: `At most ${formatMoney(left)}` }],
      fields: { refundableMinor: left.amountMinor },
    }),
  chargeChanged: (left: Money) =>
    new DomainError(
      'conflict',
      'charge_changed',
      `Something of this charge has been given back meanwhile; ${formatMoney(left)} is left. Look at its refunds before you give back more.`,
      { fields: { refundableMinor: left.amountMinor } },
    ),
  chargeDisputed: () =>
    new DomainError(
      'conflict',
      'charge_disputed',
      'The card holder’s bank has this charge: it cannot be refunded while it is disputed.',
    ),
  notOnboarded: () =>
    new DomainError(
      'conflict',
      'payout_account_missing',
      'This publisher has no account for payouts yet. Set it up first.',
    ),
  payoutsNotEnabled: () =>
    new DomainError(
      'conflict',
      'payouts_not_enabled',
      'The payment provider does not pay out to this account yet. See what it still wants to know.',
    ),
}
