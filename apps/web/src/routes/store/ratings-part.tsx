import type { ExtensionDetail, RatingPage } from '@grantry/contract'
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query'
import { MessageSquareText } from 'lucide-react'
import { useState } from 'react'
import { RatingSummary } from '../../components/ratings/rating-summary.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { Select } from '../../components/ui/field.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { Options } from '../../components/ui/options.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { useLastKnown } from '../../lib/last-known.ts'
import { ratingsQuery, type RatingChoice } from '../../lib/queries/ratings.queries.ts'
import { RATING_SORTS, valueOf } from '../../lib/vocabulary.ts'
import { OwnRatingSection, useOwnRating } from './own-rating.tsx'
import { RatingItem } from './rating-item.tsx'
import { RatingsPending } from './ratings-pending.tsx'

/** What people say of an extension, and what the person who looks has said. */
export function RatingsPart({ extension }: { extension: ExtensionDetail }) {
  const [choice, setChoice] = useState<RatingChoice>({})
  const ratings = useInfiniteQuery(ratingsQuery(extension.id, choice))
  const { isPending: isOwnPending } = useOwnRating(extension.id)
  const isOwnAwaited = isOwnPending && !ratings.isPending
  return (
    // What somebody has said comes above what the others have, so nobody who has signed in sees these before it (base.css).
    <div data-own-rating={isOwnAwaited ? 'awaited' : undefined} className="grid gap-6">
      <h2 className="sr-only">Ratings</h2>
      <OwnRatingSection extension={extension} />
      <EveryRating extension={extension} ratings={ratings} choice={choice} onChoose={setChoice} />
    </div>
  )
}

interface EveryRatingProps {
  extension: ExtensionDetail
  ratings: UseInfiniteQueryResult<InfiniteData<RatingPage>>
  choice: RatingChoice
  onChoose: (choice: RatingChoice) => void
}

/** Apart from the rating that somebody is writing, which stays whatever becomes of these. */
function EveryRating({ extension, ratings, choice, onChoose }: EveryRatingProps) {
  // What narrows the list can be taken back also where the list cannot be had.
  const summary = useLastKnown(ratings.data?.pages[0]?.summary)
  if (ratings.isPending) return <RatingsPending />
  const items = ratings.data?.pages.flatMap((page) => page.items)
  return (
    <>
      {summary && summary.count > 0 && (
        <>
          <RatingSummary
            summary={summary}
            chosen={choice.stars}
            onChoose={(stars) => onChoose({ ...choice, stars: stars === choice.stars ? undefined : stars })}
          />
          <Select
            aria-label="Order of the ratings"
            value={choice.sort ?? 'newest'}
            onChange={(event) => onChoose({ ...choice, sort: valueOf(RATING_SORTS, event.target.value) })}
            className="w-auto justify-self-start"
          >
            <Options list={RATING_SORTS} />
          </Select>
        </>
      )}
      {items === undefined ? (
        <ProblemPanel error={ratings.error} onRetry={() => void ratings.refetch()} />
      ) : (
        <>
          {summary?.count === 0 ? (
            <EmptyState icon={<MessageSquareText />} title="Nobody has rated it yet">
              Ratings come from people who use it in a workspace.
            </EmptyState>
          ) : (
            <ul className="grid gap-3">
              {items.map((rating) => (
                <li key={rating.id}>
                  <RatingItem rating={rating} publisher={extension.publisher.name} />
                </li>
              ))}
            </ul>
          )}
          <LaterProblem list={ratings} />
        </>
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
    </>
  )
}
