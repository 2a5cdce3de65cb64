/** Milliseconds of one run of each variant, measured in turn, so that a machine that slows down slows all of them. */
export function interleave<Name extends string>(
  variants: Record<Name, () => unknown>,
  rounds: number,
): Record<Name, number[]> {
  const names = Object.keys(variants) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (const name of names) variants[name]()
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const start = performance.now()
      variants[name]()
      times[name].push(performance.now() - start)
    }
  }
  return times
}

/** The value below which the given share of the values lies; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Median of the ratios of pairs that were measured one after the other. */
export const pairedRatio = (measured: readonly number[], baseline: readonly number[]): number =>
  quantile(
    measured.map((value, index) => value / (baseline[index] ?? Number.NaN)),
    0.5,
  )

export const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
