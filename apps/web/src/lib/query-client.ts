import { ProblemError } from '@grantry/sdk/client/problem'
import { QueryCache, QueryClient } from '@tanstack/react-query'

export const ME_KEY = ['me'] as const

/** Failures that asking again may mend: no answer at all, or a server that is not ready. */
const isPassing = (error: Error): boolean =>
  error instanceof ProblemError && (error.code === 'unreachable' || error.status === 503)

/**
 * Whatever the browser thinks of its connection: the server may be on this machine, which needs none, and what somebody
 * asked for while it was away must not happen by itself later.
 */
const ASK_AT_ONCE = { networkMode: 'always' } as const

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended elsewhere: whoever asks next sees the signed-out store.
    onError: (error) => {
      if (error instanceof ProblemError && error.status === 401) queryClient.setQueryData(ME_KEY, null)
    },
  }),
  defaultOptions: {
    queries: {
      ...ASK_AT_ONCE,
      staleTime: 30_000,
      refetchOnReconnect: true,
      retry: (failures, error) => failures < 2 && isPassing(error),
    },
    mutations: ASK_AT_ONCE,
  },
})
