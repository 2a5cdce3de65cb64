import { expect, it } from 'vitest'
import { formatDuration } from './durations.ts'

it.each([
  [0, '0 ms'],
  [250, '250 ms'],
  [12_900, '12 s'],
  [60_000, '1 min'],
  [200_000, '3 min 20 s'],
  [7_500_000, '2 h 5 min'],
  [4 * 86_400_000 + 30_000, '4 d'],
])('%i ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
