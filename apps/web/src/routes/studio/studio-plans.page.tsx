import type { Plan } from '@grantry/contract'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Plus, Tag } from 'lucide-react'
import { useState } from 'react'
import { PlanPrices, planSentence } from '../../components/billing/plan-facts.tsx'
import { TestMode } from '../../components/billing/test-mode.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { ConfirmDialog } from '../../components/ui/confirm-dialog.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Field, Select } from '../../components/ui/field.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { toast } from '../../components/ui/toast.ts'
import { useTitle } from '../../components/ui/use-page.ts'
import { billing } from '../../lib/billing.ts'
import { useIsOwner } from '../../lib/me.ts'
import { publisherPlansQuery, refreshPlans } from '../../lib/queries/billing.queries.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { publisherExtensionsQuery } from '../../lib/queries/publishers.queries.ts'
import { PlanDialog } from './plan.dialog.tsx'
import { PriceDialog } from './price.dialog.tsx'

const route = getRouteApi('/signed-in/studio/$slug/parts/plans')

/** What the extensions of a publisher cost. */
export function StudioPlansPage() {
  const { slug } = route.useParams()
  const { extension: asked } = route.useSearch()
  const navigate = useNavigate()
  const extensions = useSuspenseQuery(publisherExtensionsQuery(slug)).data
  const extension = asked ?? extensions[0]?.extension
  const isOwner = useIsOwner(slug)
  const [creating, setCreating] = useState(false)
  useTitle('Plans')
  return (
    <div className="grid gap-5">
      <h2 className="sr-only">Plans</h2>
      <TestMode server={useSuspenseQuery(serverQuery).data} />
      {extension === undefined ? (
        <EmptyState icon={<Tag />} title="Nothing to sell yet">
          Upload a version first; then say here what its extension costs.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-end justify-between gap-3">
            <Field label="Extension">
              {(control) => (
                <Select
                  {...control}
                  value={extension}
                  onChange={({ target }) => void navigate({ to: '.', search: { extension: target.value } })}
                >
                  {extensions.map(({ extension: id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {isOwner && (
              <Button tone="primary" onClick={() => setCreating(true)}>
                <Plus aria-hidden="true" />
                New plan
              </Button>
            )}
          </div>
          {!isOwner && <p className="text-ink-muted">Owners of the publisher make plans and set their prices.</p>}
          <Plans slug={slug} extension={extension} />
          {creating && <PlanDialog slug={slug} extension={extension} onClose={() => setCreating(false)} />}
        </>
      )}
    </div>
  )
}

function Plans({ slug, extension }: { slug: string; extension: string }) {
  const plans = useQuery(publisherPlansQuery(slug, extension))
  if (plans.isPending) {
    return (
      <Loading label="Loading plans">
        <SkeletonRows count={2} className="h-28 rounded-lg" />
      </Loading>
    )
  }
  if (plans.isLoadingError) return <ProblemPanel error={plans.error} onRetry={() => void plans.refetch()} />
  if (plans.data.items.length === 0) {
    return (
      <EmptyState icon={<Tag />} title="It is free">
        An extension without plans costs nothing. With the first plan that costs something, those who want it must buy
        it; workspaces that have it already are asked to.
      </EmptyState>
    )
  }
  return (
    <ul aria-label="Plans" className="grid gap-3">
      {plans.data.items.map((plan) => (
        <PlanCard key={plan.id} slug={slug} plan={plan} />
      ))}
    </ul>
  )
}

function PlanCard({ slug, plan }: { slug: string; plan: Plan }) {
  const [open, setOpen] = useState<'price' | 'archive' | null>(null)
  const isOwner = useIsOwner(slug)
  const queryClient = useQueryClient()
  const isOffered = plan.state === 'offered'
  const change = useMutation({
    mutationFn: () => billing.updatePlan(slug, plan.extension, plan.id, { state: isOffered ? 'archived' : 'offered' }),
    onSuccess: async () => {
      setOpen(null)
      await refreshPlans(queryClient, slug, plan.extension)
      toast(isOffered ? `${plan.name} is archived` : `${plan.name} is on offer again`)
    },
  })
  return (
    <li className="sheet flex flex-wrap items-start justify-between gap-x-6 gap-y-3 p-4">
      <div className="grid gap-1">
        <h3 className="flex flex-wrap items-center gap-2 text-md font-semibold">
          {plan.name}
          {!isOffered && <Badge>Archived</Badge>}
        </h3>
        {plan.description !== '' && <p>{plan.description}</p>}
        <PlanPrices plan={plan} />
        <p className="text-sm text-ink-muted">{planSentence(plan)}</p>
        {!isOffered && <FormProblem error={change.error} fields={[]} />}
      </div>
      {isOwner && (
        <div className="flex flex-wrap gap-2">
          {isOffered && plan.kind !== 'free' && (
            <Button size="small" onClick={() => setOpen('price')}>
              Set a price…
            </Button>
          )}
          {isOffered ? (
            <Button size="small" onClick={() => setOpen('archive')}>
              Archive…
            </Button>
          ) : (
            <Button size="small" pending={change.isPending} onClick={() => change.mutate()}>
              Offer it again
            </Button>
          )}
        </div>
      )}
      {open === 'price' && <PriceDialog slug={slug} plan={plan} onClose={() => setOpen(null)} />}
      {open === 'archive' && (
        <ConfirmDialog
          title={`Archive ${plan.name}?`}
          confirm="Archive the plan"
          pending={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate()}
          onClose={() => setOpen(null)}
        >
          Nobody can buy it any more. Who has bought it keeps it, and its subscriptions renew.
        </ConfirmDialog>
      )}
    </li>
  )
}
