import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Search, SearchX } from 'lucide-react'
import { useRef } from 'react'
import { ExtensionGridSkeleton } from '../../components/extensions/extension-card.tsx'
import { Button, ButtonLink } from '../../components/ui/button.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Select } from '../../components/ui/field.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { Options } from '../../components/ui/options.tsx'
import { Page } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading } from '../../components/ui/skeleton.tsx'
import { plural } from '../../lib/format.ts'
import { searchQuery } from '../../lib/queries/catalogue.queries.ts'
import { CATEGORIES, SORTS, valueOf } from '../../lib/vocabulary.ts'
import { SearchFilters } from './search-filters.tsx'
import { useSearchKey, useTypedSearch } from '../root/search-field.ts'
import type { StoreSearch } from './store.search.ts'
import { StoreGrid } from './store-grid.tsx'

const route = getRouteApi('/search')

export function SearchPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/search' })
  const change = (part: StoreSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false })
  return (
    <Page title={search.category ? `${CATEGORIES[search.category]} extensions` : 'Store'}>
      <div className="mb-6 grid gap-2">
        <div className="grid gap-2 sm:grid-cols-[minmax(0,1fr)_12rem]">
          <SearchField q={search.q ?? ''} onSearch={(q) => change({ q: q || undefined })} />
          <Select
            aria-label="Order"
            value={search.sort ?? 'relevance'}
            onChange={(event) => change({ sort: valueOf(SORTS, event.target.value) })}
          >
            <Options list={SORTS} />
          </Select>
        </div>
        <SearchFilters search={search} onChange={change} />
      </div>
      <Results search={search} />
    </Page>
  )
}

function SearchField({ q, onSearch }: { q: string; onSearch: (q: string) => void }) {
  const [text, setText] = useTypedSearch(q, onSearch)
  const input = useRef<HTMLInputElement>(null)
  useSearchKey(() => input.current?.focus())
  return (
    <div role="search" aria-label="Extensions" className="relative">
      <Search aria-hidden="true" className="pointer-events-none absolute top-2.75 left-3 size-4 text-ink-faint" />
      <input
        ref={input}
        type="search"
        aria-label="Search extensions"
        aria-keyshortcuts="/"
        placeholder="What should it do?"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="control pl-9"
      />
    </div>
  )
}

function Results({ search }: { search: StoreSearch }) {
  const results = useInfiniteQuery(searchQuery(search))
  if (results.isPending) {
    return (
      <Loading label="Searching">
        <ExtensionGridSkeleton count={6} />
      </Loading>
    )
  }
  if (results.data === undefined) return <ProblemPanel error={results.error} onRetry={() => void results.refetch()} />
  const extensions = results.data.pages.flatMap((page) => page.items)
  if (extensions.length === 0) {
    return (
      <>
        <LaterProblem list={results} />
        <NothingFound search={search} />
      </>
    )
  }
  return (
    <div className={classes('transition-opacity', results.isPlaceholderData && 'opacity-60')}>
      <p role="status" className="sr-only">
        {plural(extensions.length, 'extension')} {results.hasNextPage ? 'shown so far' : 'found'}
      </p>
      <h2 className="sr-only">Results</h2>
      <StoreGrid extensions={extensions} />
      <LaterProblem list={results} />
      {results.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button pending={results.isFetchingNextPage} onClick={() => void results.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </div>
  )
}

const NothingFound = ({ search }: { search: StoreSearch }) => (
  <EmptyState
    icon={<SearchX />}
    title={search.q ? `Nothing found for “${search.q}”` : 'Nothing here yet'}
    action={<ButtonLink to="/search">Show everything</ButtonLink>}
  >
    Small typing mistakes are forgiven, so try another word, or fewer filters.
  </EmptyState>
)
