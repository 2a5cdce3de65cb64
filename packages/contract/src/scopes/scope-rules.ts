import type { AnyScope, PermissionId, ScopedPermission, ScopeOf } from '../permissions.ts'
import { exactName, hostPattern, pathPattern, qualifiedPattern, type PatternKind } from './patterns.ts'

/** Nothing smaller than the whole of what a permission covers. */
type Whole = Readonly<Record<string, never>>

/** What a host call wants to touch, for each permission. */
export interface Targets {
  'entries.read': { path: string }
  'entries.write': { path: string }
  'credentials.read': { name: string }
  'credentials.write': { name: string }
  /** `host` as in a URL's `host`: lower case, with the port unless it is the scheme's own. */
  network: { host: string; method: string }
  database: Whole
  'ai.ocr': Whole
  'ai.classify': Whole
  /** `ext:name` */
  'jobs.run': { job: string }
  'jobs.schedule': Whole
  /** Full wire name of an extension's operation. */
  'extensions.call': { operation: string }
  users: Whole
}

interface ScopeRules<P extends PermissionId> {
  /** Whether the scope covers the target. */
  covers(scope: ScopeOf<P>, target: Targets[P]): boolean
  /** The scope that covers exactly what both cover; null when that is nothing. */
  common(left: ScopeOf<P>, right: ScopeOf<P>): ScopeOf<P> | null
}

function commonOf(kind: PatternKind, left: readonly string[], right: readonly string[]): string[] {
  const pairs = left.flatMap((a) => right.map((b) => kind.common(a, b)))
  return [...new Set(pairs.filter((pattern) => pattern !== null))]
}

const some = (kind: PatternKind, patterns: readonly string[], target: string) =>
  patterns.some((pattern) => kind.covers(pattern, target))

const paths: ScopeRules<'entries.read' | 'entries.write'> = {
  covers: (scope, target) => some(pathPattern, scope.paths, target.path),
  common(left, right) {
    const common = commonOf(pathPattern, left.paths, right.paths)
    return common.length === 0 ? null : { paths: common }
  },
}

const names: ScopeRules<'credentials.read' | 'credentials.write'> = {
  covers: (scope, target) => some(exactName, scope.names, target.name),
  common(left, right) {
    const common = commonOf(exactName, left.names, right.names)
    return common.length === 0 ? null : { names: common }
  },
}

const network: ScopeRules<'network'> = {
  covers: (scope, target) =>
    scope.methods.some((method) => method === target.method) && some(hostPattern, scope.hosts, target.host),
  common(left, right) {
    const hosts = commonOf(hostPattern, left.hosts, right.hosts)
    const methods = left.methods.filter((method) => right.methods.includes(method))
    return hosts.length === 0 || methods.length === 0 ? null : { hosts, methods }
  },
}

const operations: ScopeRules<'extensions.call'> = {
  covers: (scope, target) => some(qualifiedPattern, scope.operations, target.operation),
  common(left, right) {
    const common = commonOf(qualifiedPattern, left.operations, right.operations)
    return common.length === 0 ? null : { operations: common }
  },
}

/** A scope without `jobs` has been given its meaning, the extension's own jobs, before it comes here: `explicitScope`. */
const jobs: ScopeRules<'jobs.run'> = {
  covers: (scope, target) => some(qualifiedPattern, scope.jobs ?? [], target.job),
  common(left, right) {
    const common = commonOf(qualifiedPattern, left.jobs ?? [], right.jobs ?? [])
    return common.length === 0 ? null : { jobs: common }
  },
}

/** The quota is enforced where bytes are written; the right carries the smaller of the two. */
const database: ScopeRules<'database'> = {
  covers: () => true,
  common: (left, right) => ({ quotaMiB: Math.min(left.quotaMiB, right.quotaMiB) }),
}

const whole: ScopeRules<'ai.ocr' | 'ai.classify' | 'jobs.schedule' | 'users'> = {
  covers: () => true,
  common: () => ({}),
}

const RULES: { readonly [P in PermissionId]: ScopeRules<P> } = {
  'entries.read': paths,
  'entries.write': paths,
  'credentials.read': names,
  'credentials.write': names,
  network,
  database,
  'ai.ocr': whole,
  'ai.classify': whole,
  'jobs.run': jobs,
  'jobs.schedule': whole,
  'extensions.call': operations,
  users: whole,
}

/** The rules of a permission that is only known at run time; scope and target must belong to it. */
export const scopeRules = (id: PermissionId) => RULES[id] as unknown as ErasedRules

interface ErasedRules {
  covers(scope: AnyScope, target: Targets[PermissionId]): boolean
  common(left: AnyScope, right: AnyScope): AnyScope | null
}

/** A scope with its meaning spelled out: `jobs.run` without a list of jobs stands for all of the extension's own. */
export function explicitScope({ id, scope }: ScopedPermission, extension: string): AnyScope {
  return id === 'jobs.run' && scope.jobs === undefined ? { jobs: [`${extension}:*`] } : scope
}
