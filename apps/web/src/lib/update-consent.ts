import type { GrantInput, GrantView, PermissionId, PermissionView } from '@grantry/contract'
import { chosenGrants, type Choices } from './consent.ts'
import { currentGrants } from './grants.ts'

/** What another version asks for, beside what was asked and decided before. */
export interface RequestChanges {
  /** New, asked for differently, or required where it was a choice that was declined: to be decided now. */
  open: PermissionView[]
  /** Asked for as before: the decision stands. */
  settled: GrantView[]
  /** No longer asked for. */
  dropped: GrantView[]
}

export function compareRequests(before: readonly GrantView[], after: readonly PermissionView[]): RequestChanges {
  const settled = before.filter((grant) => after.some((request) => isSettled(grant, request)))
  return {
    settled,
    open: after.filter((request) => !settled.some(({ id }) => id === request.id)),
    dropped: before.filter((grant) => !after.some(({ id }) => id === grant.id)),
  }
}

const isSettled = (grant: GrantView, request: PermissionView): boolean =>
  grant.id === request.id &&
  JSON.stringify(grant.scope) === JSON.stringify(request.scope) &&
  (grant.granted || request.optional)

/** All grants of the install on the other version: what stands but for what is taken back now, and what was chosen. */
export const updateGrants = (
  { settled, open }: RequestChanges,
  choices: Choices,
  takenBack: ReadonlySet<PermissionId> = new Set(),
): GrantInput[] => [...currentGrants(settled.filter(({ id }) => !takenBack.has(id))), ...chosenGrants(open, choices)]
