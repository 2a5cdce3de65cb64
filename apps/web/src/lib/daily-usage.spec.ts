import { expect, it } from 'vitest'
import { fuelOf, lastDays } from './daily-usage.ts'

const now = Date.parse('2026-11-21T23:59:00Z')
const busy = { day: '2026-11-20', calls: 3, failed: 1, fuel: '900', runs: 2, runsFuel: '1200' }

it('shows thirty days that end today', () => {
  const days = lastDays([busy], now)
  expect([days.length, days[0]?.day, days.at(-1)?.day]).toEqual([30, '2026-10-23', '2026-11-21'])
})

it('keeps what is known and fills the rest with zeros', () => {
  const today = { day: '2026-11-21', calls: 0, failed: 0, fuel: '0', runs: 0, runsFuel: '0' }
  expect(lastDays([busy], now).slice(-2)).toEqual([busy, today])
})

it('adds up the fuel of calls and of runs to the last unit', () => {
  expect(fuelOf({ ...busy, fuel: '9007199254740993' })).toBe('9007199254742193')
})
