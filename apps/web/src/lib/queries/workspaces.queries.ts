import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { allPages } from './all-pages.ts'

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: () => allPages((query) => api.workspaces.list(query)),
})

/** The one that an address names, by id or slug: which one that is, when the person belongs to several, the server says. */
export const workspaceQuery = (address: string) =>
  queryOptions({
    queryKey: ['workspaces', address, 'itself'],
    queryFn: () => api.workspaces.get(address),
  })

export const workspaceMembersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'members'],
    queryFn: () => api.workspaces.listMembers(workspace),
  })

/** What lies in a folder, page after page. */
export const entriesQuery = (workspace: string, path: string) =>
  infiniteQueryOptions({
    queryKey: ['workspaces', workspace, 'entries', path],
    queryFn: ({ pageParam }) => api.entries.list(workspace, { path, limit: 100, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const entryTextQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'entry', id],
    queryFn: () => api.entries.readText(workspace, id),
  })

export const operationsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspaces', workspace, 'operations'],
    queryFn: () => api.operations.list(workspace),
  })
