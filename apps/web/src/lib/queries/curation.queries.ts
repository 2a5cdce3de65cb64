import type { PublisherQuery } from '@grantry/contract'
import { curationResource } from '@grantry/sdk/client/curation'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const curationApi = api.with(curationResource)

export const featuredQuery = queryOptions({
  queryKey: ['featured'],
  queryFn: () => curationApi.listFeatured(),
  staleTime: 5_000,
})

export type PublisherChoice = Pick<PublisherQuery, 'q' | 'publishers'>

/** Every question about all publishers begins so. */
export const knownPublishersKey = ['known-publishers'] as const

export const knownPublishersQuery = (choice: PublisherChoice) =>
  infiniteQueryOptions({
    queryKey: [...knownPublishersKey, choice],
    queryFn: ({ signal, pageParam }) =>
      curationApi.listPublishers({ ...choice, limit: 50, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  })
