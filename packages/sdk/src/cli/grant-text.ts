import type { GrantView } from '@grantry/contract'
import { formatInstant, formatTable } from './format.ts'
import { spanText } from './grant-time.ts'
import { printable } from './printable.ts'

/** The permissions of an install, with what was decided about each. */
export function grantsText(grants: readonly GrantView[], nowMs: number): string {
  if (grants.length === 0) return 'It asks for no permission'
  const rows = grants.map((grant) => [
    grant.id,
    grant.optional ? 'optional' : 'required',
    stateText(grant),
    untilText(grant, nowMs),
    printable(grant.grantedSentence ?? grant.ended?.sentence ?? grant.sentence),
  ])
  return formatTable(['permission', 'asked', 'state', 'until (utc)', 'what it allows'], rows)
}

function stateText({ granted, ended }: GrantView): string {
  if (granted) return 'granted'
  return ended === null ? 'not granted' : 'over'
}

function untilText({ expiresAt, ended }: GrantView, nowMs: number): string {
  if (ended !== null) return formatInstant(ended.at)
  if (expiresAt === null) return ''
  return `${formatInstant(expiresAt)} (${spanText((Date.parse(expiresAt) - nowMs) / 1_000)} left)`
}
