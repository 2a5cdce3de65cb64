/** How often a price recurs. */
export interface Rhythm {
  readonly interval: string
  readonly interval_count: number
}

const SECONDS: Readonly<Record<string, number>> = { day: 86_400, week: 7 * 86_400 }
const MONTHS: Readonly<Record<string, number>> = { month: 1, year: 12 }

/**
 * When the period that is current at a moment ends, in seconds since 1970. Periods are counted from the anchor, so that
 * one anchored on the 31st ends on the last day of shorter months and on the 31st of longer ones.
 */
export function periodEnd(anchor: number, at: number, rhythm: Rhythm): number {
  for (let count = 1; ; count++) {
    const end = plus(anchor, rhythm, count)
    if (end > at) return end
  }
}

function plus(anchor: number, { interval, interval_count }: Rhythm, count: number): number {
  const seconds = SECONDS[interval]
  if (seconds !== undefined) return anchor + seconds * interval_count * count
  return plusMonths(anchor, (MONTHS[interval] ?? 1) * interval_count * count)
}

function plusMonths(anchor: number, months: number): number {
  const start = new Date(anchor * 1000)
  const end = new Date(anchor * 1000)
  end.setUTCDate(1)
  end.setUTCMonth(start.getUTCMonth() + months)
  const daysInMonth = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate()
  end.setUTCDate(Math.min(start.getUTCDate(), daysInMonth))
  return Math.floor(end.getTime() / 1000)
}
