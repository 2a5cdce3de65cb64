import type { CatalogueSearch } from '@grantry/sdk/client/page'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { storeApi } from '../store-api.ts'

/** The first extensions of an order, for the home page and the pages of publishers. */
export const extensionsQuery = (search: CatalogueSearch) =>
  queryOptions({
    queryKey: ['extensions', 'list', search],
    queryFn: ({ signal }) => storeApi.catalogue.search(search, signal),
  })

/** Search results, page after page; the previous ones stay in sight while the next are on their way. */
export const searchQuery = (search: CatalogueSearch) =>
  infiniteQueryOptions({
    queryKey: ['extensions', 'search', search],
    queryFn: ({ signal, pageParam }) =>
      storeApi.catalogue.search({ ...search, limit: 24, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const shelvesQuery = queryOptions({
  queryKey: ['extensions', 'shelves'],
  queryFn: () => storeApi.catalogue.shelves(),
})

export const relatedQuery = (id: string) =>
  queryOptions({ queryKey: ['extensions', 'related', id], queryFn: () => storeApi.catalogue.related(id) })

export const installHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['extensions', 'install-history', id],
    queryFn: () => storeApi.catalogue.installHistory(id),
    staleTime: 5 * 60_000,
  })

export const suggestionsQuery = (q: string) =>
  queryOptions({
    queryKey: ['extensions', 'suggestions', q],
    queryFn: ({ signal }) => storeApi.catalogue.suggest(q, signal),
    enabled: q.length > 1,
    placeholderData: keepPreviousData,
  })

export const extensionQuery = (id: string) =>
  queryOptions({ queryKey: ['extensions', 'detail', id], queryFn: () => storeApi.catalogue.get(id) })

/** One version in full; it never changes but for its state. */
export const versionQuery = (id: string, version: string) =>
  queryOptions({
    queryKey: ['extensions', 'version', id, version],
    queryFn: () => storeApi.catalogue.getVersion(id, version),
  })

export const publisherQuery = (slug: string) =>
  queryOptions({ queryKey: ['publishers', slug], queryFn: () => storeApi.catalogue.getPublisher(slug) })

export const serverQuery = queryOptions({
  queryKey: ['server'],
  queryFn: () => storeApi.server.info(),
  staleTime: Infinity,
})
