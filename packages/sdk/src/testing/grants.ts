import {
  type AnyScope,
  explicitScope,
  type PermissionId,
  PERMISSIONS,
  type ScopedPermission,
  SCOPES,
  scopeRules,
  type Targets,
} from '@grantry/contract'
import { Refusal } from './refusal.ts'

/** A permission in the whole scope there is, or in a narrower one. */
export type TestGrant = PermissionId | { permission: PermissionId; scope?: Readonly<Record<string, unknown>> }

/** What somebody has granted. Everything else is denied. */
export class TestGrants {
  /** The scope of each; null is any. */
  readonly #granted = new Map<PermissionId, AnyScope | null>()
  readonly #extension: string

  /** Takes the id of the extension: `jobs.run` without a list of jobs is for its own alone. */
  constructor(extension: string) {
    this.#extension = extension
  }

  /** Grants a permission, in place of an earlier grant of it. Throws for a scope that the permission does not have. */
  grant(grant: TestGrant): void {
    const { permission, scope } = typeof grant === 'string' ? { permission: grant } : grant
    const given = scope === undefined ? wholeScope(permission) : SCOPES[permission].parse(scope)
    const granted = given && explicitScope({ id: permission, scope: given } as ScopedPermission, this.#extension)
    this.#granted.set(permission, granted)
  }

  revoke(permission: PermissionId): void {
    this.#granted.delete(permission)
  }

  /** Whether a grant covers a target, by the rules of the platform's own gate. */
  covers<P extends PermissionId>(permission: P, target: Targets[P]): boolean {
    const scope = this.#granted.get(permission)
    if (scope === undefined) return false
    return scope === null || scopeRules(permission).covers(scope, target)
  }

  /** Throws a `permission_denied` refusal, in the words of the platform. */
  require<P extends PermissionId>(permission: P, target: Targets[P]): void {
    this.requireAny(permission)
    if (!this.covers(permission, target)) throw denied(permission, `does not cover ${JSON.stringify(target)}`)
  }

  requireAny(permission: PermissionId): void {
    if (!this.#granted.has(permission)) throw denied(permission, 'has not been granted')
  }
}

const denied = (permission: PermissionId, why: string) =>
  new Refusal('permission_denied', `${PERMISSIONS[permission].title} (${permission}) ${why}`)

/** What the schema of a scope fills in by itself; null where it has to name something. */
const wholeScope = (permission: PermissionId): AnyScope | null => SCOPES[permission].safeParse({}).data ?? null
