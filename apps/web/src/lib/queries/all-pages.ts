import type { Page } from '@grantry/contract'

/** Of 100 each. Beyond them nobody looks through a list: everything has an address of its own. */
const MOST_PAGES = 10

/** A paged list as a whole. */
export async function allPages<T>(
  load: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<{ items: T[] }> {
  const items: T[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await load({ limit: 100, cursor })
    items.push(...page.items)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  return { items }
}
