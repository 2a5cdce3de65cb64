import type { Entries, Entry } from '@grantry/sdk'

/** A place between two messages of a folder: the page they are on, and the path of the message before. */
export interface Place {
  /** Cursor of the page; null for the first one. */
  cursor: string | null
  /** Path of the last message that was dealt with on it; null for none. */
  after: string | null
}

export const START: Place = { cursor: null, after: null }

const PAGE_SIZE = 100

/** The messages of a folder from a place on, in order of path, each with the place behind it. */
export async function* messagesFrom(
  entries: Entries,
  folder: string,
  { cursor, after }: Place,
): AsyncGenerator<{ entry: Entry; place: Place }> {
  let page: string | null = cursor
  let items = await listPage(entries, folder, page)
  // Should the message of that path be gone, its page is dealt with once more: that makes no receipt twice.
  let next = items.items.findIndex(({ path }) => path === after) + 1
  for (;;) {
    for (const entry of items.items.slice(next))
      if (isMessage(entry)) yield { entry, place: { cursor: page, after: entry.path } }
    if (items.nextCursor === null) return
    page = items.nextCursor
    next = 0
    items = await listPage(entries, folder, page)
  }
}

export async function countMessages(entries: Entries, folder: string): Promise<number> {
  let count = 0
  for await (const _message of messagesFrom(entries, folder, START)) count += 1
  return count
}

const listPage = (entries: Entries, folder: string, cursor: string | null) =>
  entries.list({ path: folder, limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) })

const isMessage = ({ path }: Entry): boolean => path.toLowerCase().endsWith('.eml')
