import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS, requireLimits, type Limits } from './limits.ts'

const NAMES = Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]
const isFuel = (name: keyof Limits) => typeof DEFAULT_LIMITS[name] === 'bigint'

describe('limits', () => {
  it('are taken as they are when each is within its bounds', () => {
    expect(requireLimits(DEFAULT_LIMITS)).toBe(DEFAULT_LIMITS)
    const least = Object.fromEntries(NAMES.map((name) => [name, isFuel(name) ? 1n : 1])) as unknown as Limits
    expect(requireLimits(least)).toBe(least)
  })

  const outOfBounds = {
    'without a value': { fuel: undefined, count: undefined },
    null: { fuel: null, count: null },
    'of 0': { fuel: 0n, count: 0 },
    'below 0': { fuel: -1n, count: -1 },
    'beyond any ceiling': { fuel: 1n << 60n, count: 2 ** 40 },
    'as text': { fuel: '5', count: '5' },
    'of the other kind of number': { fuel: 5, count: 5n },
    'with a fraction': { fuel: 1.5, count: 1.5 },
    'that is no number': { fuel: Number.NaN, count: Number.NaN },
    'without an end': { fuel: Infinity, count: Infinity },
  }
  const cases = NAMES.flatMap((name) =>
    Object.entries(outOfBounds).map(([how, values]) => [name, how, isFuel(name) ? values.fuel : values.count] as const),
  )
  it.each(cases)('are refused by the name of %s %s', (name, _, value) => {
    const limits = { ...DEFAULT_LIMITS, [name]: value } as Limits
    expect(() => requireLimits(limits)).toThrow(new RegExp(`^The limit ${name} is ${String(value)} and must be`))
  })
})
