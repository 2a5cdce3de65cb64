/** A line of earnings that can be paid out. */
export interface DueLine {
  id: string
  amountMinor: bigint
}

/**
 * Chooses what one payout covers: everything that is owed back, and of what was earned the oldest, for as long as the provider
 * has the money. Null when that is not worth a payout; then everything waits for the next one, debts included.
 *
 * @param lines oldest first, of one currency
 */
export function choosePayout(
  lines: readonly DueLine[],
  { availableMinor, thresholdMinor }: { availableMinor: bigint; thresholdMinor: bigint },
): { amountMinor: bigint; lineIds: string[] } | null {
  const debts = lines.filter((line) => line.amountMinor < 0n)
  const chosen = debts.map(({ id }) => id)
  let amountMinor = debts.reduce((sum, line) => sum + line.amountMinor, 0n)
  for (const line of lines) {
    if (line.amountMinor < 0n) continue
    if (amountMinor + line.amountMinor > availableMinor) break
    amountMinor += line.amountMinor
    chosen.push(line.id)
  }
  return amountMinor > 0n && amountMinor >= thresholdMinor ? { amountMinor, lineIds: chosen } : null
}
