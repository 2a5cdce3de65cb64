import {
  type GrantView,
  type Install,
  type InstallUses,
  isPermissionId,
  type PermissionId,
  PERMISSIONS,
  type PermissionUse,
  useSentence,
  type UseTarget,
} from '@grantry/contract'
import { KEPT_TARGETS } from './use-retention.ts'
import type { TargetRow, UseDay, UseTotals } from './uses.repository.ts'

interface UseRows {
  totals: readonly UseTotals[]
  days: readonly UseDay[]
  targets: readonly TargetRow[]
}

/** Everything that is asked for, in its order, and then what a version before had asked for and used. */
export function toInstallUses({ installedAt, grants }: Install, rows: UseRows): InstallUses {
  const requested = grants.map(({ id }) => id)
  const former = rows.totals.flatMap(({ permission }) =>
    isPermissionId(permission) && !requested.includes(permission) ? [permission] : [],
  )
  const items = [...requested, ...former].map((id) =>
    toPermissionUse(
      id,
      grants.find((grant) => grant.id === id),
      rows,
    ),
  )
  return { since: installedAt, items }
}

function toPermissionUse(id: PermissionId, grant: GrantView | undefined, rows: UseRows): PermissionUse {
  const ofThis = <T extends { permission: string }>(all: readonly T[]) =>
    all.filter(({ permission }) => permission === id)
  const [total] = ofThis(rows.totals)
  const targets = ofThis(rows.targets)
    .slice(0, KEPT_TARGETS)
    .map((row) => toUseTarget(id, row))
  const counts = { allowed: total?.allowed ?? 0, denied: total?.denied ?? 0 }
  return {
    permission: id,
    title: PERMISSIONS[id].title,
    state: stateOf(grant),
    grantedAt: grant?.grantedAt ?? null,
    expiresAt: grant?.expiresAt ?? null,
    unused: grant?.granted === true && counts.allowed === 0,
    ...counts,
    firstUsedAt: total?.firstUsedAt?.toISOString() ?? null,
    lastUsedAt: total?.lastUsedAt?.toISOString() ?? null,
    lastDeniedAt: total?.lastDeniedAt?.toISOString() ?? null,
    daily: ofThis(rows.days).map(({ day, allowed, denied }) => ({
      day: day.toISOString().slice(0, 10),
      allowed,
      denied,
    })),
    targets: targets.toSorted((a, b) => b.allowed - a.allowed || b.denied - a.denied),
    others: othersOf(id, counts, targets),
  }
}

function stateOf(grant: GrantView | undefined): PermissionUse['state'] {
  if (grant === undefined) return 'not_requested'
  if (grant.granted) return 'granted'
  return grant.ended === null ? 'not_granted' : 'ended'
}

const toUseTarget = (id: PermissionId, { target, allowed, denied, lastAt }: TargetRow): UseTarget => ({
  target,
  sentence: useSentence(id, target, allowed),
  allowed,
  denied,
  lastAt: lastAt.toISOString(),
})

/** The totals are complete; the targets are not, and some uses have none. */
function othersOf(
  id: PermissionId,
  total: { allowed: number; denied: number },
  targets: readonly UseTarget[],
): PermissionUse['others'] {
  const allowed = targets.reduce((rest, target) => rest - target.allowed, total.allowed)
  const denied = targets.reduce((rest, target) => rest - target.denied, total.denied)
  return allowed + denied === 0 ? null : { sentence: useSentence(id, null, allowed), allowed, denied }
}
