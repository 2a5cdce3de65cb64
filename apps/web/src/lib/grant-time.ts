import type { GrantTerms } from '@grantry/contract'
import { formatInstant } from './format.ts'

/** When a grant ends by itself; neither for one that lasts until somebody takes it back. */
export type GrantEnd = Pick<GrantTerms, 'expiresInSeconds' | 'expiresAt'>

export const NO_END: GrantEnd = {}

export interface TimeOption {
  key: string
  name: string
  end: GrantEnd
}

const TIMES: readonly TimeOption[] = [
  { key: 'lasting', name: 'Until you take it back', end: NO_END },
  { key: '3600', name: 'For an hour', end: { expiresInSeconds: 3_600 } },
  { key: '86400', name: 'For a day', end: { expiresInSeconds: 86_400 } },
  { key: '604800', name: 'For a week', end: { expiresInSeconds: 604_800 } },
  { key: '2592000', name: 'For 30 days', end: { expiresInSeconds: 2_592_000 } },
]

export const keyOfEnd = ({ expiresInSeconds, expiresAt }: GrantEnd): string =>
  expiresAt ?? (expiresInSeconds === undefined ? 'lasting' : String(expiresInSeconds))

/** What can be chosen; an end that is none of them stands first, as it is. */
export function timeOptions(present: GrantEnd): readonly TimeOption[] {
  const key = keyOfEnd(present)
  if (present.expiresAt === undefined || TIMES.some((option) => option.key === key)) return TIMES
  return [{ key, name: `Until ${formatInstant(present.expiresAt)}, as it is`, end: present }, ...TIMES]
}

/** The end in words, for all but those that last; null for those. */
export const endInWords = (end: GrantEnd): string | null =>
  keyOfEnd(end) === 'lasting' ? null : (timeOptions(end).find(({ key }) => key === keyOfEnd(end))?.name ?? null)

/** The end that all of them have; null when they differ. */
export function commonEnd(ends: readonly GrantEnd[]): GrantEnd | null {
  const [first = NO_END, ...others] = ends
  return others.every((end) => keyOfEnd(end) === keyOfEnd(first)) ? first : null
}
