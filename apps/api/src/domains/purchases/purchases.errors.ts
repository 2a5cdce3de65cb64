import type { ClosedReason } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const purchasesErrors = {
  purchaseNotFound: () => notFound('purchase'),
  closed: (reason: ClosedReason, message: string, fields: { extension: string; workspaceId: string; wayOut: string }) =>
    new DomainError('payment_required', reason, message, { fields }),
  alreadyBought: (extension: string) =>
    new DomainError(
      'conflict',
      'already_purchased',
      `This workspace has ${extension} already. Change its seats or its cap, or cancel it before you buy another plan.`,
    ),
  seatsNotForPlan: () =>
    new DomainError('refused', 'seats_not_for_plan', 'This plan is for the whole workspace: it has no seats.', {
      issues: [{ path: '$.seats', message: 'Not for this plan' }],
    }),
  capNotForPlan: () =>
    new DomainError('refused', 'cap_not_for_plan', 'This plan costs the same however much is used: it has no cap.', {
      issues: [{ path: '$.capMinor', message: 'Not for this plan' }],
    }),
  capNeeded: () =>
    new DomainError(
      'invalid',
      'cap_required',
      'This plan is paid by use: say how much it may cost in a month at most.',
      {
        issues: [{ path: '$.capMinor', message: 'Required for this plan' }],
      },
    ),
  capTooLow: (amount: string) =>
    new DomainError('refused', 'cap_too_low', `A cap below ${amount} would not pay for a single use.`, {
      issues: [{ path: '$.capMinor', message: `At least ${amount}` }],
    }),
  notSwitchable: () =>
    new DomainError(
      'conflict',
      'plan_not_switchable',
      'Only a subscription can become another subscription of the same extension, in the same currency. Cancel this one, and buy the other.',
      { issues: [{ path: '$.price', message: 'Not a subscription that this one can become' }] },
    ),
  ending: () =>
    new DomainError(
      'conflict',
      'subscription_ending',
      'This subscription is cancelled. Keep it first, then change it.',
    ),
  notRunning: () =>
    new DomainError(
      'conflict',
      'subscription_not_running',
      'There is no running subscription to change. Buy it again.',
    ),
  nothingToKeep: () => new DomainError('conflict', 'subscription_not_ending', 'This subscription is not about to end.'),
  paidOnce: () =>
    new DomainError('conflict', 'paid_once', 'This was paid once and does not renew: there is nothing to cancel.'),
  notMetered: () => new DomainError('conflict', 'not_metered', 'This plan does not count what is used.'),
  nothingBought: () =>
    new DomainError('conflict', 'nothing_bought', 'You have not bought anything for this workspace yet.'),
}
