import type { InstallSummary } from '@grantry/contract'
import { queryOptions } from '@tanstack/react-query'

/** A visitor of the store has none: what asks for them comes with the first who may. */
async function askFor(query: { extension?: string; limit: number }, signal: AbortSignal): Promise<InstallSummary[]> {
  const { api } = await import('../api.ts')
  return (await api.installs.listOwn(query, signal)).items
}

const OWN_INSTALLS = ['own-installs'] as const

/** Of one extension, in all workspaces of the person. */
export const ownInstallsOfQuery = (extension: string) =>
  queryOptions({
    queryKey: [...OWN_INSTALLS, 'of', extension],
    queryFn: ({ signal }) => askFor({ extension, limit: 100 }, signal),
    // Whatever is done in a workspace may change it.
    staleTime: 0,
  })

/** The newest hundred: enough to mark what a list of the store shows. */
export const ownInstallsQuery = queryOptions({
  queryKey: [...OWN_INSTALLS, 'newest'],
  queryFn: ({ signal }) => askFor({ limit: 100 }, signal),
})
