import type { QueryKey } from '@tanstack/react-query'

/**
 * Shows what was there until the answer to a new question arrives, as long as both are about the same thing.
 *
 * @param about what the keys of both begin with
 */
export const keepAbout =
  (about: QueryKey) =>
  <T>(before: T | undefined, query: { queryKey: QueryKey } | undefined): T | undefined =>
    about.every((part, index) => part === query?.queryKey[index]) ? before : undefined
