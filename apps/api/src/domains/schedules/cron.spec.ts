import { describe, expect, it } from 'vitest'
import { nextTick } from './cron.ts'

const after = (cron: string, timezone: string, from: string) => nextTick(cron, timezone, new Date(from)).toISOString()

describe('a cron expression', () => {
  it('is due by the clocks of its time zone', () => {
    expect(after('30 6 * * *', 'UTC', '2026-01-10T06:00:00Z')).toBe('2026-01-10T06:30:00.000Z')
    expect(after('30 6 * * *', 'Europe/Berlin', '2026-01-10T06:00:00Z')).toBe('2026-01-11T05:30:00.000Z')
    expect(after('30 6 * * *', 'Europe/Berlin', '2026-07-10T00:00:00Z')).toBe('2026-07-10T04:30:00.000Z')
  })

  it('is due after the moment given, never at it', () => {
    expect(after('*/5 * * * *', 'UTC', '2026-01-10T06:05:00Z')).toBe('2026-01-10T06:10:00.000Z')
  })

  it('is due once when the clocks go back', () => {
    // In Berlin 02:30 comes twice on this day.
    const first = nextTick('30 2 * * *', 'Europe/Berlin', new Date('2026-10-24T12:00:00Z'))
    const second = nextTick('30 2 * * *', 'Europe/Berlin', first)
    expect(second.getTime() - first.getTime()).toBeGreaterThan(12 * 3_600_000)
  })

  it.each(['* * * * * *', '61 * * * *', 'nonsense', '* * * *', '0 0 30 2 *'])('is refused: %s', (cron) => {
    expect(() => nextTick(cron, 'UTC', new Date('2026-01-10T06:00:00Z'))).toThrow('cron expression is not right')
  })
})
