import { useQuery } from '@tanstack/react-query'
import { PlanPrices, planSentence } from '../../components/billing/plan-facts.tsx'
import { ButtonLink } from '../../components/ui/button.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { plansQuery } from '../../lib/queries/billing.queries.ts'

/** The plans on offer, beside what the extension asks for. Nothing for one that is free. */
export function PricePanel({ id }: { id: string }) {
  const answer = useQuery(plansQuery(id))
  if (answer.isPending) return <Skeleton className="h-44 rounded-lg" />
  const plans = answer.data?.items.filter(({ state }) => state === 'offered') ?? []
  if (!plans.some(({ kind }) => kind !== 'free')) return null
  return (
    <section aria-labelledby="plans" className="sheet grid gap-4 p-4">
      <h2 id="plans" className="font-semibold">
        Plans
      </h2>
      <ul className="grid gap-3.5">
        {plans.map((plan) => (
          <li key={plan.id} className="grid gap-0.5">
            <h3 className="text-sm font-medium text-ink-muted">{plan.name}</h3>
            <PlanPrices plan={plan} />
            <p className="text-sm text-ink-muted">{planSentence(plan)}</p>
          </li>
        ))}
      </ul>
      <ButtonLink to="/extensions/$id/buy" params={{ id }} search={(search) => search} resetScroll={false}>
        Buy
      </ButtonLink>
    </section>
  )
}
