import type { Usage } from '@grantry/contract'

type Day = Usage['daily'][number]

const DAY_MS = 86_400_000
const SHOWN_DAYS = 30

/** What calls and job runs used on a day. */
export const fuelOf = ({ fuel, runsFuel }: Day): string => String(BigInt(fuel) + BigInt(runsFuel))

/** The 30 days up to today (UTC), with the days on which nothing was called as zeros. */
export function lastDays(daily: readonly Day[], nowMs: number): Day[] {
  const known = new Map(daily.map((day) => [day.day, day]))
  return Array.from({ length: SHOWN_DAYS }, (_, index) => {
    const day = new Date(nowMs - (SHOWN_DAYS - 1 - index) * DAY_MS).toISOString().slice(0, 10)
    return known.get(day) ?? { day, calls: 0, failed: 0, fuel: '0', runs: 0, runsFuel: '0' }
  })
}
