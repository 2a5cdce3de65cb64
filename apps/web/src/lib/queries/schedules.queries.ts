import { infiniteQueryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

const LOOKED_AT_MS = 15_000

/** Asked again while somebody looks: times pass, and each has its result. */
export const schedulesQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: ['workspaces', workspace, 'schedules'],
    queryFn: ({ pageParam }) => api.schedules.list(workspace, { limit: 50, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
    refetchInterval: LOOKED_AT_MS,
  })
