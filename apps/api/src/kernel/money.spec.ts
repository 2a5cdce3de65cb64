import { array, assert, bigInt, pre, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { split } from './money.ts'

const amount = bigInt({ min: 0n, max: 10n ** 15n })
const weight = bigInt({ min: 0n, max: 10n ** 9n })
const sum = (parts: readonly bigint[]): bigint => parts.reduce((total, part) => total + part, 0n)

describe('a split', () => {
  it('adds up to the amount, whatever is shared by whom', () => {
    assert(
      property(amount, array(weight, { minLength: 1, maxLength: 6 }), (whole, weights) => {
        pre(sum(weights) > 0n)
        expect(sum(split(whole, weights))).toBe(whole)
      }),
    )
  })

  it('gives each part what is due to it, to less than one unit', () => {
    assert(
      property(amount, array(weight, { minLength: 1, maxLength: 6 }), (whole, weights) => {
        const total = sum(weights)
        pre(total > 0n)
        split(whole, weights).forEach((part, index) => {
          const off = part * total - whole * weights[index]!
          expect(off > -total && off < total).toBe(true)
        })
      }),
    )
  })

  it('of a growing amount between two takes nothing back from either', () => {
    assert(
      property(amount, bigInt({ min: 0n, max: 1_000n }), weight, weight, (whole, more, a, b) => {
        pre(a + b > 0n)
        const [less0, less1] = split(whole, [a, b])
        const [more0, more1] = split(whole + more, [a, b])
        expect(more0 >= less0 && more1 >= less1).toBe(true)
      }),
    )
  })

  it.each([
    [100, [7_000, 3_000], [70, 30]],
    [1, [7_000, 3_000], [1, 0]],
    [1, [5_000, 5_000], [1, 0]],
    [101, [1, 1, 1], [34, 34, 33]],
    [0, [1, 2], [0, 0]],
    [0, [0, 0], [0, 0]],
  ])('of %s by %j is %j', (whole, weights, parts) => {
    expect(split(BigInt(whole), weights.map(BigInt)).map(Number)).toEqual(parts)
  })

  it('is refused when there is nobody to share with, or something negative', () => {
    expect(() => split(1n, [0n, 0n])).toThrow(RangeError)
    expect(() => split(-1n, [1n])).toThrow(RangeError)
    expect(() => split(1n, [2n, -1n])).toThrow(RangeError)
  })
})
