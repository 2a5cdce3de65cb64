import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { allPages } from './all-pages.ts'

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

/** Of which something was ever uploaded, by id, the last upload first. */
export const publisherExtensionsQuery = (slug: string) =>
  queryOptions({
    queryKey: [...publisherVersionsQuery(slug).queryKey, 'extensions'],
    queryFn: async () => {
      const { items } = await allPages((query) => api.publishers.listVersions(slug, query))
      return extensionsOf(items)
    },
    staleTime: 5_000,
  })

/** Each by the newest of its names. */
export function extensionsOf(versions: readonly Named[]): Named[] {
  const newest = new Map<string, Named>()
  for (const { extension, name } of versions) if (!newest.has(extension)) newest.set(extension, { extension, name })
  return [...newest.values()]
}

interface Named {
  extension: string
  name: string
}
