import type { Page } from '@grantry/contract'
import { z } from 'zod'
import { DomainError } from './domain-error.ts'

/** Turns the place after a row into an opaque cursor. */
export const encodeCursor = (position: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** The position in a cursor, or null when there is none. A cursor is a caller's input like any other. */
export function decodeCursor<T>(schema: z.ZodType<T>, cursor: string | undefined): T | null {
  if (cursor === undefined) return null
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new DomainError('invalid', 'invalid_cursor', 'The cursor is not one that a list answered with.', { cause })
  }
}

/** Makes a page of rows that were read with `limit + 1`: the extra row only says that there are more. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => Item,
  position: (row: Row) => readonly (string | number)[],
): Page<Item> {
  const visible = rows.slice(0, limit)
  const last = visible.at(-1)
  return {
    items: visible.map(item),
    nextCursor: rows.length > limit && last !== undefined ? encodeCursor(position(last)) : null,
  }
}
