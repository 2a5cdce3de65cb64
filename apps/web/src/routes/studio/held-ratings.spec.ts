import type { Rating } from '@grantry/contract'
import { expect, it } from 'vitest'
import { withHeld } from './held-ratings.ts'

const rating = (id: string, text = ''): Rating => ({
  id,
  extension: 'sample' as Rating['extension'],
  author: 'Ada',
  stars: 4,
  text,
  version: '1.0.0' as Rating['version'],
  createdAt: '2026-11-01T00:00:00.000Z',
  editedAt: null,
  reply: null,
  hidden: null,
})
const [a, b, c, d] = [rating('a'), rating('b'), rating('c'), rating('d')]

it('keeps a held rating that has left the list where it stood', () => {
  expect(withHeld([a, c], [{ rating: b, index: 1 }])).toEqual([a, b, c])
})

it('shows a held rating that is listed once, as it is now', () => {
  const edited = rating('b', 'On second thoughts')
  expect(withHeld([a, edited], [{ rating: b, index: 1 }])).toEqual([a, edited])
})

it('keeps several in their order, also when nothing else is left', () => {
  const held = [
    { rating: d, index: 3 },
    { rating: b, index: 1 },
  ]
  expect(withHeld([a, c], held)).toEqual([a, b, c, d])
  expect(withHeld([], held)).toEqual([b, d])
})
