import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export { publisherQuery } from './catalogue.queries.ts'

export const publisherMembersQuery = (slug: string) =>
  queryOptions({ queryKey: ['publishers', slug, 'members'], queryFn: () => api.publishers.listMembers(slug) })

export const publisherVersionQuery = (slug: string, extension: string, version: string) =>
  queryOptions({
    queryKey: ['publishers', slug, 'versions', extension, version],
    queryFn: () => api.publishers.getVersion(slug, extension, version),
  })

export const fleetQuery = (slug: string) =>
  queryOptions({
    queryKey: ['publishers', slug, 'fleet'],
    queryFn: () => api.publishers.fleet(slug),
    staleTime: 30_000,
  })

export const publisherVersionsQuery = (slug: string) =>
  infiniteQueryOptions({
    queryKey: ['publishers', slug, 'versions'],
    queryFn: ({ pageParam }) => api.publishers.listVersions(slug, { limit: 50, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  })
