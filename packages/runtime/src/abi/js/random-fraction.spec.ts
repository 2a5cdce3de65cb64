import { expect, it } from 'vitest'
import { randomFraction } from './random-fraction.ts'

it('draws numbers from 0 up to 1, evenly and none twice', () => {
  const drawn = Array.from({ length: 20_000 }, randomFraction)
  expect(drawn.every((number) => number >= 0 && number < 1)).toBe(true)
  expect(new Set(drawn).size).toBe(drawn.length)
  const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((number) => Math.floor(number * 10) === tenth))
  // Each is 2,000 with a standard deviation of 42.
  for (const { length } of tenths) expect(Math.abs(length - 2_000)).toBeLessThan(400)
})
