import type { RatingQuery } from '@grantry/contract'
import { ratingsResource } from '@grantry/sdk/client/ratings'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'

export const ratingsApi = api.with(ratingsResource)

export type RatingChoice = Pick<RatingQuery, 'sort' | 'stars'>

/** Every question about the ratings of one extension begins so. */
export const ratingsKey = (extension: string) => ['extensions', 'ratings', extension] as const

export const ratingsQuery = (extension: string, choice: RatingChoice) =>
  infiniteQueryOptions({
    queryKey: [...ratingsKey(extension), 'list', choice],
    queryFn: ({ signal, pageParam }) =>
      ratingsApi.list(extension, { ...choice, limit: 10, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })

export const ownRatingQuery = (extension: string) =>
  queryOptions({ queryKey: [...ratingsKey(extension), 'own'], queryFn: () => ratingsApi.own(extension) })
