import type { Plan } from '@grantry/contract'
import { pricedBy } from '@grantry/contract/pricing-text'
import { readerLocale } from '../../lib/locale.ts'
import { formatMoney } from '../../lib/money.ts'

/** What a plan costs, one line for each price on offer. */
export function PlanPrices({ plan }: { plan: Plan }) {
  const prices = plan.prices.filter(({ state }) => state === 'offered')
  if (plan.kind === 'free') return <p className="text-md font-semibold">Free</p>
  return (
    <ul className="grid gap-0.5">
      {prices.map(({ id, amount, interval, tax }) => (
        <li key={id}>
          <span className="text-md font-semibold tabular-nums">{formatMoney(amount)}</span>{' '}
          <span className="text-ink-muted">
            {pricedBy({ interval, perSeat: plan.perSeat, meter: plan.meter, tax }, readerLocale())}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** How a plan is paid, in a sentence. */
export const planSentence = ({ kind, perSeat, trialDays }: Pick<Plan, 'kind' | 'perSeat' | 'trialDays'>): string =>
  [
    {
      free: 'Costs nothing.',
      one_time: 'Paid once, kept for good.',
      subscription: 'Renews until it is cancelled.',
      metered: 'Paid by use at the end of each month, up to the most that you allow.',
    }[kind],
    perSeat ? 'Each member who may call it needs a seat.' : '',
    trialDays > 0 ? `The first ${trialDays} days are free.` : '',
  ]
    .filter(Boolean)
    .join(' ')
