import { expect, it } from 'vitest'
import { meanRates, ratesOf, withSample, type Sample } from './rates.ts'

const sample = (atMs: number, items: number): Sample => ({ atMs, items: BigInt(items), bytes: BigInt(items) * 1000n })
const after = (...samples: Sample[]) => samples.reduce<Sample[]>((taken, next) => withSample(taken, next), [])

it('is the pace of the last half minute', () => {
  const taken = after(sample(0, 0), sample(40_000, 400), sample(50_000, 420))
  expect(ratesOf(taken)).toEqual({ items: 2, bytes: 2000 })
})

it('is not known from one look, or from two that are close together', () => {
  expect([ratesOf(after(sample(0, 5))), ratesOf(after(sample(0, 5), sample(300, 9)))]).toEqual([null, null])
})

it('begins anew when a job goes back to its checkpoint', () => {
  expect(ratesOf(after(sample(0, 0), sample(5_000, 100), sample(6_000, 90), sample(8_000, 94)))?.items).toBe(2)
})

it('is exact enough beyond 2^53', () => {
  const big = (atMs: number, bytes: bigint): Sample => ({ atMs, items: 0n, bytes })
  expect(ratesOf(after(big(0, 2n ** 60n), big(2_000, 2n ** 60n + 10n)))?.bytes).toBe(5)
})

it('is the mean of a job that has ended', () => {
  expect(meanRates({ items: '50', bytes: '0' }, 10_000)).toEqual({ items: 5, bytes: 0 })
})
