import { expect, it } from 'vitest'
import { bitting } from './bitting.ts'

it('cuts the same key for the same text, and another one for another', () => {
  expect(bitting('hello', 6, 4)).toEqual(bitting('hello', 6, 4))
  expect(bitting('hello', 6, 4)).not.toEqual(bitting('hallo', 6, 4))
})

it('never cuts deeper than it may', () => {
  const cuts = Array.from({ length: 200 }, (_, index) => bitting(`key ${index}`, 8, 4)).flat()
  expect(new Set(cuts)).toEqual(new Set([0, 1, 2, 3]))
})
