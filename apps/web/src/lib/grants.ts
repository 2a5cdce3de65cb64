import type { GrantInput, GrantView, PermissionId } from '@grantry/contract'
import { isNarrowed, type Scope } from './consent.ts'

/** Seconds from now to an instant, at least the minute a grant must last. */
const secondsUntil = (instant: string, nowMs: number): number =>
  Math.max(60, Math.round((Date.parse(instant) - nowMs) / 1000))

/** What is granted now, as the server takes it: for it replaces all grants at once. */
export function currentGrants(grants: readonly GrantView[], nowMs: number): GrantInput[] {
  return grants
    .filter(({ granted }) => granted)
    .map((grant) => ({
      permission: grant.id,
      ...scopeOf(grant, grant.grantedScope ?? grant.scope),
      ...(grant.expiresAt === null ? {} : { expiresInSeconds: secondsUntil(grant.expiresAt, nowMs) }),
    }))
}

export const withoutGrant = (grants: readonly GrantInput[], id: PermissionId): GrantInput[] =>
  grants.filter(({ permission }) => permission !== id)

/** With this permission granted for this scope, and all others as they were. */
export const withGrant = (grants: readonly GrantInput[], request: GrantView, scope: Scope): GrantInput[] => [
  ...withoutGrant(grants, request.id),
  { permission: request.id, ...scopeOf(request, scope) },
]

const scopeOf = (request: GrantView, scope: Scope): Pick<GrantInput, 'scope'> =>
  isNarrowed(request, scope) ? { scope } : {}
