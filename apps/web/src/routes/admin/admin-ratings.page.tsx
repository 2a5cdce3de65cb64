import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Coffee } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Select } from '../../components/ui/field.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { reportedRatingsQuery } from '../../lib/queries/ratings.queries.ts'
import { ReportedRatingItem } from './reported-rating-item.tsx'

const route = getRouteApi('/signed-in/admin/ratings')

/** Ratings that people complain about, and those that an admin has hidden. */
export function AdminRatingsPage() {
  const { state = 'open' } = route.useSearch()
  const navigate = useNavigate({ from: '/admin/ratings' })
  const ratings = useSuspenseInfiniteQuery(reportedRatingsQuery(state))
  const items = ratings.data.pages.flatMap((page) => page.items)
  useTitle('Ratings')
  return (
    <div className="grid gap-5">
      <h2 className="sr-only">Ratings</h2>
      <Select
        aria-label="Which ratings"
        value={state}
        onChange={({ target }) => void navigate({ search: target.value === 'hidden' ? { state: 'hidden' } : {} })}
        className="w-auto justify-self-start"
      >
        <option value="open">Reported, waiting for a decision</option>
        <option value="hidden">Hidden</option>
      </Select>
      {items.length === 0 ? (
        <EmptyState icon={<Coffee />} title={state === 'open' ? 'Nothing waits' : 'None is hidden'}>
          {state === 'open'
            ? 'Ratings that somebody complains about stand here, longest waiting first.'
            : 'Ratings that an admin has hidden stand here, and can be shown again.'}
        </EmptyState>
      ) : (
        <ul className="grid gap-3">
          {items.map((item) => (
            <li key={item.rating.id}>
              <ReportedRatingItem item={item} />
            </li>
          ))}
        </ul>
      )}
      {ratings.hasNextPage && (
        <Button
          className="justify-self-center"
          pending={ratings.isFetchingNextPage}
          onClick={() => void ratings.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </div>
  )
}
