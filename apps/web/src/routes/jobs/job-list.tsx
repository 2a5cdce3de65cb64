import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { JobRows } from '../../components/jobs/job-rows.tsx'
import { Button } from '../../components/ui/button.tsx'
import { classes } from '../../components/ui/class-names.ts'
import { LaterProblem } from '../../components/ui/later-problem.tsx'
import { ProblemPanel } from '../../components/ui/problem-panel.tsx'
import { Loading, SkeletonRows } from '../../components/ui/skeleton.tsx'
import type { JobFilter } from '../../lib/jobs/live-jobs.ts'
import { jobsQuery } from '../../lib/queries/jobs.queries.ts'

interface JobListProps {
  ws: string
  filter: JobFilter
  /** Shown instead of an empty list. */
  empty: ReactNode
}

/** Jobs, newest first, page after page. */
export function JobList({ ws, filter, empty }: JobListProps) {
  const list = useInfiniteQuery(jobsQuery(ws, filter))
  if (list.isPending) {
    return (
      <Loading label="Loading jobs">
        <SkeletonRows count={5} className="h-18 rounded-lg" />
      </Loading>
    )
  }
  if (list.data === undefined) return <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />
  const jobs = list.data.pages.flatMap((page) => page.items)
  if (jobs.length === 0) {
    return (
      <>
        <LaterProblem list={list} />
        {empty}
      </>
    )
  }
  return (
    <div className={classes('transition-opacity', list.isPlaceholderData && 'opacity-60')}>
      <JobRows ws={ws} jobs={jobs} />
      <LaterProblem list={list} />
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Older jobs
          </Button>
        </div>
      )}
    </div>
  )
}
