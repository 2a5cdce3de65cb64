import { Injectable } from '@nestjs/common'
import { JOB_LIMITS } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import { NODE_DEAD_AFTER_SECONDS } from '../../platform/queue/index.ts'
import type { Obstacle } from './obstacles.ts'
import type { ClaimedJob } from './runs.repository.ts'

/**
 * What a node has room for. Beside its free places it takes one job of each generation of children of which it runs
 * none: so a child can run when every place is taken by jobs that wait for theirs, and a node runs at most
 * `JOB_LIMITS.depth` jobs more than it has places.
 */
export interface Room {
  places: number
  /** The generations of which it runs a job. */
  generations: ReadonlySet<number>
}

/** Any constant: under this lock nodes claim one after the other, so that they count what runs correctly. */
const CLAIM_LOCK = 7_270_102

/** Which job runs next, and where. */
@Injectable()
export class ClaimsRepository {
  constructor(private readonly database: Database) {}

  /** Whether a job waits that this room may be for. */
  async isAnyWaiting({ places, generations }: Room, now: Date): Promise<boolean> {
    const [row] = await this.database.client.$queryRaw<{ waiting: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM jobs WHERE state = 'queued' AND run_at <= ${now}::timestamptz
        AND (${places} > 0 OR (depth > 0 AND depth <> ALL (${[...generations]}::int[])))) AS waiting`
    return row?.waiting ?? false
  }

  /**
   * Takes jobs that wait, as many as there is room for: the oldest of each install and generation while these two have
   * a free place, those of workspaces with little under way first. Places are counted by generation because a job may
   * wait for its children: its place must not be the one that they need. Whoever commands a job does so without this
   * lock, so its state is looked at once more when its row is written. What is left of an earlier run that no checkpoint
   * covers is forgotten; of a job that cannot be resumed, everything.
   */
  async claim(tx: Tx, node: { id: string; name: string }, room: Room, now: Date): Promise<ClaimedJob[]> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CLAIM_LOCK})`
    const claimed = await tx.$queryRaw<ClaimedJob[]>`
      WITH first AS (
        SELECT w.id, w.run_at, w.workspace_id, i.depth, w.place
          + (SELECT count(*) FROM jobs r WHERE r.install_id = i.install_id AND r.depth = i.depth AND r.state = 'running')
          AS place
        FROM (SELECT DISTINCT install_id, depth FROM jobs WHERE state = 'queued') i
        CROSS JOIN LATERAL (
          SELECT id, run_at, workspace_id, row_number() OVER (ORDER BY run_at, id) AS place FROM jobs
          WHERE install_id = i.install_id AND depth = i.depth AND state = 'queued' AND run_at <= ${now}::timestamptz
          ORDER BY run_at, id LIMIT ${JOB_LIMITS.runningPerInstall}) w
      ), shared AS (
        SELECT id, run_at, depth, row_number() OVER (PARTITION BY workspace_id ORDER BY place, run_at)
          + (SELECT count(*) FROM jobs r WHERE r.workspace_id = first.workspace_id AND r.state = 'running') AS share
        FROM first WHERE place <= ${JOB_LIMITS.runningPerInstall}
      ), turns AS (
        SELECT id, depth, row_number() OVER (ORDER BY share, run_at, id) AS turn,
          row_number() OVER (PARTITION BY depth ORDER BY share, run_at, id) AS turn_of_generation FROM shared
      ), picked AS (
        SELECT id FROM turns WHERE turn <= ${room.places}
          OR (depth > 0 AND turn_of_generation = 1 AND depth <> ALL (${[...room.generations]}::int[]))
      ), claimed AS (
        UPDATE jobs SET state = 'running', node_id = ${node.id}::uuid, fence = fence + 1, attempts = attempts + 1,
          started_at = coalesce(started_at, ${now}::timestamptz), updated_at = ${now}::timestamptz,
          reason_code = NULL, reason_message = NULL,
          live_items = 0, live_bytes = 0, live_warnings = 0, live_errors = 0,
          items = CASE WHEN resumable THEN items ELSE 0 END, bytes = CASE WHEN resumable THEN bytes ELSE 0 END,
          warnings = CASE WHEN resumable THEN warnings ELSE 0 END, errors = CASE WHEN resumable THEN errors ELSE 0 END,
          progress = CASE WHEN resumable THEN progress END, message = CASE WHEN resumable THEN message END,
          checkpoint_sequence = CASE WHEN resumable THEN checkpoint_sequence ELSE 0 END
        WHERE id IN (SELECT id FROM picked) AND state = 'queued' RETURNING *
      ), begun AS (
        INSERT INTO job_runs (job_id, number, workspace_id, version, node, started_at)
        SELECT c.id, c.fence, c.workspace_id, v.version, ${node.name}, ${now}::timestamptz
        FROM claimed c JOIN installs i ON i.id = c.install_id JOIN versions v ON v.id = i.version_id
      ), forgotten AS (
        DELETE FROM job_checkpoints WHERE job_id IN (SELECT id FROM claimed WHERE NOT resumable)
      )
      SELECT id, workspace_id AS "workspaceId", install_id AS "installId", extension_id AS extension, name,
        user_id AS "userId", parent_id AS "parentId", depth AS generation, fence, attempts,
        max_attempts AS "maxAttempts", resumable,
        params::text AS params, fuel_used AS "fuelUsed", fuel_budget AS "fuelBudget",
        checkpoint_sequence AS "checkpointSequence", lost_right AS "lostRight"
      FROM claimed`
    for (const { id, resumable } of claimed) await this.forgetLines(tx, id, resumable ? 'since the checkpoint' : 'all')
    return claimed
  }

  /** Log lines stay: they say what happened, even when it happens again. */
  private async forgetLines(tx: Tx, jobId: string, which: 'since the checkpoint' | 'all'): Promise<void> {
    const live = which === 'all' ? {} : { live: true }
    await tx.jobLine.deleteMany({ where: { jobId, kind: { not: 'log' }, ...live } })
  }

  /**
   * What stands in the way of jobs that are queued, where something does: their install has no free place in their
   * generation, no server has one, or none is there that runs jobs.
   */
  async findObstacles(workspaceId: string, ids: string[], now: Date): Promise<{ id: string; obstacle: Obstacle }[]> {
    if (ids.length === 0) return []
    return this.database.client.$queryRaw`
      WITH nodes AS (
        SELECT id, slots, (SELECT count(*) FROM jobs r WHERE r.state = 'running' AND r.node_id = n.id) AS running
        FROM job_nodes n WHERE slots > 0 AND heartbeat_at > now() - make_interval(secs => ${NODE_DEAD_AFTER_SECONDS})
      ), waiting AS (
        SELECT j.id, CASE
          WHEN (SELECT count(*) FROM jobs r WHERE r.state = 'running' AND r.install_id = j.install_id
            AND r.depth = j.depth) >= ${JOB_LIMITS.runningPerInstall} THEN 'extension_busy'
          WHEN NOT EXISTS (SELECT 1 FROM nodes) THEN 'no_server'
          WHEN NOT EXISTS (SELECT 1 FROM nodes n WHERE n.running < n.slots OR (j.depth > 0 AND NOT EXISTS (
            SELECT 1 FROM jobs r WHERE r.state = 'running' AND r.node_id = n.id AND r.depth = j.depth)))
            THEN 'servers_busy' END AS obstacle
        FROM jobs j WHERE j.workspace_id = ${workspaceId}::uuid AND j.state = 'queued'
          AND j.run_at <= ${now}::timestamptz AND j.id IN (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))})
      ) SELECT id, obstacle FROM waiting WHERE obstacle IS NOT NULL`
  }
}
