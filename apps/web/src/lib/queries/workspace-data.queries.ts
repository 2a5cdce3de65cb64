import { workspaceDataResource } from '@grantry/sdk/client/workspace-data'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const workspaceDataApi = api.with(workspaceDataResource)

export const workspaceDataQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'data'],
    queryFn: () => workspaceDataApi.get(workspace),
    staleTime: 0,
  })
