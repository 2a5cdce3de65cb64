import './zod-without-eval.ts'
import {
  itemsBeyond,
  permissionSentence,
  SCOPES,
  type Asked,
  type GrantInput,
  type GrantTerms,
  type PermissionId,
  type PermissionView,
  type ScopeItem,
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

export interface ScopeReading {
  /** In plain words; null for what is no scope, or reaches too far. */
  sentence: string | null
  /** What is wrong, by the field of the scope. */
  problems: Readonly<Record<string, readonly string[]>>
}

/** A narrowed scope in plain words, or why it cannot be granted. */
export function readScope(request: PermissionView, scope: Scope): ScopeReading {
  const parsed = SCOPES[request.id].safeParse(scope)
  if (!parsed.success)
    return { sentence: null, problems: byField(parsed.error.issues, ({ path, message }) => [String(path[0]), message]) }
  const beyond = itemsBeyond(askedBy(request), parsed.data)
  if (beyond.length === 0) return { sentence: permissionSentence(request.id, parsed.data), problems: {} }
  const tooFar = ({ path, text }: ScopeItem): [string, string] => [
    path.replace(/\[.*/, ''),
    `${text} reaches beyond what it asks for`,
  ]
  return { sentence: null, problems: byField(beyond, tooFar) }
}

/** Whose jobs are meant by a scope without them makes no difference here: such a scope cannot be narrowed. */
const askedBy = ({ id, scope }: PermissionView): Asked => ({ extension: '', id, scope: SCOPES[id].parse(scope) })

function byField<T>(
  items: readonly T[],
  read: (item: T) => [field: string, problem: string],
): ScopeReading['problems'] {
  const problems: Record<string, string[]> = {}
  for (const item of items) {
    const [field, problem] = read(item)
    const known = (problems[field] ??= [])
    if (!known.includes(problem)) known.push(problem)
  }
  return problems
}

/** Whether everything that is on can be granted as it is narrowed. */
export const isGrantable = (permissions: readonly PermissionView[], choices: Choices): boolean =>
  permissions.every((permission) => {
    const choice = choices[permission.id]
    return !choice?.granted || readScope(permission, choice.scope).sentence !== null
  })

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
