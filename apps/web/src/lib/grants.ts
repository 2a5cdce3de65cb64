import type { GrantInput, GrantTerms, GrantView } from '@grantry/contract'
import { termsFor } from './consent.ts'
import { NO_END, type GrantEnd } from './grant-time.ts'

/** When what is granted now ends. */
export const endOf = ({ expiresAt }: GrantView): GrantEnd => (expiresAt === null ? NO_END : { expiresAt })

/** A grant as it stands, or as it would be given when it does not: with the whole scope, until it is taken back. */
export const standingTerms = (grant: GrantView): GrantTerms =>
  termsFor(grant, { scope: grant.grantedScope ?? grant.scope, end: endOf(grant) })

/** What is granted now, to be sent back as it stands. */
export const currentGrants = (grants: readonly GrantView[]): GrantInput[] =>
  grants.filter(({ granted }) => granted).map((grant) => ({ permission: grant.id, ...standingTerms(grant) }))

/** The shortest that a grant may last, and what lengths are rounded to. */
const MINUTE_S = 60

/** For how long something was granted for a time, in seconds of whole minutes; null for what is granted until it is taken back, or not. */
export function grantedSeconds({ grantedAt, expiresAt, ended }: GrantView): number | null {
  const [from, to] = ended === null ? [grantedAt, expiresAt] : [ended.grantedAt, ended.at]
  if (from === null || to === null) return null
  return Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 1_000 / MINUTE_S)) * MINUTE_S
}

/** The same again from now on: as far and for as long. */
export function renewedTerms(grant: GrantView): GrantTerms {
  const scope = grant.ended?.scope ?? grant.grantedScope ?? grant.scope
  const seconds = grantedSeconds(grant)
  return termsFor(grant, { scope, end: seconds === null ? NO_END : { expiresInSeconds: seconds } })
}

/** Milliseconds until the first of them ends by itself, at most an hour; false when none does. */
export function untilNextEnd(grants: readonly GrantView[], nowMs: number): number | false {
  const ends = grants.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [Date.parse(expiresAt)]))
  if (ends.length === 0) return false
  return Math.min(3_600_000, Math.max(1_000, Math.min(...ends) - nowMs + 500))
}
