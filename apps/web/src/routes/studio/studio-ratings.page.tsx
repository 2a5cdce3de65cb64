import type { PublisherRatingPage, Rating } from '@grantry/contract'
import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { MessageSquareText } from 'lucide-react'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { useTitle } from '../../components/ui/use-page.ts'
import { useLastKnown } from '../../lib/last-known.ts'
import { publisherQuery } from '../../lib/queries/publishers.queries.ts'
import { publisherRatingsQuery } from '../../lib/queries/ratings.queries.ts'
import { isListed, useHeldRatings } from './held-ratings.ts'
import { RatingFilters } from './rating-filters.tsx'
import { RatingToAnswer } from './rating-to-answer.tsx'
import type { RatingSearch } from './studio-ratings.search.ts'

const route = getRouteApi('/signed-in/studio/$slug/parts/ratings')

/** What people say of a publisher's extensions, and what the publisher answers. */
export function StudioRatingsPage() {
  const { slug } = route.useParams()
  return <StudioRatings key={slug} slug={slug} />
}

function StudioRatings({ slug }: { slug: string }) {
  const { show, ...choice } = route.useSearch()
  const navigate = useNavigate({ from: '/studio/$slug/ratings' })
  const change = (part: RatingSearch) => void navigate({ search: { show, ...choice, ...part }, replace: true })
  const ratings = useInfiniteQuery(
    publisherRatingsQuery(slug, { ...choice, replies: show === 'all' ? undefined : 'missing' }),
  )
  const listed = ratings.data?.pages.flatMap((page) => page.items) ?? []
  const held = useHeldRatings(listed)
  // What narrows the list can be taken back also where the list cannot be had.
  const extensions = useLastKnown(ratings.data?.pages[0]?.extensions) ?? []
  useTitle('Ratings')
  if (ratings.isPending) {
    return (
      <Loading label="Loading the ratings">
        <SkeletonRows count={4} className="h-28 rounded-lg" />
      </Loading>
    )
  }
  return (
    <div className="grid gap-5">
      <h2 className="sr-only">Ratings</h2>
      {(extensions.length > 0 || ratings.isLoadingError) && (
        <RatingFilters extensions={extensions} search={{ show, ...choice }} onChange={change} />
      )}
      {ratings.isLoadingError ? (
        <ProblemPanel error={ratings.error} onRetry={() => void ratings.refetch()} />
      ) : (
        held.shown.length === 0 && <NoRatings extensions={extensions} />
      )}
      {held.shown.length > 0 && (
        <RatingList
          slug={slug}
          ratings={held.shown}
          extensions={extensions}
          isGone={(rating) => ratings.isSuccess && !isListed(listed, rating)}
          onWriting={(rating, isWriting) => (isWriting ? held.hold(rating) : held.release(rating))}
        />
      )}
      {ratings.data && <LaterProblem list={ratings} />}
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

interface RatingListProps {
  slug: string
  ratings: PublisherRatingPage['items']
  extensions: PublisherRatingPage['extensions']
  isGone: (rating: Rating) => boolean
  onWriting: (rating: Rating, isWriting: boolean) => void
}

function RatingList({ slug, ratings, extensions, isGone, onWriting }: RatingListProps) {
  const publisher = useSuspenseQuery(publisherQuery(slug)).data
  const names = new Map(extensions.map(({ extension, name }) => [extension, name]))
  return (
    <ul className="grid gap-3">
      {ratings.map((rating) => (
        <li key={rating.id}>
          <RatingToAnswer
            rating={rating}
            publisher={publisher}
            extensionName={names.get(rating.extension) ?? rating.extension}
            isGone={isGone(rating)}
            onWriting={(isWriting) => onWriting(rating, isWriting)}
          />
        </li>
      ))}
    </ul>
  )
}

function NoRatings({ extensions }: { extensions: PublisherRatingPage['extensions'] }) {
  if (extensions.length === 0) {
    return (
      <EmptyState icon={<MessageSquareText />} title="Nobody has rated anything of yours yet">
        Ratings come from people who use an extension in a workspace. You answer them here.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon={<MessageSquareText />}
      title="Nothing waits for an answer"
      action={
        <Link from="/studio/$slug/ratings" to="." search={{ show: 'all' }} className="link font-medium">
          Show all ratings
        </Link>
      }
    >
      Everything that matches these filters is answered.
    </EmptyState>
  )
}
