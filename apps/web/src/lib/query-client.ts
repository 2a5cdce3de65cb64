import { ProblemError } from '@grantry/sdk/client/problem'
import { QueryCache, QueryClient } from '@tanstack/react-query'

export const ME_KEY = ['me'] as const

/** Failures that asking again may mend: no answer at all, or a server that is not ready. */
const isPassing = (error: Error): boolean =>
  error instanceof ProblemError && (error.code === 'unreachable' || error.status === 503)

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that ended elsewhere: whoever asks next sees the signed-out store.
    onError: (error) => {
      if (error instanceof ProblemError && error.status === 401) queryClient.setQueryData(ME_KEY, null)
    },
  }),
  defaultOptions: {
    queries: { staleTime: 30_000, retry: (failures, error) => failures < 2 && isPassing(error) },
  },
})
