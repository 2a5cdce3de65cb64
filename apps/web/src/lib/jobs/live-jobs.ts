import type { Job, JobState, JobSummary, Page } from '@grantry/contract'
import type { InfiniteData } from '@tanstack/react-query'

/** Which jobs a list shows. */
export interface JobFilter {
  state?: JobState
  /** `ext:name` */
  jobType?: string
  /** Id of an install. */
  install?: string
  /** Whether jobs that another job spawned are listed beside it. */
  children: 'hidden' | 'shown'
}

type List<T> = InfiniteData<Page<T>>

export const matches = (job: JobSummary, { state, jobType, install, children }: JobFilter): boolean =>
  (state === undefined || job.state === state) &&
  (jobType === undefined || job.jobType === jobType) &&
  (install === undefined || job.installId === install) &&
  (children === 'shown' || job.parentId === null)

/**
 * A list, newest first, after jobs have changed: those in it are replaced or, when they no longer belong, left out;
 * those that are newer than all of it come first.
 */
export function withChanges(
  list: List<JobSummary>,
  changed: readonly JobSummary[],
  filter: JobFilter,
): List<JobSummary> {
  const news = new Map(changed.map((job) => [job.id, job]))
  const known = new Set<string>()
  const pages = list.pages.map((page) => {
    const items = page.items.flatMap((job) => {
      known.add(job.id)
      const next = news.get(job.id) ?? job
      return matches(next, filter) ? [next] : []
    })
    return { ...page, items }
  })
  const newest = pages[0]?.items[0]
  const added = changed.filter(
    (job) => !known.has(job.id) && matches(job, filter) && (!newest || job.createdAt >= newest.createdAt),
  )
  const [first = { items: [], nextCursor: null }, ...others] = pages
  return { ...list, pages: [{ ...first, items: [...added.sort(byNewest), ...first.items] }, ...others] }
}

const byNewest = (a: JobSummary, b: JobSummary): number => b.createdAt.localeCompare(a.createdAt)

/** What a job's page knows of it, after a change that says less. */
export const withSummary = (job: Job, change: JobSummary): Job => ({ ...job, ...change })
