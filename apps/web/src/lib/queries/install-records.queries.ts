import type { LogFilterQuery, UsageSpan } from '@grantry/contract'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { installRecords } from '../install-records.ts'
import { installQuery } from './installs.queries.ts'
import { keepAbout } from './keep-about.ts'

/** Newest lines first; those that come meanwhile are put in front of them. */
export const logQuery = (workspace: string, install: string, filter: LogFilterQuery) =>
  infiniteQueryOptions({
    queryKey: ['workspaces', workspace, 'installs', install, 'log', filter],
    queryFn: ({ pageParam }) =>
      installRecords.logs(workspace, install, { ...filter, limit: 100, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })

/** Looked at again every half minute while somebody looks. */
export const usageHistoryQuery = (workspace: string, install: string, span: UsageSpan) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'installs', install, 'usage-history', span],
    queryFn: () => installRecords.usageHistory(workspace, install, span),
    staleTime: 0,
    refetchInterval: 30_000,
    placeholderData: keepAbout(installQuery(workspace, install).queryKey),
  })

export const workspaceLoadQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'load'],
    queryFn: () => installRecords.load(workspace, 'day'),
    staleTime: 0,
  })
