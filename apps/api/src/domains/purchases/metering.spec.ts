import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowedUnits, blocksOf, costOf } from './metering.ts'

const prices = fc.record({
  unitAmountMinor: fc.bigInt({ min: 1n, max: 10_000n }),
  perUnits: fc.bigInt({ min: 1n, max: 1_000_000n }),
})
const caps = fc.bigInt({ min: 0n, max: 1_000_000n })

describe('a cap', () => {
  it('is never exceeded by what it allows', () => {
    fc.assert(
      fc.property(caps, prices, (cap, price) => {
        expect(costOf(allowedUnits(cap, price), price) <= cap).toBe(true)
      }),
    )
  })

  it('would be exceeded by one unit more', () => {
    fc.assert(
      fc.property(caps, prices, (cap, price) => {
        expect(costOf(allowedUnits(cap, price) + 1n, price) > cap).toBe(true)
      }),
    )
  })
})

it('counts a block that is begun, and nothing for no use', () => {
  const price = { unitAmountMinor: 3n, perUnits: 100n }
  expect([0n, 1n, 100n, 101n].map((units) => blocksOf(units, price))).toEqual([0n, 1n, 1n, 2n])
  expect([0n, 1n, 100n, 101n].map((units) => costOf(units, price))).toEqual([0n, 3n, 3n, 6n])
})
