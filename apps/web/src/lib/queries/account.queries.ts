import { accountResource } from '@grantry/sdk/client/account'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

/** Not part of the client every page has: the account pages bring it along. */
export const accountApi = api.with(accountResource)

export const accountQuery = queryOptions({ queryKey: ['account', 'profile'], queryFn: accountApi.get })

/** Others come and go without this browser being told. */
export const sessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: accountApi.listSessions,
  staleTime: 0,
})

export const providersQuery = queryOptions({
  queryKey: ['account', 'providers'],
  queryFn: accountApi.listProviders,
  staleTime: Infinity,
})

const OUTBOX_MS = 5_000

export const outboxQuery = infiniteQueryOptions({
  queryKey: ['outbox'],
  queryFn: ({ pageParam }) => accountApi.outbox(pageParam ?? undefined),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
  refetchInterval: OUTBOX_MS,
})
