import type { Plan, Price, Workspace } from '@grantry/contract'
import { taxText } from '@grantry/contract/pricing-text'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { planSentence } from '../../components/billing/plan-facts.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Dialog } from '../../components/ui/dialog.tsx'
import { Field, Input, Select } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { billing } from '../../lib/billing.ts'
import { amountText, formatMoney, parseAmount, priceText } from '../../lib/money.ts'
import { fieldIssues } from '../../lib/problem.ts'
import { plansQuery } from '../../lib/queries/billing.queries.ts'
import { extensionQuery, serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { canManage } from '../../lib/workspace.ts'

const route = getRouteApi('/extensions/$id/buy')

/** Which plan, for which workspace; then the payment provider's page. */
export function BuyDialog() {
  const { id } = route.useParams()
  const { workspace: asked } = route.useSearch()
  const extension = useSuspenseQuery(extensionQuery(id)).data
  const workspaces = useSuspenseQuery(workspacesQuery).data.items.filter(canManage)
  const server = useSuspenseQuery(serverQuery).data
  const plans = useQuery(plansQuery(id))
  const navigate = useNavigate()
  const close = () =>
    void navigate({ to: '/extensions/$id', params: { id }, search: (search) => search, resetScroll: false })
  const offers = plans.data?.items.filter(({ state, kind }) => state === 'offered' && kind !== 'free') ?? []
  return (
    <Dialog title={`Buy ${extension.name}`} description="For everybody in one workspace." width="wide" onClose={close}>
      <div className="grid gap-5">
        <TestMode server={server} />
        {plans.isPending && (
          <Loading label="Loading plans">
            <SkeletonRows count={3} />
          </Loading>
        )}
        {plans.isLoadingError && <ProblemPanel error={plans.error} onRetry={() => void plans.refetch()} />}
        {plans.data && offers.length === 0 && <p className="text-ink-muted">Nothing of it is for sale.</p>}
        {offers.length > 0 && workspaces.length === 0 && (
          <p>
            Owners and admins of a workspace buy for it.{' '}
            <Link to="/workspaces" className="link">
              Make a workspace of your own
            </Link>{' '}
            first.
          </p>
        )}
        {offers.length > 0 && workspaces.length > 0 && <Order plans={offers} workspaces={workspaces} asked={asked} />}
      </div>
    </Dialog>
  )
}

interface Offer {
  plan: Plan
  price: Price
}

const offersOf = (plans: readonly Plan[]): Offer[] =>
  plans.flatMap((plan) =>
    plan.prices.filter(({ state }) => state === 'offered').map((price): Offer => ({ plan, price })),
  )

const FIELDS = ['price', 'seats', 'capMinor'] as const

interface OrderProps {
  plans: readonly Plan[]
  workspaces: readonly Workspace[]
  /** Id of the workspace that an address names. */
  asked: string | undefined
}

function Order({ plans, workspaces, asked }: OrderProps) {
  const offers = offersOf(plans)
  const [chosen, setChosen] = useState(offers[0]!.price.id)
  const [workspace, setWorkspace] = useState((workspaces.find(({ id }) => id === asked) ?? workspaces[0]!).id)
  const [seats, setSeats] = useState('')
  const [cap, setCap] = useState('')
  const { plan, price } = offers.find((offer) => offer.price.id === chosen) ?? offers[0]!
  const { currency } = price.amount
  const capMinor = parseAmount(cap, currency)
  const buy = useMutation({
    mutationFn: () =>
      billing.buy(workspace, {
        price: price.id,
        ...(plan.perSeat && seats.trim() !== '' && { seats: Number(seats) }),
        ...(plan.kind === 'metered' && capMinor !== null && { capMinor }),
      }),
    onSuccess: ({ checkoutUrl }) => {
      if (checkoutUrl !== null) location.assign(checkoutUrl)
    },
  })
  return (
    <div className="grid gap-5">
      <fieldset className="grid gap-2">
        <legend className="mb-1.5 text-sm font-medium">Plan</legend>
        {plans.map((offered) => (
          <PlanOffer key={offered.id} plan={offered} chosen={chosen} onChoose={setChosen} />
        ))}
      </fieldset>
      <Field label="Workspace">
        {(control) => (
          <Select
            {...control}
            value={workspace}
            onChange={({ target }) => setWorkspace(target.value as typeof workspace)}
          >
            {workspaces.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {plan.perSeat && (
        <Field
          label="Seats"
          hint="Left empty: as many as the workspace needs now. Viewers take none."
          errors={fieldIssues(buy.error, 'seats')}
        >
          {(control) => (
            <Input {...control} inputMode="numeric" value={seats} onChange={({ target }) => setSeats(target.value)} />
          )}
        </Field>
      )}
      {plan.kind === 'metered' && (
        <Field
          label={`At most a month, in ${currency.toUpperCase()}`}
          hint={`Calls that would cost more are refused. ${priceText(price, plan)}.`}
          errors={[
            ...(cap.trim() !== '' && capMinor === null
              ? [`An amount looks like ${amountText({ amountMinor: 1000, currency })}`]
              : []),
            ...fieldIssues(buy.error, 'capMinor'),
          ]}
        >
          {(control) => (
            <Input {...control} inputMode="decimal" value={cap} onChange={({ target }) => setCap(target.value)} />
          )}
        </Field>
      )}
      <FormProblem error={buy.error} fields={FIELDS} />
      <div className="flex flex-wrap items-center justify-end gap-3">
        <span className="text-sm text-ink-muted">You pay on the payment provider’s page.</span>
        <Button tone="primary" pending={buy.isPending} onClick={() => buy.mutate()}>
          {orderText({ plan, price }, seats)}
        </Button>
      </div>
    </div>
  )
}

/**
 * What the button takes: for seats the sum, once it is said how many. The tax that comes on top is known once the provider
 * knows where the buyer lives.
 */
function orderText({ plan, price: { amount, tax } }: Offer, seats: string): string {
  if (plan.trialDays > 0) return 'Begin the trial'
  if (plan.kind === 'metered') return 'Set up the payment'
  const count = plan.perSeat && /^[1-9]\d{0,4}$/.test(seats.trim()) ? Number(seats) : null
  const sum = formatMoney({ ...amount, amountMinor: amount.amountMinor * (count ?? 1) })
  const each = plan.perSeat && count === null ? 'a seat' : ''
  return ['Pay', sum, each, tax === 'exclusive' ? taxText(tax) : ''].filter(Boolean).join(' ')
}

interface PlanOfferProps {
  plan: Plan
  /** Id of a price. */
  chosen: string
  onChoose: (price: Price['id']) => void
}

const PlanOffer = ({ plan, chosen, onChoose }: PlanOfferProps) => (
  <div className="sheet grid gap-2 p-4 has-checked:border-accent">
    <p className="font-semibold">{plan.name}</p>
    {plan.description !== '' && <p>{plan.description}</p>}
    <p className="text-sm text-ink-muted">{planSentence(plan)}</p>
    {plan.prices
      .filter(({ state }) => state === 'offered')
      .map((price) => (
        <label key={price.id} className="flex w-fit items-center gap-2.5">
          <input
            type="radio"
            name="price"
            value={price.id}
            checked={price.id === chosen}
            onChange={() => onChoose(price.id)}
            className="size-4 accent-accent"
          />
          <span className="font-medium tabular-nums">{priceText(price, plan)}</span>
        </label>
      ))}
  </div>
)
