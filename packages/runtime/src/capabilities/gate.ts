import {
  type AnyScope,
  explicitScope,
  isPermissionId,
  type PermissionId,
  PERMISSIONS,
  type ScopedPermission,
  scopeRules,
  type Targets,
} from '@grantry/contract'

/**
 * The one gate between a guest and everything that is not its own.
 *
 * A guest may do what its manifest requests, *and* a review approved, *and* a live grant gives, *and* no denial takes
 * away. Pure functions of their arguments: who calls them decides nothing and can widen nothing.
 */

/** What a person of the workspace decided about one permission. */
export type Grant = ScopedPermission & {
  /** A denial takes its scope away, whatever other grants give. */
  effect: 'allow' | 'deny'
  /** From this moment on the grant, or the denial, no longer counts; null for never. */
  expiresAt: Date | null
}

/** What an install may do under one permission. */
export interface Right {
  id: PermissionId
  /** Scopes that are allowed: a target must be covered by one of them. */
  allowed: readonly AnyScope[]
  /** Scopes that are denied: a target must be covered by none of them. */
  denied: readonly AnyScope[]
}

export type Rights = ReadonlyMap<PermissionId, Right>

export interface RightsSources {
  /** Id of the extension: `jobs.run` without a list of jobs means this extension's own. */
  extension: string
  /** What the manifest requests. */
  requested: readonly ScopedPermission[]
  /** What the review approved. */
  reviewed: readonly ScopedPermission[]
  grants: readonly Grant[]
  now: Date
}

/** The effective rights of an install: requested ∩ reviewed ∩ granted, by permission and scope, with the denials kept. */
export function effectiveRights({ extension, requested, reviewed, grants, now }: RightsSources): Rights {
  const live = grants.filter((grant) => isLive(grant, now))
  const rights = new Map<PermissionId, Right>()
  for (const { id } of requested) {
    const scopes = (permissions: readonly ScopedPermission[]) =>
      permissions.filter((permission) => permission.id === id).map((permission) => explicitScope(permission, extension))
    const approved = commonScopes(id, scopes(requested), scopes(reviewed))
    const allowed = commonScopes(id, approved, scopes(live.filter((grant) => grant.effect === 'allow')))
    const denied = scopes(live.filter((grant) => grant.effect === 'deny'))
    if (allowed.length > 0) rights.set(id, { id, allowed, denied })
  }
  return rights
}

/**
 * Permissions that were granted for a time, which is over, and when it ended; those of which something is still granted
 * are not among them. It explains a refusal and decides nothing.
 */
export function endedGrants({ grants, now }: Pick<RightsSources, 'grants' | 'now'>): ReadonlyMap<PermissionId, Date> {
  const given = grants.filter(({ effect }) => effect === 'allow')
  const live = new Set(given.filter((grant) => isLive(grant, now)).map(({ id }) => id))
  const ended = new Map<PermissionId, Date>()
  for (const { id, expiresAt } of given) {
    const known = ended.get(id)
    if (expiresAt === null || !isReadable(expiresAt) || live.has(id)) continue
    if (known === undefined || known < expiresAt) ended.set(id, expiresAt)
  }
  return ended
}

const isReadable = (date: Date): boolean => !Number.isNaN(date.getTime())

/** A date that cannot be read counts as past for what allows, and as future for what denies. */
function isLive({ effect, expiresAt }: Grant, now: Date): boolean {
  if (expiresAt === null) return true
  return effect === 'allow' ? expiresAt.getTime() > now.getTime() : !(expiresAt.getTime() <= now.getTime())
}

function commonScopes(id: PermissionId, left: readonly AnyScope[], right: readonly AnyScope[]): AnyScope[] {
  const rules = scopeRules(id)
  return left.flatMap((a) => right.map((b) => rules.common(a, b))).filter((scope) => scope !== null)
}

/**
 * What several guests have in common: allowed is what each of them may, denied what is denied to any. The rights of a
 * chain of calls, in which nobody lends what another lacks. Of nobody: nothing.
 */
export function commonRights(frames: readonly Rights[]): Rights {
  const [first, ...others] = frames
  const common = new Map<PermissionId, Right>()
  for (const right of first?.values() ?? []) {
    const rights = [right, ...others.map((frame) => frame.get(right.id))]
    if (!rights.every((each) => each !== undefined)) continue
    const allowed = rights.map((each) => each.allowed).reduce((a, b) => commonScopes(right.id, a, b))
    const denied = rights.flatMap((each) => each.denied)
    if (allowed.length > 0) common.set(right.id, { id: right.id, allowed, denied })
  }
  return common
}

/** A permission together with what is to be touched under it. */
export type AccessRequest = { [P in PermissionId]: { permission: P; target: Targets[P] } }[PermissionId]

export type Decision = { allowed: true; right: Right } | { allowed: false; code: 'permission_denied'; reason: string }

/** Decides one access. Denied by default: an unknown permission, one without a right, or a target out of scope. */
export function authorize(rights: Rights, request: AccessRequest): Decision {
  const { permission, target } = request
  if (!isPermissionId(permission)) return deny(`There is no permission ${JSON.stringify(permission)}`)
  const right = rights.get(permission)
  const { title } = PERMISSIONS[permission]
  if (right === undefined) return deny(`${title} (${permission}) has not been granted`)
  const covers = (scope: AnyScope) => scopeRules(permission).covers(scope, target)
  if (right.denied.some(covers)) return deny(`${title} (${permission}) has been denied for ${JSON.stringify(target)}`)
  if (!right.allowed.some(covers)) return deny(`${title} (${permission}) does not cover ${JSON.stringify(target)}`)
  return { allowed: true, right }
}

const deny = (reason: string): Decision => ({ allowed: false, code: 'permission_denied', reason })
