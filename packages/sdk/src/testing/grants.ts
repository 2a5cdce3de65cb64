import { PERMISSIONS, SCOPES, type PermissionId } from '@grantry/contract'
import { Refusal } from './refusal.ts'

/** A permission in the whole scope there is, or in a narrower one. */
export type TestGrant = PermissionId | { permission: PermissionId; scope?: Readonly<Record<string, unknown>> }

/** What somebody has granted. Everything else is denied. */
export class TestGrants {
  /** Patterns of a grant; null is any. */
  readonly #granted = new Map<PermissionId, readonly string[] | null>()

  /** Grants a permission, in place of an earlier grant of it. Throws for a scope that the permission does not have. */
  grant(grant: TestGrant): void {
    const { permission, scope } = typeof grant === 'string' ? { permission: grant } : grant
    this.#granted.set(permission, scope === undefined ? null : patternsOf(permission, scope))
  }

  revoke(permission: PermissionId): void {
    this.#granted.delete(permission)
  }

  /** Whether a grant covers a path, an operation or a job. */
  covers(permission: PermissionId, target: string): boolean {
    const patterns = this.#granted.get(permission)
    if (patterns === undefined) return false
    return patterns === null || patterns.some((pattern) => matches(pattern, target))
  }

  /** Throws a `permission_denied` refusal, in the words of the platform. */
  require(permission: PermissionId, target: string): void {
    this.requireAny(permission)
    if (!this.covers(permission, target)) throw denied(permission, `does not cover ${target}`)
  }

  requireAny(permission: PermissionId): void {
    if (!this.#granted.has(permission)) throw denied(permission, 'has not been granted')
  }
}

const denied = (permission: PermissionId, why: string) =>
  new Refusal('permission_denied', `${PERMISSIONS[permission].title} (${permission}) ${why}`)

function patternsOf(permission: PermissionId, scope: Readonly<Record<string, unknown>>): readonly string[] | null {
  const parsed = SCOPES[permission].parse(scope)
  if ('paths' in parsed) return parsed.paths
  if ('operations' in parsed) return parsed.operations
  return 'jobs' in parsed ? (parsed.jobs ?? null) : null
}

/** The gate's meaning of a pattern: `/*` at the end is one segment, `/**` one or more; `ext:*` all of an extension. */
function matches(pattern: string, target: string): boolean {
  if (pattern.endsWith('/**')) return target.startsWith(pattern.slice(0, -2))
  if (pattern.endsWith('/*'))
    return target.startsWith(pattern.slice(0, -1)) && !target.slice(pattern.length - 1).includes('/')
  if (pattern.endsWith(':*')) return target.split(':').at(-2) === pattern.slice(0, -2)
  return target === pattern
}
