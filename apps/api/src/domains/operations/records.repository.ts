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

/** Counters and uses of permissions, by install. Every query names the workspace. */
@Injectable()
export class RecordsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Counts calls and runs, by the day for good and by the minute for a while. */
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
      WITH calls AS (
        SELECT w::uuid AS w, i::uuid AS i, a::timestamptz AS a, j, f, u::bigint AS u, p,
          mq::float8 AS mq, ml::float8 AS ml, mr::float8 AS mr, mh::float8 AS mh
        FROM ${rows(values)} AS t(w, i, a, j, f, u, p, mq, ml, mr, mh)
      ), minutes AS (
        INSERT INTO usage_minutes (workspace_id, install_id, minute, calls, failed, fuel, most_fuel, peak_pages, queue_ms, most_queue_ms, runs)
        SELECT w, i, date_trunc('minute', a), sum(1 - j)::int, sum(f * (1 - j))::int, sum(u * (1 - j)), max(u * (1 - j)), max(p), sum(mq), max(mq), sum(j)::int
        FROM calls GROUP BY 1, 2, 3 ORDER BY 2, 3
        ON CONFLICT (install_id, minute) DO UPDATE SET calls = usage_minutes.calls + excluded.calls,
          failed = usage_minutes.failed + excluded.failed, fuel = usage_minutes.fuel + excluded.fuel,
          most_fuel = greatest(usage_minutes.most_fuel, excluded.most_fuel), peak_pages = greatest(usage_minutes.peak_pages, excluded.peak_pages),
          queue_ms = usage_minutes.queue_ms + excluded.queue_ms, most_queue_ms = greatest(usage_minutes.most_queue_ms, excluded.most_queue_ms),
          runs = usage_minutes.runs + excluded.runs
      )
      INSERT INTO usage_days (workspace_id, install_id, day, calls, failed, fuel, runs, runs_failed, runs_fuel, peak_pages, last_at, queue_ms, load_ms, run_ms, host_ms)
      SELECT w, i, (a AT TIME ZONE 'UTC')::date,
        sum(1 - j)::int, sum(f * (1 - j))::int, sum(u * (1 - j)), sum(j)::int, sum(f * j)::int, sum(u * j), max(p),
        coalesce(max(a) FILTER (WHERE j = 0), 'epoch'), sum(mq), sum(ml), sum(mr), sum(mh)
      FROM calls GROUP BY 1, 2, 3 ORDER BY 2, 3
      ON CONFLICT (install_id, day) DO UPDATE SET calls = usage_days.calls + excluded.calls, failed = usage_days.failed + excluded.failed,
        fuel = usage_days.fuel + excluded.fuel, runs = usage_days.runs + excluded.runs,
        runs_failed = usage_days.runs_failed + excluded.runs_failed, runs_fuel = usage_days.runs_fuel + excluded.runs_fuel,
        peak_pages = greatest(usage_days.peak_pages, excluded.peak_pages), last_at = greatest(usage_days.last_at, excluded.last_at),
        queue_ms = usage_days.queue_ms + excluded.queue_ms, load_ms = usage_days.load_ms + excluded.load_ms,
        run_ms = usage_days.run_ms + excluded.run_ms, host_ms = usage_days.host_ms + excluded.host_ms`
  }

  usageDays(workspaceId: string, installId: string) {
    return this.db.usageDay.findMany({ where: { workspaceId, installId }, orderBy: { day: 'asc' } })
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
