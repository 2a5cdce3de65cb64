import type { Page } from '@grantry/contract'

type ListPage<T> = (query: { limit: number; cursor?: string }) => Promise<Page<T>>

const PAGE_SIZE = 100

/** Every item of a paged list, page by page, as far as it is asked for. */
export async function* allItems<T>(list: ListPage<T>): AsyncGenerator<T> {
  let cursor: string | undefined
  do {
    const page = await list({ limit: PAGE_SIZE, cursor })
    yield* page.items
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
}

/** At most the first `limit` items; nothing beyond them is asked for. */
export async function firstItems<T>(items: AsyncGenerator<T>, limit: number): Promise<T[]> {
  const first: T[] = []
  for await (const item of items) if (first.push(item) === limit) break
  return first
}
