import { useQuery } from '@tanstack/react-query'
import { Section } from '../../components/ui/page.tsx'
import { relatedQuery } from '../../lib/queries/catalogue.queries.ts'
import { StoreGrid } from './store-grid.tsx'

/** What is close to an extension. Nothing stands there until it is known that there is something. */
export function RelatedExtensions({ id }: { id: string }) {
  const related = useQuery(relatedQuery(id)).data?.items ?? []
  if (related.length === 0) return null
  return (
    <div className="mt-12 border-t border-line pt-8">
      <Section title="Related extensions">
        <StoreGrid extensions={related} />
      </Section>
    </div>
  )
}
