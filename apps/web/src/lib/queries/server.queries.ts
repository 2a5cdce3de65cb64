import { adminServerResource } from '@grantry/sdk/client/server'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

const adminServer = api.with(adminServerResource)

const FRESH_MS = 10_000

/** How the server fares; asked again for as long as somebody looks. */
export const serverStatusQuery = queryOptions({
  queryKey: ['admin', 'server'],
  queryFn: () => adminServer.status(),
  staleTime: FRESH_MS,
  refetchInterval: FRESH_MS,
})
