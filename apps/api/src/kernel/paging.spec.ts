import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from './domain-error.ts'
import { decodeCursor, encodeCursor, toPage } from './paging.ts'

const position = z.tuple([z.string(), z.int()])

describe('a cursor', () => {
  it('gives back the position it was made of, and fits into an address', () => {
    const cursor = encodeCursor(['größe / name?&=+', 42])
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(decodeCursor(position, cursor)).toEqual(['größe / name?&=+', 42])
  })

  it('that is not given means the beginning', () => {
    expect(decodeCursor(position, undefined)).toBeNull()
  })

  it.each(['', 'nonsense', '%%%', encodeCursor([42, 'x']), encodeCursor(['x']), encodeCursor(['x', 1, 2]), 'e30'])(
    'that no list answered with is refused: %j',
    (cursor) => {
      expect(() => decodeCursor(position, cursor)).toThrow(DomainError)
      expect(() => decodeCursor(position, cursor)).toThrow('not one that a list answered with')
    },
  )
})

describe('a page', () => {
  const pageOf = (rows: number[], limit: number) =>
    toPage(
      rows,
      limit,
      (row) => `item ${row}`,
      (row) => [row],
    )

  it('says that there is more when one row more was read than it shows', () => {
    expect(pageOf([1, 2, 3], 2)).toEqual({ items: ['item 1', 'item 2'], nextCursor: encodeCursor([2]) })
  })

  it.each([[[]], [[1]], [[1, 2]]])('is the last one otherwise: %j', (rows) => {
    expect(pageOf(rows, 2)).toEqual({ items: rows.map((row) => `item ${row}`), nextCursor: null })
  })
})
