import { currencySchema, type Money } from '@grantry/contract'

/** An amount in the smallest unit of its currency (cents, yen), as answers say it. @throws RangeError when a number cannot hold it exactly */
export function toMoney(amountMinor: bigint, currency: string): Money {
  const amount = Number(amountMinor)
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amountMinor} is more than an answer can say`)
  return { amountMinor: amount, currency: currencySchema.parse(currency) }
}

/**
 * Splits an amount in proportion to weights, to the last unit: each part is rounded down, and what is left goes one by one
 * to the parts that lost most by that, the first of equals first. Deterministic, and the parts add up to the amount.
 *
 * @throws RangeError for a negative amount or weight, or when all weights are zero and the amount is not
 */
export function split<const W extends readonly bigint[]>(amountMinor: bigint, weights: W): { [K in keyof W]: bigint } {
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  if (amountMinor < 0n || weights.some((weight) => weight < 0n)) throw new RangeError('What is split is not negative')
  if (total === 0n && amountMinor > 0n) throw new RangeError('There is nobody to share with')
  if (total === 0n) return weights.map(() => 0n) as { [K in keyof W]: bigint }
  const parts = weights.map((weight) => (amountMinor * weight) / total)
  const remainders = weights.map((weight, index) => ({ index, left: (amountMinor * weight) % total }))
  // Stable, so that of equal remainders the first comes first.
  remainders.sort((a, b) => (a.left === b.left ? 0 : a.left > b.left ? -1 : 1))
  const rest = amountMinor - parts.reduce((sum, part) => sum + part, 0n)
  for (const { index } of remainders.slice(0, Number(rest))) parts[index] = (parts[index] ?? 0n) + 1n
  return parts as { [K in keyof W]: bigint }
}

/** The smaller one of two amounts. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)
