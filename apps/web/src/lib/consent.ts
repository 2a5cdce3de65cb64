import './zod-without-eval.ts'
import {
  permissionSentence,
  SCOPES,
  type GrantInput,
  type GrantTerms,
  type PermissionId,
  type PermissionView,
} from '@grantry/contract'
import { NO_END, type GrantEnd } from './grant-time.ts'

/** Values of a scope by name, as a manifest asks for them or a person narrows them. */
export type Scope = PermissionView['scope']

/** What a person decided about one requested permission. */
export interface Choice {
  granted: boolean
  scope: Scope
  end: GrantEnd
}
export type Choices = Readonly<Partial<Record<PermissionId, Choice>>>

/** What is required is granted in full by installing; what is optional stays off until somebody turns it on. */
export function initialChoices(permissions: readonly PermissionView[]): Choices {
  return Object.fromEntries(
    permissions.map(({ id, optional, scope }) => [id, { granted: !optional, scope, end: NO_END }]),
  )
}

/** The grants of a consent. A scope is only said when it differs from the requested one. */
export function chosenGrants(permissions: readonly PermissionView[], choices: Choices): GrantInput[] {
  return permissions.flatMap((permission) => {
    const choice = choices[permission.id]
    if (!choice?.granted) return []
    return [{ permission: permission.id, ...termsFor(permission, choice) }]
  })
}

/** How far and for how long. */
export const termsFor = (permission: PermissionView, { scope, end }: Pick<Choice, 'scope' | 'end'>): GrantTerms => ({
  ...(isNarrowed(permission, scope) && { scope }),
  ...end,
})

/** The same choices, all of them with this end. */
export const withEnd = (permissions: readonly PermissionView[], choices: Choices, end: GrantEnd): Choices =>
  Object.fromEntries(
    permissions.map((permission) => [permission.id, { ...(choices[permission.id] ?? declined(permission)), end }]),
  )

export const declined = ({ scope }: PermissionView): Choice => ({ granted: false, scope, end: NO_END })

export const isNarrowed = ({ scope }: PermissionView, chosen: Scope): boolean =>
  JSON.stringify(scope) !== JSON.stringify(chosen)

export type ScopeReading = { sentence: string; problem: null } | { sentence: null; problem: string }

/** A scope in plain words, or why it is none. Whether it lies within the requested one, the server decides. */
export function readScope(id: PermissionId, scope: Scope): ScopeReading {
  const parsed = SCOPES[id].safeParse(scope)
  if (parsed.success) return { sentence: permissionSentence(id, parsed.data), problem: null }
  return { sentence: null, problem: parsed.error.issues[0]?.message ?? 'This is not a scope of this permission' }
}

/** How a value of a scope is narrowed: by leaving some of a list out, by writing other patterns, or by a number. */
export type Narrowing =
  | { kind: 'subset'; key: string; requested: string[] }
  | { kind: 'patterns'; key: string; requested: string[] }
  | { kind: 'number'; key: string; requested: number }

export function narrowings(scope: Scope): Narrowing[] {
  return Object.entries(scope).flatMap(([key, requested]): Narrowing[] => {
    if (typeof requested === 'number') return [{ kind: 'number', key, requested }]
    if (!isTextList(requested)) return []
    if (requested.some((item) => item.includes('*'))) return [{ kind: 'patterns', key, requested }]
    return requested.length > 1 ? [{ kind: 'subset', key, requested }] : []
  })
}

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')
