import {
  type AnyScope,
  type GrantInput,
  type Manifest,
  type PermissionId,
  type PermissionRequest,
  SCOPES,
} from '@grantry/contract'
import { type Asked, commonScope, liesWithin } from '../catalog/index.ts'
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
    const { permission, expiresInSeconds } = input
    if (seen.has(permission)) throw grantsErrors.grantedTwice(permission, index)
    seen.add(permission)
    const request = manifest.permissions.find(({ id }) => id === permission)
    if (request === undefined) throw grantsErrors.notRequested(permission, index)
    const scope = input.scope === undefined ? request.scope : parseScope(permission, input.scope, index)
    if (!liesWithin(askedBy(manifest, request), scope)) throw grantsErrors.exceedsRequest(permission, index)
    return {
      permission,
      scope,
      expiresAt: expiresInSeconds === undefined ? null : new Date(now.getTime() + expiresInSeconds * 1000),
    }
  })
}

/** The required permissions that have no grant. */
export const missingConsent = (manifest: Manifest, granted: readonly PermissionId[]): PermissionId[] =>
  manifest.permissions.filter((request) => !request.optional && !granted.includes(request.id)).map(({ id }) => id)

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

function parseScope(permission: PermissionId, scope: unknown, index: number): AnyScope {
  const parsed = SCOPES[permission].safeParse(scope)
  if (!parsed.success)
    throw grantsErrors.scopeInvalid(permission, index, parsed.error.issues[0]?.message ?? 'not valid')
  return parsed.data
}
