import { useQuery } from '@tanstack/react-query'
import { PublisherRecord } from '../../components/review/publisher-record.tsx'
import { ReviewTrail } from '../../components/review/review-trail.tsx'
import { Section } from '../../components/ui/page.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import { reviewHistoryQuery } from '../../lib/queries/reviews.queries.ts'

/** What was done to this version, and to others of its publisher. */
export function ReviewHistorySections({ id }: { id: string }) {
  const history = useQuery(reviewHistoryQuery(id))
  if (history.isPending)
    return (
      <Loading label="Loading the history">
        <SkeletonRows count={4} />
      </Loading>
    )
  if (history.isLoadingError) return <ProblemPanel error={history.error} onRetry={() => void history.refetch()} />
  return (
    <>
      <Section title="What was done to this version">
        <ReviewTrail trail={history.data.trail} />
      </Section>
      <Section title="Its publisher so far">
        <PublisherRecord publisher={history.data.publisher} />
      </Section>
    </>
  )
}
