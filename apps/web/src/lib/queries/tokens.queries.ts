import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: () => api.auth.listTokens() })

/** The tokens that open one workspace alone; for its owners. */
export const workspaceTokensQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'tokens'],
    queryFn: () => api.workspaces.listTokens(workspace),
  })
