import {
  type AnyScope,
  type GrantInput,
  type Manifest,
  type PermissionId,
  type PermissionRequest,
  SCOPES,
  type ScopedPermission,
} from '@grantry/contract'
import { scopeRules } from '@grantry/runtime'
import { isDeepStrictEqual } from 'node:util'
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
    if (!liesWithin(request, scope)) throw grantsErrors.exceedsRequest(permission, index)
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

function parseScope(permission: PermissionId, scope: unknown, index: number): AnyScope {
  const parsed = SCOPES[permission].safeParse(scope)
  if (!parsed.success)
    throw grantsErrors.scopeInvalid(permission, index, parsed.error.issues[0]?.message ?? 'not valid')
  return parsed.data
}

/** Whether a scope covers nothing that the requested one does not: what both have in common is then the scope itself. */
export function liesWithin(
  request: Pick<PermissionRequest, 'id' | 'scope'> | ScopedPermission,
  scope: AnyScope,
): boolean {
  if (isDeepStrictEqual(request.scope, scope)) return true
  const common = scopeRules(request.id).common(request.scope, scope)
  if (common === null) return false
  const limits = new Map(Object.entries(common))
  return Object.entries(scope).every(([key, value]) => {
    const limit: unknown = limits.get(key)
    return Array.isArray(value) ? Array.isArray(limit) && value.every((item) => limit.includes(item)) : limit === value
  })
}
