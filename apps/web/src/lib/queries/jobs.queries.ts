import type { JobLineKind } from '@grantry/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { hasEnded } from '../jobs/job-words.ts'
import type { JobFilter } from '../jobs/live-jobs.ts'
import { keepAbout } from './keep-about.ts'

const PAGE = 50

/** Every list of jobs of a workspace, whatever it shows. */
export const jobListsKey = (workspace: string) => ['workspaces', workspace, 'jobs', 'list'] as const

/** What can be started here; it changes with every install and grant. */
export const jobTypesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'jobs', 'types'],
    queryFn: () => api.jobs.types(workspace),
  })

/** Newest first. While a page follows the jobs of the workspace it brings this up to date. */
export const jobsQuery = (workspace: string, filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: [...jobListsKey(workspace), filter],
    queryFn: ({ pageParam }) => {
      const { state, jobType, install, children } = filter
      const parent = children === 'hidden' ? 'none' : undefined
      return api.jobs.list(workspace, { state, jobType, install, parent, limit: PAGE, cursor: pageParam ?? undefined })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    placeholderData: keepAbout(jobListsKey(workspace)),
  })

/** What the live events of a job do not tell: its runs, checkpoint and fuel. */
const RUNNING_JOB_MS = 4_000

export const jobQuery = (workspace: string, job: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'jobs', 'job', job],
    queryFn: () => api.jobs.get(workspace, job),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? RUNNING_JOB_MS : false),
  })

const CHILDREN_MS = 3_000

/** Asked again for as long as one of them may still change: the events of a job tell only how many there are. */
export const jobChildrenQuery = (workspace: string, job: string) =>
  infiniteQueryOptions({
    queryKey: ['workspaces', workspace, 'jobs', 'job', job, 'children'],
    queryFn: ({ pageParam }) => api.jobs.children(workspace, job, { limit: PAGE, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => {
      const isOpen = data?.pages.some(({ items }) => items.some(({ state }) => !hasEnded(state)))
      return isOpen === true ? CHILDREN_MS : false
    },
  })

/** Newest lines first. */
export const jobLogQuery = (workspace: string, job: string, kind: JobLineKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ['workspaces', workspace, 'jobs', 'job', job, 'log', kind ?? 'all'],
    queryFn: ({ pageParam }) => api.jobs.logs(workspace, job, { kind, limit: 100, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    placeholderData: keepAbout(jobQuery(workspace, job).queryKey),
  })
