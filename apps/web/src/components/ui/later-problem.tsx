import { problemSentence } from '../../lib/problem.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

/** As much of an infinite query as this has to know. */
interface ShownList {
  error: Error | null
  isFetching: boolean
  isFetchNextPageError: boolean
  fetchNextPage: () => Promise<unknown>
  refetch: () => Promise<unknown>
}

/** Beside a list that stays as it was loaded: why the newer state or the next page of it is missing. */
export function LaterProblem({ list }: { list: ShownList }) {
  if (list.error === null) return null
  const askAgain = list.isFetchNextPageError ? list.fetchNextPage : list.refetch
  return (
    <div className="my-4">
      <Notice
        tone="error"
        action={
          <Button size="small" pending={list.isFetching} onClick={() => void askAgain()}>
            Try again
          </Button>
        }
      >
        <p>{problemSentence(list.error)}</p>
      </Notice>
    </div>
  )
}
