import { useLayoutEffect, useRef } from 'react'
import { problemSentence } from '../../lib/problem.ts'
import { Button } from './button.tsx'
import { passFocus } from './kept-focus.ts'
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
export const LaterProblem = ({ list }: { list: ShownList }) =>
  list.error === null ? null : <Problem list={list} error={list.error} />

function Problem({ list, error }: { list: ShownList; error: Error }) {
  const part = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const { current } = part
    // What is pressed goes with the answer: a keyboard goes on from the list that it stands below.
    return () => {
      if (current !== null) passFocus(current, current.previousElementSibling)
    }
  }, [])
  const askAgain = list.isFetchNextPageError ? list.fetchNextPage : list.refetch
  return (
    <div ref={part} className="my-4">
      <Notice
        tone="error"
        action={
          <Button size="small" pending={list.isFetching} onClick={() => void askAgain()}>
            Try again
          </Button>
        }
      >
        <p>{problemSentence(error)}</p>
      </Notice>
    </div>
  )
}
