import { Injectable } from '@nestjs/common'
import { Database, Prisma } from '../../platform/database/index.ts'

export interface CallRecord {
  workspaceId: string
  installId: string
  at: Date
  what: 'call' | 'run'
  failed: number
  fuel: bigint
  peakPages: number
  queueMs: number
  loadMs: number
  runMs: number
  hostMs: number
}

export interface UseRecord {
  workspaceId: string
  installId: string
  permission: string
  allowed: number
  denied: number
  at: Date
}

/** Counters and uses of permissions, by install. Every query names the workspace. */
@Injectable()
export class RecordsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  async addCalls(records: CallRecord[]): Promise<void> {
    const values = records.map((record) => [
      record.workspaceId,
      record.installId,
      record.at.toISOString(),
      record.what === 'run' ? 1 : 0,
      record.failed,
      String(record.fuel),
      record.peakPages,
      ...[record.queueMs, record.loadMs, record.runMs, record.hostMs].map(String),
    ])
    await this.db.$executeRaw`
      INSERT INTO usage_days (workspace_id, install_id, day, calls, failed, fuel, runs, runs_failed, runs_fuel, peak_pages, last_at, queue_ms, load_ms, run_ms, host_ms)
      SELECT w::uuid, i::uuid, (a::timestamptz AT TIME ZONE 'UTC')::date,
        sum(1 - j)::int, sum(f * (1 - j))::int, sum(u::bigint * (1 - j)), sum(j)::int, sum(f * j)::int, sum(u::bigint * j), max(p),
        coalesce(max(a::timestamptz) FILTER (WHERE j = 0), 'epoch'),
        sum(mq::float8), sum(ml::float8), sum(mr::float8), sum(mh::float8)
      FROM ${rows(values)} AS t(w, i, a, j, f, u, p, mq, ml, mr, mh)
      GROUP BY 1, 2, 3 ORDER BY 2, 3
      ON CONFLICT (install_id, day) DO UPDATE SET calls = usage_days.calls + excluded.calls, failed = usage_days.failed + excluded.failed,
        fuel = usage_days.fuel + excluded.fuel, runs = usage_days.runs + excluded.runs,
        runs_failed = usage_days.runs_failed + excluded.runs_failed, runs_fuel = usage_days.runs_fuel + excluded.runs_fuel,
        peak_pages = greatest(usage_days.peak_pages, excluded.peak_pages), last_at = greatest(usage_days.last_at, excluded.last_at),
        queue_ms = usage_days.queue_ms + excluded.queue_ms, load_ms = usage_days.load_ms + excluded.load_ms,
        run_ms = usage_days.run_ms + excluded.run_ms, host_ms = usage_days.host_ms + excluded.host_ms`
  }

  async addUses(records: UseRecord[]): Promise<void> {
    await this.db.$executeRaw`
      INSERT INTO permission_uses (workspace_id, install_id, permission, allowed, denied, last_used_at)
      SELECT w::uuid, i::uuid, n, sum(y)::int, sum(d)::int, max(a::timestamptz)
      FROM ${rows(records.map((record) => [record.workspaceId, record.installId, record.permission, record.allowed, record.denied, record.at.toISOString()]))}
        AS t(w, i, n, y, d, a)
      GROUP BY 1, 2, 3 ORDER BY 2, 3
      ON CONFLICT (install_id, permission) DO UPDATE SET allowed = permission_uses.allowed + excluded.allowed,
        denied = permission_uses.denied + excluded.denied, last_used_at = greatest(permission_uses.last_used_at, excluded.last_used_at)`
  }

  usageDays(workspaceId: string, installId: string) {
    return this.db.usageDay.findMany({ where: { workspaceId, installId }, orderBy: { day: 'asc' } })
  }

  permissionUses(workspaceId: string, installId: string) {
    return this.db.permissionUse.findMany({ where: { workspaceId, installId } })
  }
}

/** Numbers and text as a table of constants; the types follow from the first row, so each column has one kind. */
const rows = (values: (string | number)[][]): Prisma.Sql =>
  Prisma.sql`(VALUES ${Prisma.join(
    values.map(
      (row) =>
        Prisma.sql`(${Prisma.join(row.map((value) => (typeof value === 'number' ? Prisma.sql`${value}::int` : Prisma.sql`${value}::text`)))})`,
    ),
  )})`
