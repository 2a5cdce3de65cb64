import type { AnyScope, PermissionRequest } from '@grantry/contract'
import { scopeRules } from '@grantry/runtime'
import { isDeepStrictEqual } from 'node:util'

type Scoped = Pick<PermissionRequest, 'id' | 'scope'>

/** The scope that covers exactly what a request and another scope of the same permission both cover; null for nothing. */
export const commonScope = (request: Scoped, scope: AnyScope): AnyScope | null =>
  isDeepStrictEqual(request.scope, scope) ? scope : scopeRules(request.id).common(request.scope, scope)

/** Whether a scope covers nothing that the requested one does not: what both have in common is then the scope itself. */
export function liesWithin(request: Scoped, scope: AnyScope): boolean {
  const common = commonScope(request, scope)
  if (common === null) return false
  const limits = new Map(Object.entries(common))
  return Object.entries(scope).every(([key, value]) => {
    const limit: unknown = limits.get(key)
    return Array.isArray(value) ? Array.isArray(limit) && value.every((item) => limit.includes(item)) : limit === value
  })
}
