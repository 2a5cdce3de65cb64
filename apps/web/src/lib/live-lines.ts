import type { Page } from '@grantry/contract'
import type { InfiniteData } from '@tanstack/react-query'

/** A log of more new lines than this is asked for again, so that the page does not grow without end. */
const MOST_LIVE_LINES = 500

/** A log, newest first, after lines have come; `full` when it should be cut back to its newest page. */
export function withLines<L extends { id: string }>(
  log: InfiniteData<Page<L>>,
  lines: readonly L[],
): { log: InfiniteData<Page<L>>; full: boolean } {
  const [first = { items: [], nextCursor: null }, ...others] = log.pages
  const known = new Set(first.items.map(({ id }) => id))
  const added = lines.filter(({ id }) => !known.has(id)).toReversed()
  if (added.length === 0) return { log, full: false }
  const items = [...added, ...first.items]
  return { log: { ...log, pages: [{ ...first, items }, ...others] }, full: items.length > MOST_LIVE_LINES }
}
