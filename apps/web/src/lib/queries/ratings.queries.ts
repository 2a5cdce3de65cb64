import type { RatingQuery, ReportedRatingQuery } from '@grantry/contract'
import { type PublisherRatingSearch, ratingsResource } from '@grantry/sdk/client/ratings'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from '../api.ts'
import { keepAbout } from './keep-about.ts'

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
    placeholderData: keepAbout(ratingsKey(extension)),
  })

export const ownRatingQuery = (extension: string) =>
  queryOptions({ queryKey: [...ratingsKey(extension), 'own'], queryFn: () => ratingsApi.own(extension) })

export type PublisherRatingChoice = Pick<PublisherRatingSearch, 'extension' | 'stars' | 'version' | 'replies'>

/** Every question about the ratings that a publisher may answer begins so. */
export const publisherRatingsKey = (slug: string) => ['publishers', slug, 'ratings'] as const

export const publisherRatingsQuery = (slug: string, choice: PublisherRatingChoice) =>
  infiniteQueryOptions({
    queryKey: [...publisherRatingsKey(slug), 'list', choice],
    queryFn: ({ signal, pageParam }) =>
      ratingsApi.listOfPublisher(slug, { ...choice, limit: 20, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepAbout(publisherRatingsKey(slug)),
  })

/** How many wait for a reply, for the studio's navigation. */
export const unansweredQuery = (slug: string) =>
  queryOptions({
    queryKey: [...publisherRatingsKey(slug), 'unanswered'],
    queryFn: async () => {
      const { extensions } = await ratingsApi.listOfPublisher(slug, { limit: 1 })
      return extensions.reduce((total, { unanswered }) => total + unanswered, 0)
    },
    staleTime: 60_000,
  })

export const reportedKey = ['ratings', 'reported'] as const

export const reportedRatingsQuery = (state: NonNullable<ReportedRatingQuery['state']>) =>
  infiniteQueryOptions({
    queryKey: [...reportedKey, state],
    queryFn: ({ pageParam }) => ratingsApi.listReported({ state, limit: 25, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 5_000,
  })
