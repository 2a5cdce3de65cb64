import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { Section } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { useTitle } from '../../components/ui/use-page.ts'
import { shelvesQuery } from '../../lib/queries/catalogue.queries.ts'
import { curationApi, featuredQuery } from '../../lib/queries/curation.queries.ts'
import { FeatureForm } from './feature-form.tsx'
import { FeaturedRow } from './featured-row.tsx'

/** What stands in front of the store, in which order and until when. */
export function AdminFrontPage() {
  const { items } = useSuspenseQuery(featuredQuery).data
  const refresh = useRefreshFront()
  useTitle('Front of the store')
  const order = useMutation({
    mutationFn: (extensions: string[]) => curationApi.orderFeatured(extensions),
    onSuccess: async () => {
      toast('The order is changed')
      await refresh()
    },
  })
  /** Changes places with the next one. */
  const swap = (index: number) => {
    const ids: string[] = items.map(({ extension }) => extension)
    order.mutate([...ids.slice(0, index), ...ids.slice(index, index + 2).toReversed(), ...ids.slice(index + 2)])
  }
  return (
    <>
      <Section title="Put something in front">
        <FeatureForm onDone={refresh} />
      </Section>
      <Section title="In front of the store">
        <FormProblem error={order.error} fields={[]} />
        {items.length === 0 ? (
          <EmptyState icon={<Sparkles />} title="Nothing stands in front">
            The home page begins with what is installed most.
          </EmptyState>
        ) : (
          <ol className="sheet divide-y divide-line">
            {items.map((item, index) => (
              <FeaturedRow
                key={item.extension}
                item={item}
                onUp={index > 0 ? () => swap(index - 1) : null}
                onDown={index < items.length - 1 ? () => swap(index) : null}
                onDone={refresh}
              />
            ))}
          </ol>
        )}
      </Section>
    </>
  )
}

function useRefreshFront(): () => Promise<unknown> {
  const queryClient = useQueryClient()
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: featuredQuery.queryKey }),
      queryClient.invalidateQueries({ queryKey: shelvesQuery.queryKey }),
    ])
}
