import type { VersionState } from '@grantry/contract'
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

export const reviewQuery = (id: string) =>
  queryOptions({ queryKey: ['reviews', 'detail', id], queryFn: () => api.reviews.get(id) })

/** A file of the archive under review; an archive never changes. */
export const reviewFileQuery = (id: string, file: string) =>
  queryOptions({
    queryKey: ['reviews', 'file', id, file],
    queryFn: () => api.reviews.readFile(id, file),
    staleTime: Infinity,
  })
