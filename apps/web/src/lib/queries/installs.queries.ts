import { queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { allPages } from './all-pages.ts'

export const installsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'installs'],
    queryFn: () => allPages((query) => api.installs.list(workspace, query)),
  })

export const installQuery = (workspace: string, install: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'installs', install],
    queryFn: () => api.installs.get(workspace, install),
  })

/** Counts move with every call, so they are never taken for fresh. */
export const usageQuery = (workspace: string, install: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'installs', install, 'usage'],
    queryFn: () => api.installs.usage(workspace, install),
    staleTime: 0,
  })

/** What it did with each permission; moves with every host call. */
export const usesQuery = (workspace: string, install: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'installs', install, 'uses'],
    queryFn: () => api.installs.uses(workspace, install),
    staleTime: 0,
  })
