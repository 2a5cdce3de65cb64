import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { LaterProblem } from '../ui/later-problem.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../ui/skeleton.tsx'

interface Pages<Item> {
  isPending: boolean
  isLoadingError: boolean
  isFetching: boolean
  isFetchNextPageError: boolean
  error: Error | null
  data: { pages: readonly { items: readonly Item[] }[] } | undefined
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => Promise<unknown>
  refetch: () => Promise<unknown>
}

interface ListFrameProps<Item> {
  /** Of the list, for those who cannot see where it stands. */
  label: string
  list: Pages<Item>
  empty: ReactNode
  children: (item: Item) => ReactNode
}

/** A list that comes in pages: while it comes, when there is nothing, when it cannot be had, and how it goes on. */
export function ListFrame<Item>({ label, list, empty, children }: ListFrameProps<Item>) {
  if (list.isPending) {
    return (
      <Loading label={`Loading ${label.toLowerCase()}`}>
        <SkeletonRows count={3} />
      </Loading>
    )
  }
  if (list.isLoadingError) return <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  if (items.length === 0) return empty
  return (
    <>
      <ul aria-label={label} className="sheet divide-y divide-line">
        {items.map(children)}
      </ul>
      <LaterProblem list={list} />
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}
