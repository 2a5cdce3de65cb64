import type { TrialRun, VersionState } from '@grantry/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const reviewQueueQuery = (status: VersionState) =>
  infiniteQueryOptions({
    queryKey: ['reviews', 'queue', status],
    queryFn: ({ pageParam }) => api.reviews.list({ status, limit: 50, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  })

export const reviewQuery = (id: string, against?: string) =>
  queryOptions({
    queryKey: ['reviews', 'detail', id, against ?? null],
    queryFn: () => api.reviews.get(id, { against }),
  })

export const reviewHistoryQuery = (id: string) =>
  queryOptions({ queryKey: ['reviews', 'history', id], queryFn: () => api.reviews.history(id) })

export const reviewReasonsQuery = queryOptions({ queryKey: ['reviews', 'reasons'], queryFn: api.reviews.reasons })

export const isUnderWay = (run: TrialRun | undefined): boolean => run?.state === 'queued' || run?.state === 'running'

/** Asked again every second for as long as the newest one goes on, and now and then while the first may be about to begin. */
export const trialRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['reviews', 'trial-runs', id],
    queryFn: () => api.reviews.trialRuns(id),
    refetchInterval: ({ state: { data } }) => {
      if (data?.items.length === 0) return 3_000
      return isUnderWay(data?.items[0]) ? 1_000 : false
    },
  })

/** A file of two archives, neither of which ever changes. */
export const fileComparisonQuery = (id: string, file: string, against: string | undefined) =>
  queryOptions({
    queryKey: ['reviews', 'comparison', id, file, against ?? null],
    queryFn: () => api.reviews.compareFile(id, file, { against }),
    staleTime: Infinity,
  })

/** A file of the archive under review; an archive never changes. */
export const reviewFileQuery = (id: string, file: string) =>
  queryOptions({
    queryKey: ['reviews', 'file', id, file],
    queryFn: () => api.reviews.readFile(id, file),
    staleTime: Infinity,
  })
