import { useInfiniteQuery } from '@tanstack/react-query'
import { Button } from '../../components/ui/button.tsx'
import { Notice } from '../../components/ui/notice.tsx'
import { problemSentence } from '../../lib/problem.ts'
import { reconciliationsQuery, troublesQuery } from '../../lib/queries/earnings.queries.ts'
import { TroubleNotice } from './trouble-notice.tsx'

/** What somebody has to look at: books that do not agree, and what the payment provider refused. */
export function Alarms() {
  const comparisons = useInfiniteQuery(reconciliationsQuery)
  const items = comparisons.data?.pages.flatMap((page) => page.items) ?? []
  const newest = items[0]
  // One that is running, or has failed, says nothing of the books: the one before it still holds.
  const newestResult = items.find(({ state }) => state === 'clean' || state === 'drift')
  return (
    <>
      {comparisons.isLoadingError && (
        <Unread title="It cannot be seen whether the books agree with the payment provider" list={comparisons} />
      )}
      {newestResult?.state === 'drift' && (
        <Notice tone="error" title="The books and the payment provider do not agree">
          <ul className="grid gap-1">
            {newestResult.findings.map(({ kind, subject, detail }) => (
              <li key={`${kind} ${subject}`}>{detail}</li>
            ))}
          </ul>
        </Notice>
      )}
      {newest?.state === 'failed' && (
        <Notice tone="warning" title="The books could not be compared with the payment provider">
          <p>{newest.failure}</p>
        </Notice>
      )}
      <Troubles />
    </>
  )
}

interface UnreadProps {
  title: string
  list: { error: Error | null; isFetching: boolean; refetch: () => Promise<unknown> }
}

/** Alarms that could not be had: that none is in sight does not mean that there are none. */
const Unread = ({ title, list }: UnreadProps) => (
  <Notice
    tone="error"
    title={title}
    action={
      <Button size="small" pending={list.isFetching} onClick={() => void list.refetch()}>
        Try again
      </Button>
    }
  >
    <p>{problemSentence(list.error)}</p>
  </Notice>
)

function Troubles() {
  const troubles = useInfiniteQuery(troublesQuery)
  return (
    <>
      {troubles.isLoadingError && (
        <Unread title="It cannot be seen what the payment provider did not do" list={troubles} />
      )}
      {troubles.data?.pages
        .flatMap(({ items }) => items)
        .map((trouble) => (
          <TroubleNotice key={trouble.id} trouble={trouble} />
        ))}
      {troubles.hasNextPage && (
        <Button
          className="justify-self-center"
          pending={troubles.isFetchingNextPage}
          onClick={() => void troubles.fetchNextPage()}
        >
          Show more troubles
        </Button>
      )}
    </>
  )
}
