import type { Rating } from '@grantry/contract'
import { useState } from 'react'

export interface HeldRating {
  rating: Rating
  /** Where it stood when it was taken hold of. */
  index: number
}

/** Those that are listed, and in their places the held ones that no longer are. */
export function withHeld(listed: readonly Rating[], held: Iterable<HeldRating>): Rating[] {
  const shown = [...listed]
  const gone = [...held].filter(({ rating }) => !isListed(listed, rating))
  for (const { rating, index } of gone.toSorted((a, b) => a.index - b.index)) shown.splice(index, 0, rating)
  return shown
}

export const isListed = (listed: readonly Rating[], { id }: Rating): boolean => listed.some((each) => each.id === id)

/** A rating that somebody writes about stays until they are done, also when another answer takes it from the list. */
export function useHeldRatings(listed: readonly Rating[]) {
  const [held, setHeld] = useState<ReadonlyMap<string, HeldRating>>(new Map())
  const shown = withHeld(listed, held.values())
  const hold = (rating: Rating) =>
    setHeld((before) => new Map(before).set(rating.id, { rating, index: shown.indexOf(rating) }))
  const release = ({ id }: Rating) => setHeld((before) => new Map([...before].filter(([other]) => other !== id)))
  return { shown, hold, release }
}
