import * as fc from 'fast-check'
import { expect, it } from 'vitest'

import { periodEnd } from './periods.ts'

const seconds = (date: string) => Date.parse(date) / 1000
const iso = (time: number) => new Date(time * 1000).toISOString()

it.each([
  ['2026-01-31T12:00:00Z', 'month', 1, ['2026-02-28', '2026-03-31', '2026-04-30']],
  ['2024-02-29T12:00:00Z', 'year', 1, ['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']],
  ['2026-11-30T12:00:00Z', 'month', 3, ['2027-02-28', '2027-05-30']],
  ['2026-12-28T12:00:00Z', 'week', 1, ['2027-01-04', '2027-01-11']],
])('counts from %s by %s', (start, interval, count, days) => {
  const anchor = seconds(start)
  let at = anchor
  for (const day of days) {
    at = periodEnd(anchor, at, { interval, interval_count: count })
    expect(iso(at)).toBe(`${day}T12:00:00.000Z`)
  }
})

it('always ends after the moment, and no period is longer than its rhythm', () => {
  const anchors = fc.integer({ min: seconds('2020-01-01'), max: seconds('2040-01-01') })
  fc.assert(
    fc.property(anchors, fc.integer({ min: 0, max: 40 * 86_400 }), (anchor, later) => {
      const end = periodEnd(anchor, anchor + later, { interval: 'month', interval_count: 1 })
      expect(end).toBeGreaterThan(anchor + later)
      expect(end - (anchor + later)).toBeLessThanOrEqual(31 * 86_400)
    }),
  )
})
