import type { ReviewSummary } from '@grantry/contract'
import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Coffee } from 'lucide-react'
import { ExtensionIcon } from '../../components/extensions/extension-icon.tsx'
import { VersionStateBadge, versionStateText } from '../../components/extensions/state-badge.tsx'
import { RiskBadge } from '../../components/permissions/risk-label.tsx'
import { Button } from '../../components/ui/button.tsx'
import { EmptyState } from '../../components/ui/empty-state.tsx'
import { LinkTabs, TAB_LINK } from '../../components/ui/link-tabs.tsx'
import { Page } from '../../components/ui/page.tsx'
import { TimeAgo } from '../../components/ui/time-ago.tsx'
import { formatSpan } from '../../lib/format.ts'
import { reviewQueueQuery } from '../../lib/queries/reviews.queries.ts'
import { REVIEW_STATES } from './review.search.ts'

const route = getRouteApi('/signed-in/review')

export function ReviewQueuePage() {
  const { status = 'submitted' } = route.useSearch()
  const queue = useSuspenseInfiniteQuery(reviewQueueQuery(status))
  const reviews = queue.data.pages.flatMap((page) => page.items)
  return (
    <Page title="Review" lead="Oldest first. Nobody can install a version before you have approved it.">
      <LinkTabs label="State of the review">
        {REVIEW_STATES.map((state) => (
          <li key={state}>
            <Link
              to="/review"
              search={state === 'submitted' ? {} : { status: state }}
              activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
              className={TAB_LINK}
            >
              {state === 'submitted' ? 'Waiting' : versionStateText(state)}
            </Link>
          </li>
        ))}
      </LinkTabs>
      <div className="pt-6">
        {reviews.length === 0 ? (
          <EmptyState icon={<Coffee />} title={status === 'submitted' ? 'Nothing waits' : 'None'}>
            {status === 'submitted' ? 'Every version has been decided.' : 'No version is in this state.'}
          </EmptyState>
        ) : (
          <ul className="sheet divide-y divide-line">
            {reviews.map((review) => (
              <ReviewRow key={review.id} review={review} />
            ))}
          </ul>
        )}
        {queue.hasNextPage && (
          <div className="mt-4 flex justify-center">
            <Button pending={queue.isFetchingNextPage} onClick={() => void queue.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </Page>
  )
}

const ReviewRow = ({ review }: { review: ReviewSummary }) => (
  <li className="relative flex flex-wrap items-center gap-x-4 gap-y-2 p-4 first:rounded-t-lg last:rounded-b-lg hover:bg-hover">
    <ExtensionIcon id={review.extension} url={review.iconUrl} />
    <div className="grid min-w-48 flex-1 gap-0.5">
      <h2 className="text-md font-semibold">
        <Link
          to="/review/$id"
          params={{ id: review.id }}
          className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
        >
          {review.name} {review.version}
        </Link>
      </h2>
      <p className="text-sm text-ink-muted tabular-nums">
        {review.position !== null && `Number ${review.position} · `}
        {review.publisher.name} · {review.extension}
      </p>
    </div>
    <div className="flex flex-wrap items-center gap-2 max-sm:pl-15">
      <span className="text-sm text-ink-muted tabular-nums">
        {review.decidedAt ? (
          <>
            decided <TimeAgo at={review.decidedAt} />
          </>
        ) : (
          `waits ${formatSpan(review.ageSeconds)}`
        )}
      </span>
      <RiskBadge risk={review.risk} />
      {review.status !== 'submitted' && <VersionStateBadge state={review.status} />}
    </div>
  </li>
)
