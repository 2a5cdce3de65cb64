import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { FormProblem } from '../../components/ui/form-problem.tsx'
import { useKeptFocus } from '../../components/ui/kept-focus.ts'
import { Section } from '../../components/ui/page.tsx'
import { toast } from '../../components/ui/toast.ts'
import { useTitle } from '../../components/ui/use-page.ts'
import { shelvesQuery } from '../../lib/queries/catalogue.queries.ts'
import { curationApi, featuredQuery } from '../../lib/queries/curation.queries.ts'
import { FeatureForm } from './feature-form.tsx'
import { FeaturedRow } from './featured-row.tsx'
import { moved } from './front-order.ts'

/** What stands in front of the store, in which order and until when. */
export function AdminFrontPage() {
  const { items } = useSuspenseQuery(featuredQuery).data
  const refresh = useRefreshFront()
  const { move, error } = useMove(refresh)
  const order = items.map(({ extension }): string => extension)
  useTitle('Front of the store')
  useKeptFocus(items.length)
  return (
    <>
      <Section title="Put something in front">
        <FeatureForm onDone={refresh} />
      </Section>
      <Section title="In front of the store">
        <FormProblem error={error} fields={[]} />
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
                order={order}
                onUp={index > 0 ? () => move(item.extension, -1) : null}
                onDown={index < items.length - 1 ? () => move(item.extension, 1) : null}
                onDone={refresh}
              />
            ))}
          </ol>
        )}
      </Section>
    </>
  )
}

/** Presses that come faster than the answers of the server build upon each other, and are sent one after the other. */
function useMove(refresh: () => Promise<unknown>) {
  const queryClient = useQueryClient()
  const order = useMutation({
    mutationKey: ORDER_KEY,
    scope: { id: ORDER_KEY.join(' ') },
    mutationFn: (extensions: string[]) => curationApi.orderFeatured(extensions),
    onSettled: async (_, error) => {
      // An answer to an earlier press does not know of the later ones.
      if (queryClient.isMutating({ mutationKey: ORDER_KEY }) > 1) return
      if (error === null) toast('The order is changed')
      await refresh()
    },
  })
  const move = (extension: string, places: 1 | -1) => {
    const { items } = queryClient.getQueryData(featuredQuery.queryKey) ?? { items: [] }
    const ids = items.map((item): string => item.extension)
    const next = moved(ids, extension, places)
    void queryClient.cancelQueries({ queryKey: featuredQuery.queryKey })
    queryClient.setQueryData(featuredQuery.queryKey, { items: next.map((id) => items[ids.indexOf(id)]!) })
    order.mutate(next)
  }
  return { move, error: order.error }
}

const ORDER_KEY = ['featured', 'order'] as const

function useRefreshFront(): () => Promise<unknown> {
  const queryClient = useQueryClient()
  return () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: featuredQuery.queryKey }),
      queryClient.invalidateQueries({ queryKey: shelvesQuery.queryKey }),
    ])
}
