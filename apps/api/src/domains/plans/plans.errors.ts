import { PLAN_LIMITS } from '@grantry/contract'
import { DomainError, notFound } from '../../kernel/domain-error.ts'

export const plansErrors = {
  extensionNotFound: () => notFound('extension'),
  planNotFound: () => notFound('plan'),
  priceNotFound: () => notFound('price'),
  tooMany: () =>
    new DomainError(
      'conflict',
      'too_many_plans',
      `An extension has at most ${PLAN_LIMITS.plansPerExtension} plans on offer. Archive one first.`,
    ),
  secondFree: () =>
    new DomainError('conflict', 'free_plan_exists', 'There is a free plan on offer already. Archive it first.'),
  archived: () =>
    new DomainError('conflict', 'plan_archived', 'This plan is archived. Offer it again before you change its prices.'),
  priceNotForPlan: (what: string) =>
    new DomainError('refused', 'price_not_for_plan', `A price of this plan ${what}.`, {
      issues: [{ path: '$.interval', message: `A price of this plan ${what}` }],
    }),
  tooManyPrices: () =>
    new DomainError('conflict', 'too_many_prices', `A plan has at most ${PLAN_LIMITS.pricesPerPlan} prices on offer.`),
  lastPrice: () =>
    new DomainError(
      'conflict',
      'last_price',
      'This is the last price of the plan. Set another one first, or archive the plan.',
    ),
}
