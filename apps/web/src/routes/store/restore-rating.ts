import type { Rating } from '@grantry/contract'
import { ratingsApi } from '../../lib/queries/ratings.queries.ts'

/** Brings a deleted rating back, unless its author has written another one since. */
export async function restoreRating(
  extension: string,
  deleted: Pick<Rating, 'stars' | 'text'>,
): Promise<'back' | 'newer'> {
  const { rating } = await ratingsApi.own(extension)
  if (rating !== null) return 'newer'
  await ratingsApi.rate(extension, deleted)
  return 'back'
}
