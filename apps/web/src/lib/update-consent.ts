import type { GrantInput, GrantView, PermissionId, PermissionView } from '@grantry/contract'
import { chosenGrants, initialChoices, isNarrowed, readScope, type Choice, type Choices } from './consent.ts'
import { currentGrants, endOf } from './grants.ts'

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
  const settled = before.flatMap((grant) => {
    const request = after.find((one) => isSettled(grant, one))
    // What was a choice may be one no longer.
    return request === undefined ? [] : [{ ...grant, optional: request.optional }]
  })
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

/**
 * What the dialog begins with for what is asked anew. Where somebody had limited it before, the limits stand as far as they
 * can be granted: an update that is merely confirmed widens nothing that a person has narrowed.
 */
export function choicesFrom(before: readonly GrantView[], open: readonly PermissionView[]): Choices {
  const limited = open.flatMap((request): [PermissionId, Choice][] => {
    const grant = before.find(({ id, granted }) => id === request.id && granted)
    return grant === undefined ? [] : [[request.id, limitedAs(grant, request)]]
  })
  return { ...initialChoices(open), ...Object.fromEntries(limited) }
}

function limitedAs(grant: GrantView, request: PermissionView): Choice {
  const scope = grant.grantedScope ?? grant.scope
  const keepsScope = isNarrowed(grant, scope) && readScope(request, scope).sentence !== null
  return { granted: !request.optional, scope: keepsScope ? scope : request.scope, end: endOf(grant) }
}

/** All grants of the install on the other version: what stands but for what is taken back now, and what was chosen. */
export const updateGrants = (
  { settled, open }: RequestChanges,
  choices: Choices,
  takenBack: ReadonlySet<PermissionId> = new Set(),
): GrantInput[] => [...currentGrants(settled.filter(({ id }) => !takenBack.has(id))), ...chosenGrants(open, choices)]
