import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const earningsErrors = {
  chargeNotFound: () => notFound('charge'),
  payoutNotFound: () => notFound('payout'),
  nothingToRefund: () =>
    new DomainError('conflict', 'nothing_to_refund', 'Everything that was charged has been given back already.'),
  refundTooLarge: (leftMinor: bigint) =>
    new DomainError('invalid', 'refund_too_large', `Only ${leftMinor} (in the smallest unit) of this charge is left.`, {
      fields: { refundableMinor: Number(leftMinor) },
    }),
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
