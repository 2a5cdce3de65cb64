import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Input, Select } from '../../components/ui/field.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { knownPublishersQuery } from '../../lib/queries/curation.queries.ts'
import { useTypedSearch } from '../root/search-field.ts'
import type { PublisherSearch } from './admin.search.ts'
import { KnownPublisherRow } from './known-publisher-row.tsx'

const route = getRouteApi('/signed-in/admin/publishers')

/** Every publisher, and whether the platform knows who it is. */
export function AdminPublishersPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/admin/publishers' })
  const change = (part: PublisherSearch) => void navigate({ search: { ...search, ...part }, replace: true })
  useTitle('Publishers')
  return (
    <div className="grid gap-5">
      <h2 className="sr-only">Publishers</h2>
      <div role="search" aria-label="Publishers" className="flex flex-wrap gap-2">
        <SearchField q={search.q ?? ''} onSearch={(q) => change({ q: q || undefined })} />
        <Select
          aria-label="Which publishers"
          value={search.publishers ?? ''}
          onChange={({ target }) => change({ publishers: verdictOf(target.value) })}
          className="w-auto"
        >
          <option value="">All</option>
          <option value="verified">Verified</option>
          <option value="unverified">Not verified</option>
        </Select>
      </div>
      <Publishers search={search} />
    </div>
  )
}

function SearchField({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [text, setText] = useTypedSearch(q, onSearch)
  return (
    <Input
      type="search"
      aria-label="Search publishers"
      placeholder="Slug or name"
      value={text}
      onChange={({ target }) => setText(target.value)}
      className="w-auto flex-1 sm:max-w-sm"
    />
  )
}

const verdictOf = (text: string): PublisherSearch['publishers'] =>
  text === 'verified' || text === 'unverified' ? text : undefined

function Publishers({ search }: { search: PublisherSearch }) {
  const publishers = useInfiniteQuery(knownPublishersQuery(search))
  if (publishers.isPending) {
    return (
      <Loading label="Loading the publishers">
        <SkeletonRows count={5} />
      </Loading>
    )
  }
  if (publishers.isLoadingError)
    return <ProblemPanel error={publishers.error} onRetry={() => void publishers.refetch()} />
  const items = publishers.data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <EmptyState icon={<Building2 />} title="No such publisher" />
  return (
    <>
      <ul className="sheet divide-y divide-line">
        {items.map((publisher) => (
          <KnownPublisherRow key={publisher.slug} publisher={publisher} />
        ))}
      </ul>
      <LaterProblem list={publishers} />
      {publishers.hasNextPage && (
        <Button
          className="justify-self-center"
          pending={publishers.isFetchingNextPage}
          onClick={() => void publishers.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  )
}
