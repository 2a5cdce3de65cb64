import type { BillingInterval, PricingSummary } from '@grantry/contract'

/** What the summary depends on: plans in the order they were made, with their prices on offer. */
export interface PricedPlan {
  state: 'offered' | 'archived'
  costs: 'nothing' | 'something'
  trialDays: number
  perSeat: boolean
  meter: NonNullable<PricingSummary['from']>['meter']
  prices: readonly Pick<NonNullable<PricingSummary['from']>, 'amount' | 'interval' | 'tax'>[]
}

type From = NonNullable<PricingSummary['from']>

/** What the store shows of the plans of an extension, and filters by. */
export function pricingOf(plans: readonly PricedPlan[]): PricingSummary {
  const offered = plans.filter(({ state }) => state === 'offered')
  const paid = offered.filter(({ costs }) => costs === 'something')
  return {
    model: modelOf(plans, { free: offered.length > paid.length, paid: paid.length > 0 }),
    from: lowest(
      paid.flatMap(({ prices, perSeat, meter }) =>
        prices.map((price) => ({ ...price, perSeat, meter, several: false })),
      ),
    ),
    trialDays: Math.max(0, ...paid.map(({ trialDays }) => trialDays)),
  }
}

/** What once cost something does not become free by being taken off offer. */
function modelOf(plans: readonly PricedPlan[], offers: { free: boolean; paid: boolean }): PricingSummary['model'] {
  if (offers.paid) return offers.free ? 'freemium' : 'paid'
  return offers.free || plans.every(({ costs }) => costs === 'nothing') ? 'free' : 'unavailable'
}

/** In the currency of the first price: amounts of two currencies do not compare. */
function lowest(prices: readonly From[]): From | null {
  const currency = prices[0]?.amount.currency
  const comparable = prices.filter(({ amount }) => amount.currency === currency)
  const least = comparable.reduce<From | null>(
    (lowest, price) => (lowest === null || weight(price) < weight(lowest) ? price : lowest),
    null,
  )
  return least && { ...least, several: comparable.length > 1 }
}

/** A year counts by the month. */
const weight = ({ amount, interval }: From): number => amount.amountMinor / MONTHS[interval ?? 'month']
const MONTHS: Record<BillingInterval, number> = { month: 1, year: 12 }
