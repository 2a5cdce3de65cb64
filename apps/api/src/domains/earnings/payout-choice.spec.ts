import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choosePayout, type DueLine } from './payout-choice.ts'

const lines = fc
  .array(fc.bigInt({ min: -50_000n, max: 100_000n }), { maxLength: 20 })
  .map((amounts) => amounts.map((amountMinor, index): DueLine => ({ id: `line-${index}`, amountMinor })))
const limits = fc.record({
  availableMinor: fc.bigInt({ min: 0n, max: 500_000n }),
  thresholdMinor: fc.bigInt({ min: 1n, max: 20_000n }),
})
const total = (some: readonly DueLine[]): bigint => some.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)

describe('a payout', () => {
  it('is never more than what has matured, and never more than the provider has', () => {
    fc.assert(
      fc.property(lines, limits, (due, limit) => {
        const choice = choosePayout(due, limit)
        if (choice === null) return
        const earned = due.filter(({ amountMinor }) => amountMinor > 0n)
        const owed = due.filter(({ amountMinor }) => amountMinor < 0n)
        expect(choice.amountMinor <= limit.availableMinor).toBe(true)
        expect(choice.amountMinor <= total(earned) + total(owed)).toBe(true)
        expect(choice.amountMinor >= limit.thresholdMinor).toBe(true)
      }),
    )
  })

  it('is exactly what its lines add up to, and has each of them once', () => {
    fc.assert(
      fc.property(lines, limits, (due, limit) => {
        const choice = choosePayout(due, limit)
        if (choice === null) return
        expect(new Set(choice.lineIds).size).toBe(choice.lineIds.length)
        expect(total(due.filter(({ id }) => choice.lineIds.includes(id)))).toBe(choice.amountMinor)
      }),
    )
  })

  it('settles every debt before anything is paid, and leaves none out', () => {
    fc.assert(
      fc.property(lines, limits, (due, limit) => {
        const debts = due.filter(({ amountMinor }) => amountMinor < 0n).map(({ id }) => id)
        const choice = choosePayout(due, limit)
        if (choice !== null) expect(choice.lineIds).toEqual(expect.arrayContaining(debts))
        else expect(choosePayout(due, { ...limit, thresholdMinor: 10n ** 12n })).toBeNull()
      }),
    )
  })

  it.each([
    ['a debt that is larger than what was earned', [700, -1_000], 10_000, null],
    ['less than the threshold', [499], 10_000, null],
    ['nothing', [], 10_000, null],
    ['more than the provider has: the oldest that fit', [400, 500, 300], 950, [900, 2]],
    ['a debt and what was earned since', [-700, 1_500], 10_000, [800, 2]],
  ])('of %s', (_, amounts, available, expected) => {
    const due = amounts.map((amount, index) => ({ id: String(index), amountMinor: BigInt(amount) }))
    const choice = choosePayout(due, { availableMinor: BigInt(available), thresholdMinor: 500n })
    expect(choice === null ? null : [Number(choice.amountMinor), choice.lineIds.length]).toEqual(expected)
  })
})
