import { Injectable } from '@nestjs/common'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'

/** One use of a permission, or an attempt. */
export interface UseRecord {
  workspaceId: string
  installId: string
  permission: string
  /** What was to be touched; null when that is not known, or there is no such thing. */
  target: string | null
  decision: 'allowed' | 'denied'
  at: Date
}

/** Uses of permissions: in all, by day and by target. Every query names the workspace. */
@Injectable()
export class UsesRepository {
  constructor(private readonly database: Database) {}

  /** Adds to all three together. Each is gone through in the order of its key, so that nodes never wait for each other. */
  async add(records: readonly UseRecord[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.addTotals(tx, records)
      await this.addDays(tx, records)
      await this.addTargets(tx, records)
    })
  }

  private async addTotals(tx: Tx, records: readonly UseRecord[]): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO permission_uses (workspace_id, install_id, permission, allowed, denied, first_used_at, last_used_at, last_denied_at)
      SELECT w, i, p, sum(y), sum(1 - y), min(a) FILTER (WHERE y = 1), max(a) FILTER (WHERE y = 1), max(a) FILTER (WHERE y = 0)
      FROM ${tableOf(records)} GROUP BY w, i, p ORDER BY i, p
      ON CONFLICT (install_id, permission) DO UPDATE SET allowed = permission_uses.allowed + excluded.allowed,
        denied = permission_uses.denied + excluded.denied,
        first_used_at = CASE WHEN permission_uses.allowed = 0 THEN excluded.first_used_at ELSE permission_uses.first_used_at END,
        last_used_at = greatest(permission_uses.last_used_at, excluded.last_used_at),
        last_denied_at = greatest(permission_uses.last_denied_at, excluded.last_denied_at)`
  }

  private async addDays(tx: Tx, records: readonly UseRecord[]): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO permission_use_days (workspace_id, install_id, permission, day, allowed, denied)
      SELECT w, i, p, (a AT TIME ZONE 'UTC')::date AS day, sum(y), sum(1 - y)
      FROM ${tableOf(records)} GROUP BY w, i, p, day ORDER BY i, p, day
      ON CONFLICT (install_id, permission, day) DO UPDATE SET
        allowed = permission_use_days.allowed + excluded.allowed, denied = permission_use_days.denied + excluded.denied`
  }

  private async addTargets(tx: Tx, records: readonly UseRecord[]): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO permission_targets (workspace_id, install_id, permission, target, allowed, denied, last_at)
      SELECT w, i, p, t, sum(y), sum(1 - y), max(a)
      FROM ${tableOf(records)} WHERE t <> '' GROUP BY w, i, p, t ORDER BY i, p, t
      ON CONFLICT (install_id, permission, target) DO UPDATE SET
        allowed = permission_targets.allowed + excluded.allowed, denied = permission_targets.denied + excluded.denied,
        last_at = greatest(permission_targets.last_at, excluded.last_at)`
  }

  /** Deletes the days before `from`, and of each permission all but the newest targets. */
  async prune(workspaceId: string, installId: string, { from, keep }: { from: Date; keep: number }): Promise<void> {
    await this.database.client.permissionUseDay.deleteMany({ where: { workspaceId, installId, day: { lt: from } } })
    await this.database.client.$executeRaw`
      DELETE FROM permission_targets USING (
        SELECT permission, target, row_number() OVER (PARTITION BY permission ORDER BY last_at DESC, target) AS place
        FROM permission_targets WHERE workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid
      ) AS known
      WHERE workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid AND place > ${keep}
        AND permission_targets.permission = known.permission AND permission_targets.target = known.target`
  }

  async deleteTargets(tx: Tx, workspaceId: string): Promise<void> {
    await tx.permissionTarget.deleteMany({ where: { workspaceId } })
  }

  totals(workspaceId: string, installId: string) {
    return this.database.client.permissionUse.findMany({ where: { workspaceId, installId } })
  }

  days(workspaceId: string, installId: string, from: Date) {
    const where = { workspaceId, installId, day: { gte: from } }
    return this.database.client.permissionUseDay.findMany({ where, orderBy: { day: 'asc' } })
  }

  targets(workspaceId: string, installId: string) {
    const orderBy = [{ lastAt: 'desc' as const }, { target: 'asc' as const }]
    return this.database.client.permissionTarget.findMany({ where: { workspaceId, installId }, orderBy })
  }
}

/** The records as a table of workspace, install, permission, target or nothing, whether it was allowed, and when. */
const tableOf = (records: readonly UseRecord[]): Prisma.Sql =>
  Prisma.sql`unnest(
    ${records.map(({ workspaceId }) => workspaceId)}::text[]::uuid[], ${records.map(({ installId }) => installId)}::text[]::uuid[],
    ${records.map(({ permission }) => permission)}::text[], ${records.map(({ target }) => target ?? '')}::text[],
    ${records.map(({ decision }) => (decision === 'allowed' ? '1' : '0'))}::text[]::int[],
    ${records.map(({ at }) => at.toISOString())}::text[]::timestamptz[]) AS uses(w, i, p, t, y, a)`

export type UseTotals = Awaited<ReturnType<UsesRepository['totals']>>[number]
export type UseDay = Awaited<ReturnType<UsesRepository['days']>>[number]
export type TargetRow = Awaited<ReturnType<UsesRepository['targets']>>[number]
