import { Injectable } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'

/** A part of the time asked for; parts without a call or a run have none. */
export interface HistoryRow {
  installId: string
  /** From 0, the oldest. */
  part: number
  calls: number
  failed: number
  /** Calls of the minute that had most of them. */
  busiestMinute: number
  fuel: bigint
  mostFuel: bigint
  peakPages: number
  queueMs: number
  mostQueueMs: number
  runs: number
}

export interface HistorySpan {
  from: Date
  stepSeconds: number
}

/** What installs used, by the minute. Every query names the workspace. */
@Injectable()
export class UsageHistoryRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Of one install, or of all of the workspace. */
  history(workspaceId: string, installId: string | null, { from, stepSeconds }: HistorySpan): Promise<HistoryRow[]> {
    return this.db.$queryRaw<HistoryRow[]>`
      SELECT install_id AS "installId", (floor(extract(epoch FROM minute - ${from}::timestamptz) / ${stepSeconds}::int))::int AS part,
        sum(calls)::int AS calls, sum(failed)::int AS failed, max(calls) AS "busiestMinute", sum(fuel)::bigint AS fuel,
        max(most_fuel) AS "mostFuel", max(peak_pages) AS "peakPages", sum(queue_ms) AS "queueMs",
        max(most_queue_ms) AS "mostQueueMs", sum(runs)::int AS runs
      FROM usage_minutes
      WHERE workspace_id = ${workspaceId}::uuid AND (${installId}::uuid IS NULL OR install_id = ${installId}::uuid)
        AND minute >= ${from}::timestamptz
      GROUP BY 1, 2 ORDER BY 1, 2`
  }

  /** Answers how many minutes it deleted, of whichever workspaces. */
  deleteBefore(time: Date, limit: number): Promise<number> {
    return this.db.$executeRaw`DELETE FROM usage_minutes WHERE (install_id, minute) IN (
      SELECT install_id, minute FROM usage_minutes WHERE minute < ${time}::timestamptz LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`
  }
}
