import type { AnyScope, PermissionRequest, ScopedPermission } from '@grantry/contract'
import { explicitScope, scopeRules } from '@grantry/runtime'
import { isDeepStrictEqual } from 'node:util'

/** What an extension asks for under one permission. */
export interface Asked {
  extension: string
  id: PermissionRequest['id']
  scope: AnyScope
}

/** The scope that covers exactly what is asked for and another scope of the same permission both cover; null for nothing. */
export const commonScope = (asked: Asked, scope: AnyScope): AnyScope | null =>
  isDeepStrictEqual(asked.scope, scope)
    ? scope
    : scopeRules(asked.id).common(spelledOut(asked, asked.scope), spelledOut(asked, scope))

/** Whether a scope covers nothing that the asked one does not: what both have in common is then the scope itself. */
export function liesWithin(asked: Asked, scope: AnyScope): boolean {
  const common = commonScope(asked, scope)
  if (common === null) return false
  if (common === scope) return true
  const limits = new Map(Object.entries(common))
  return Object.entries(spelledOut(asked, scope)).every(([key, value]) => {
    const limit: unknown = limits.get(key)
    return Array.isArray(value) ? Array.isArray(limit) && value.every((item) => limit.includes(item)) : limit === value
  })
}

const spelledOut = ({ id, extension }: Asked, scope: AnyScope): AnyScope =>
  explicitScope({ id, scope } as ScopedPermission, extension)
