import type { Plan, Price } from '@grantry/contract'
import { notFound, usageError } from './cli.errors.ts'
import { priceText } from './money-text.ts'

/** The plan with this id or name, or else the only one. Throws not_found, or a usage error when several are meant. */
export function choosePlan(plans: readonly Plan[], named: string | undefined): Plan {
  const found = named === undefined ? plans : plans.filter(({ id, name }) => id === named || name === named)
  const [plan, ...others] = found
  if (plan === undefined)
    throw notFound(`There is no plan ${named ?? ''}`.trimEnd(), 'Run grantry plans list <extension>')
  if (others.length > 0)
    throw usageError(
      'Which plan?',
      `Add --plan with one of: ${found.map(({ id, name }) => `${name} (${id})`).join(', ')}`,
    )
  return plan
}

/** The price on offer with this interval and currency, or else the only one. Throws a usage error when several are meant. */
export function choosePrice(plan: Plan, { interval, currency }: { interval?: string; currency?: string }): Price {
  const found = plan.prices.filter(
    (price) =>
      price.state === 'offered' &&
      (interval === undefined || price.interval === interval) &&
      (currency === undefined || price.amount.currency === currency.toLowerCase()),
  )
  const [price, ...others] = found
  if (price === undefined) throw notFound(`${plan.name} has no such price`, `Run grantry plans list ${plan.extension}`)
  if (others.length > 0)
    throw usageError(
      'Which price?',
      `Add --interval or --currency: ${found.map((one) => priceText(one, plan)).join(', ')}`,
    )
  return price
}
