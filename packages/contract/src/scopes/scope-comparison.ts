import type { AnyScope, PermissionId, ScopedPermission } from '../permissions.ts'
import { explicitScope, scopeRules } from './scope-rules.ts'

/** What an extension asks for under one permission. */
export interface Asked {
  extension: string
  id: PermissionId
  scope: AnyScope
}

/** The scope that covers exactly what is asked for and another scope of the same permission both cover; null for nothing. */
export const commonScope = (asked: Asked, scope: AnyScope): AnyScope | null =>
  isSameScope(asked.scope, scope)
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

/** Whether two scopes are written alike, in whatever order of their fields. */
export function isSameScope(a: AnyScope, b: AnyScope): boolean {
  const fields = (scope: AnyScope) => JSON.stringify(Object.entries(scope).toSorted(([x], [y]) => (x < y ? -1 : 1)))
  return fields(a) === fields(b)
}

/** One of the values of a scope, and where it stands in it: `hosts[1]`. */
export interface ScopeItem {
  path: string
  text: string
}

/** What of a scope reaches beyond what is asked for, item by item; nothing for one that lies within. */
export function itemsBeyond(asked: Asked, scope: AnyScope): ScopeItem[] {
  const items = Object.entries(scope).flatMap(([key, value]) =>
    Array.isArray(value)
      ? value.map((item: unknown, index) => ({
          path: `${key}[${index}]`,
          alone: { [key]: [item] },
          text: String(item),
        }))
      : [{ path: key, alone: { [key]: value as unknown }, text: String(value) }],
  )
  return items
    .filter(({ alone }) => !liesWithin(asked, { ...asked.scope, ...alone }))
    .map(({ path, text }) => ({ path, text }))
}
