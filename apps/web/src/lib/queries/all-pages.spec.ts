import { expect, it, vi } from 'vitest'
import { allPages } from './all-pages.ts'

it('puts the pages of a list together, one after the other', async () => {
  const pages = [
    { items: [1, 2], nextCursor: 'b' },
    { items: [3], nextCursor: null },
  ]
  const load = vi.fn(async ({ cursor }: { cursor?: string }) => pages[cursor === undefined ? 0 : 1]!)
  expect(await allPages(load)).toEqual({ items: [1, 2, 3] })
  expect(load.mock.calls.map(([{ cursor }]) => cursor)).toEqual([undefined, 'b'])
})

it('does not go on for ever', async () => {
  const load = vi.fn(async () => ({ items: [0], nextCursor: 'more' }))
  expect((await allPages(load)).items).toHaveLength(10)
})
