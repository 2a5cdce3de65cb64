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
 * others that belong now come at their place, unless it is beyond what has been loaded.
 */
export function withChanges(
  list: List<JobSummary>,
  changed: readonly JobSummary[],
  filter: JobFilter,
): List<JobSummary> {
  const news = new Map(changed.map((job) => [job.id, job]))
  const known = new Set(list.pages.flatMap(({ items }) => items.map(({ id }) => id)))
  const pages = list.pages.map((page) => ({
    ...page,
    items: page.items.map((job) => news.get(job.id) ?? job).filter((job) => matches(job, filter)),
  }))
  const added = changed.filter((job) => !known.has(job.id) && matches(job, filter) && isWithin(job, list))
  return { ...list, pages: added.reduce(withInserted, pages) }
}

/** Whether the place of a job is among those that are loaded: of a list that goes on, what is older comes with its page. */
function isWithin(job: JobSummary, { pages }: List<JobSummary>): boolean {
  const last = pages.at(-1)
  if (!last || last.nextCursor === null) return true
  const oldest = pages.flatMap(({ items }) => items).at(-1)
  return oldest !== undefined && job.createdAt >= oldest.createdAt
}

/** Before the first that is not newer, or at the end. */
function withInserted(pages: readonly Page<JobSummary>[], job: JobSummary): Page<JobSummary>[] {
  const isNotNewer = (other: JobSummary) => other.createdAt <= job.createdAt
  const found = pages.findIndex(({ items }) => items.some(isNotNewer))
  const index = found === -1 ? Math.max(pages.length - 1, 0) : found
  const page = pages[index] ?? { items: [], nextCursor: null }
  const at = page.items.findIndex(isNotNewer)
  return pages.toSpliced(index, 1, { ...page, items: page.items.toSpliced(at === -1 ? page.items.length : at, 0, job) })
}

/** What a job's page knows of it, after a change that says less. */
export const withSummary = (job: Job, change: JobSummary): Job => ({ ...job, ...change })
