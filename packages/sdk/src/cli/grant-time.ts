import { usageError } from './cli.errors.ts'

const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 }

/** Reads for how long something is granted, `30m`, `12h`, `7d` or `2w`, in seconds. Throws a usage error for all else. */
export function parseGrantTime(text: string): number {
  const [, amount = '', unit = ''] = /^([1-9]\d{0,4})([mhdw])$/.exec(text) ?? []
  const seconds = Number(amount) * (SECONDS[unit] ?? Number.NaN)
  if (Number.isNaN(seconds)) throw usageError(`--for takes a time such as 30m, 12h, 7d or 2w, not ${text}`)
  return seconds
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `7 days`, `1 hour`: the largest unit that a time is at least one of. */
export function spanText(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? (['second', 1] as const)
  const amount = Math.max(0, Math.floor(seconds / length))
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
