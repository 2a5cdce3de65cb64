import type { PermissionId, PermissionUse } from '@grantry/contract'

const DAY_MS = 86_400_000

export const useOf = (uses: readonly PermissionUse[], id: PermissionId): PermissionUse | null =>
  uses.find(({ permission }) => permission === id) ?? null

/**
 * What was granted and may as well be taken back: never used, by an extension that has used others since or has had the
 * time to. Of one that was installed a moment ago, nothing can be said yet.
 */
export function sparePermissions(uses: readonly PermissionUse[], nowMs: number): PermissionUse[] {
  const works = uses.some(({ allowed }) => allowed > 0)
  const hadTime = ({ grantedAt }: PermissionUse) => grantedAt !== null && nowMs - Date.parse(grantedAt) >= DAY_MS
  return uses.filter((use) => use.unused && (works || hadTime(use)))
}
