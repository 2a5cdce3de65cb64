import {
  type AnyScope,
  type Asked,
  commonScope,
  type GrantInput,
  isSameScope,
  itemsBeyond,
  liesWithin,
  LONGEST_GRANT_SECONDS,
  type Manifest,
  type PermissionId,
  type PermissionRequest,
  type ProblemIssue,
  SCOPES,
} from '@grantry/contract'
import type { z } from 'zod'
import { jsonPath } from '../../platform/http/index.ts'
import { grantsErrors } from './grants.errors.ts'

/** A grant that has been checked against what the manifest asks for. */
export interface CheckedGrant {
  permission: PermissionId
  scope: AnyScope
  expiresAt: Date | null
}

/**
 * Checks what a person grants against what is asked: nothing that is not asked for, nothing wider, nothing twice.
 * A grant without a scope gives the scope that is asked for.
 */
export function checkGrants(manifest: Manifest, inputs: readonly GrantInput[], now: Date): CheckedGrant[] {
  const seen = new Set<PermissionId>()
  return inputs.map((input, index) => {
    const at = `$.grants[${index}]`
    if (seen.has(input.permission)) throw grantsErrors.grantedTwice(input.permission, at)
    seen.add(input.permission)
    return checkGrant(manifest, input, { now, at })
  })
}

/** As {@link checkGrants}, of one; `at` is where it stands in what was sent. */
export function checkGrant(
  manifest: Manifest,
  input: GrantInput,
  { now, at }: { now: Date; at: string },
): CheckedGrant {
  const { permission } = input
  const request = manifest.permissions.find(({ id }) => id === permission)
  if (request === undefined) throw grantsErrors.notRequested(permission, at)
  const scope = input.scope === undefined ? request.scope : parseScope(permission, input.scope, at)
  const asked = askedBy(manifest, request)
  if (!liesWithin(asked, scope)) throw grantsErrors.exceedsRequest(permission, at, itemsBeyond(asked, scope))
  return { permission, scope, expiresAt: endOf(input, now, at) }
}

function endOf({ permission, expiresInSeconds, expiresAt }: GrantInput, now: Date, at: string): Date | null {
  if (expiresInSeconds !== undefined) return secondsAfter(now, expiresInSeconds)
  if (expiresAt === undefined) return null
  const end = new Date(expiresAt)
  if (end <= now) throw grantsErrors.endIsPast(permission, at)
  if (end > secondsAfter(now, LONGEST_GRANT_SECONDS)) throw grantsErrors.endIsFar(permission, at)
  return end
}

const secondsAfter = (now: Date, seconds: number): Date => new Date(now.getTime() + seconds * 1000)

/** A grant that has not been revoked; its time may be over. */
export interface PresentGrant extends CheckedGrant {
  id: string
}

/** From the grants there are to those there shall be. */
export interface GrantChanges {
  revoke: string[]
  give: CheckedGrant[]
}

/**
 * What is wanted as it stands is left alone: it stays the consent of whoever gave it, since they gave it. A grant whose
 * time is over is no right; it stays, to say so, until the permission is granted anew.
 */
export function changesOf(present: readonly PresentGrant[], wanted: readonly CheckedGrant[], now: Date): GrantChanges {
  const stands = (grant: CheckedGrant) => present.some((other) => isSame(grant, other))
  const give = wanted.filter((grant) => !stands(grant))
  const isReplaced = ({ permission }: CheckedGrant) => give.some((grant) => grant.permission === permission)
  const isLeftOut = (grant: CheckedGrant) => !wanted.some(({ permission }) => permission === grant.permission)
  const revoked = present.filter((grant) => isReplaced(grant) || (isLeftOut(grant) && !isEnded(grant, now)))
  return { give, revoke: revoked.map(({ id }) => id) }
}

/** Whether its time is over. */
export const isEnded = ({ expiresAt }: Pick<CheckedGrant, 'expiresAt'>, now: Date): boolean =>
  expiresAt !== null && expiresAt <= now

const isSame = (a: CheckedGrant, b: CheckedGrant): boolean =>
  a.permission === b.permission && a.expiresAt?.getTime() === b.expiresAt?.getTime() && isSameScope(a.scope, b.scope)

/** The required permissions that have no grant. */
export const missingConsent = (manifest: Manifest, granted: readonly PermissionId[]): PermissionId[] =>
  manifest.permissions.filter((request) => !request.optional && !granted.includes(request.id)).map(({ id }) => id)

export const isComplete = (manifest: Manifest, grants: readonly CheckedGrant[]): boolean =>
  missingConsent(
    manifest,
    grants.map(({ permission }) => permission),
  ).length === 0

/**
 * What is left of grants when the install moves to another version: the part of each that the new manifest still asks
 * for. Nothing is added, so what a wider request asks for on top stays closed.
 */
export function keepGrants(after: Manifest, grants: readonly CheckedGrant[]): CheckedGrant[] {
  return grants.flatMap((grant) => {
    const request = after.permissions.find(({ id }) => id === grant.permission)
    const scope = request === undefined ? null : commonScope(askedBy(after, request), grant.scope)
    return scope === null ? [] : [{ ...grant, scope }]
  })
}

/**
 * The required permissions that a new version may not come without: those for which nothing was kept, and those that it
 * asks for more widely than the version before, whatever a person had granted that one.
 */
export function newConsent(before: Manifest, after: Manifest, kept: readonly CheckedGrant[]): PermissionId[] {
  const required = after.permissions.filter(({ optional }) => !optional)
  return required.filter((request) => isOpen(request, kept) || isWider(before, request)).map(({ id }) => id)
}

const isOpen = (request: PermissionRequest, kept: readonly CheckedGrant[]): boolean =>
  !kept.some(({ permission }) => permission === request.id)

function isWider(before: Manifest, request: PermissionRequest): boolean {
  const known = before.permissions.find(({ id }) => id === request.id)
  return known === undefined || !liesWithin(askedBy(before, known), request.scope)
}

const askedBy = (manifest: Manifest, { id, scope }: PermissionRequest): Asked => ({ extension: manifest.id, id, scope })

function parseScope(permission: PermissionId, scope: unknown, at: string): AnyScope {
  const parsed = SCOPES[permission].safeParse(scope)
  if (!parsed.success) throw grantsErrors.scopeInvalid(permission, issuesOf(parsed.error, `${at}.scope`))
  return parsed.data
}

const issuesOf = ({ issues }: z.ZodError, at: string): ProblemIssue[] =>
  issues.map(({ path, message }) => ({ path: jsonPath(path).replace('$', at), message }))
