import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { PackageOpen } from 'lucide-react'
import { PublisherName } from '../../components/extensions/publisher-name.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Day } from '../../components/ui/day.tsx'
import { Page } from '../../components/ui/page.tsx'
import { extensionsQuery } from '../../lib/queries/catalogue.queries.ts'
import { publisherQuery } from '../../lib/queries/catalogue.queries.ts'
import { StoreGrid } from './store-grid.tsx'

const route = getRouteApi('/publishers/$slug')

export function PublisherPage() {
  const { slug } = route.useParams()
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  const extensions = useSuspenseQuery(extensionsQuery({ publisher: slug, limit: 100 })).data.items
  return (
    <Page
      title={publisher.name}
      heading={<PublisherName publisher={publisher} />}
      lead={
        <>
          Publishes as {publisher.slug} since <Day at={publisher.createdAt} />
        </>
      }
    >
      <h2 className="sr-only">Extensions</h2>
      {extensions.length === 0 ? (
        <EmptyState icon={<PackageOpen />} title="Nothing published yet">
          Approved extensions of {publisher.name} will stand here.
        </EmptyState>
      ) : (
        <StoreGrid extensions={extensions} />
      )}
    </Page>
  )
}
