import { Injectable } from '@nestjs/common'
import { JOB_LIMITS, type JobLineKind, type JobState, type WorkspaceId } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import { NODE_DEAD_AFTER_SECONDS, nodeLock } from '../../platform/queue/index.ts'
import type { JobRequest } from './job-states.ts'
import type { LostRight } from './lost-right.ts'

/** A job together with the right to run it: its `fence` is the newest. */
export interface ClaimedJob {
  id: string
  workspaceId: WorkspaceId
  installId: string
  extension: string
  name: string
  userId: string
  parentId: string | null
  /** Of its tree: 0 for a job that nobody spawned. */
  generation: number
  fence: number
  attempts: number
  maxAttempts: number
  resumable: boolean
  /** JSON text. */
  params: string
  fuelUsed: bigint
  fuelBudget: bigint
  checkpointSequence: number
  /** What its last run was halted for want of. */
  lostRight: LostRight | null
}

export interface Line {
  kind: JobLineKind
  message: string
  at: Date
}

/** What a run has to say since it last wrote. */
export interface Batch {
  progress: { fraction: number; message: string } | null
  items: bigint
  bytes: bigint
  warnings: number
  errors: number
  lines: readonly Line[]
  /** Of the whole run. */
  fuel: bigint
}

export interface RunReason {
  code: string
  message: string
}

export interface Ending {
  outcome: 'completed' | 'interrupted' | 'failed' | 'lost' | 'stopped'
  state: JobState
  reason: RunReason | null
  /** When it may run again, for a job that is queued. */
  runAt: Date
  /** Whether the run counts against the attempts that the job has. */
  attempt: 'counts' | 'does not count'
  /** For want of which it was halted; null leaves what is known. */
  lostRight: LostRight | null
}

/** What is asked of a run, and why where that is not a person's wish. */
export interface Asked {
  requested: JobRequest | null
  because: RunReason | null
}

export interface LostRun extends Pick<ClaimedJob, 'id' | 'workspaceId' | 'parentId' | 'fence'>, Asked {
  /** How many runs in a row were lost since the last checkpoint, with this one. */
  lostInARow: number
}

/**
 * What runs write. Everything names the workspace, and everything that a run writes names its fence: it holds for the
 * newest run of a job that is running, and for nobody else.
 */
@Injectable()
export class RunsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Whether the job still runs, and this is the run of it. */
  async isNewest(job: ClaimedJob): Promise<boolean> {
    const rows = await this.db.$queryRaw<unknown[]>`SELECT 1 FROM jobs WHERE ${isMine(job)}`
    return rows.length > 0
  }

  async loadCheckpoint({ id, workspaceId }: ClaimedJob): Promise<Uint8Array | null> {
    const where = { jobId: id, workspaceId }
    return (await this.db.jobCheckpoint.findFirst({ where, select: { state: true } }))?.state ?? null
  }

  /** Shows what a run has said. Answers what is asked of it, or null when it is not the run of this job any more. */
  async report(job: ClaimedJob, batch: Batch, now: Date): Promise<{ requested: JobRequest | null } | null> {
    const [row] = await this.db.$queryRaw<{ requested: JobRequest | null }[]>`
      WITH mine AS (
        UPDATE jobs SET ${counted(batch, 'shown')}, ${shown(job, batch, now)}, progress = ${progressOf(batch)}
        WHERE ${isMine(job)}
        RETURNING id, workspace_id, fence, requested
      ), lines AS (${insertLines(batch)})
      SELECT requested::text AS requested FROM mine`
    return row ?? null
  }

  /** Keeps a state, and everything said before it, in one statement: it is durable when this resolves. */
  async checkpoint(
    job: ClaimedJob,
    batch: Batch,
    state: Uint8Array,
    now: Date,
  ): Promise<{ requested: JobRequest | null; sequence: number } | null> {
    const [row] = await this.db.$queryRaw<{ requested: JobRequest | null; sequence: number }[]>`
      WITH mine AS (
        UPDATE jobs SET ${counted(batch, 'kept')}, ${shown(job, batch, now)},
          progress = ${progressOf(batch)}, checkpoint_sequence = checkpoint_sequence + 1
        WHERE ${isMine(job)} RETURNING id, workspace_id, fence, requested, checkpoint_sequence AS sequence
      ), state AS (
        INSERT INTO job_checkpoints (job_id, workspace_id, sequence, fence, state, at)
        SELECT id, workspace_id, sequence, fence, ${Buffer.from(state)}, ${now}::timestamptz FROM mine
        ON CONFLICT (job_id) DO UPDATE SET sequence = excluded.sequence, fence = excluded.fence,
          state = excluded.state, at = excluded.at
      ), confirmed AS (
        UPDATE job_lines SET live = false WHERE live AND job_id IN (SELECT id FROM mine)
      ), lines AS (${insertLines(batch, 'kept')})
      SELECT requested::text AS requested, sequence FROM mine`
    return row ?? null
  }

  /** The last words of a run. False when it is not the run of this job any more. */
  async end(tx: Tx, job: ClaimedJob, batch: Batch, ending: Ending, now: Date): Promise<boolean> {
    const keeps = ending.state === 'completed' ? 'kept' : 'shown'
    const rows = await tx.$queryRaw<{ id: string }[]>`
      WITH mine AS (
        UPDATE jobs SET ${counted(batch, keeps)}, ${shown(job, batch, now)}, ${left(ending, now)},
          progress = ${ending.state === 'completed' ? Prisma.sql`1` : progressOf(batch)}
        WHERE ${isMine(job)} RETURNING id, workspace_id, fence
      ), confirmed AS (
        UPDATE job_lines SET live = false WHERE ${keeps === 'kept'} AND live AND job_id IN (SELECT id FROM mine)
      ), lines AS (${insertLines(batch, keeps)})
      SELECT id FROM mine`
    if (rows.length === 0) return false
    await this.endRun(tx, job, { outcome: ending.outcome, reason: ending.reason, fuel: batch.fuel }, now)
    return true
  }

  /** What somebody has asked of the run that holds the fence, under the lock of its row; null when there is none. */
  async lockMine(tx: Tx, job: ClaimedJob): Promise<Asked | null> {
    const [row] = await tx.$queryRaw<Asked[]>`
      SELECT requested::text AS requested, ${BECAUSE} AS because FROM jobs j WHERE ${isMine(job)} FOR UPDATE`
    return row ?? null
  }

  /**
   * The runs of nodes that are gone: the lock of their id is free, or their heart has stopped. Locked, also against
   * others who look at the same time.
   */
  async lockLost(tx: Tx): Promise<LostRun[]> {
    const dead = await tx.$queryRaw<{ id: string }[]>`
      SELECT n.id FROM (SELECT DISTINCT node_id AS id FROM jobs WHERE state = 'running') n
      LEFT JOIN job_nodes k ON k.id = n.id
      WHERE coalesce(k.heartbeat_at, '-infinity') < now() - make_interval(secs => ${NODE_DEAD_AFTER_SECONDS})
        OR pg_try_advisory_xact_lock(${Prisma.raw(nodeLock('n.id::text'))})`
    if (dead.length === 0) return []
    const ids = dead.map(({ id }) => id)
    await tx.jobNode.deleteMany({ where: { id: { in: ids } } })
    return tx.$queryRaw<LostRun[]>`
      SELECT j.id, j.workspace_id AS "workspaceId", j.parent_id AS "parentId", j.fence, j.requested::text AS requested,
        ${BECAUSE} AS because,
        1 + (SELECT count(*)::int FROM job_runs r WHERE r.job_id = j.id AND r.outcome = 'lost' AND r.number > coalesce(
          (SELECT c.fence FROM job_checkpoints c WHERE c.job_id = j.id), 0)) AS "lostInARow"
      FROM jobs j WHERE j.state = 'running' AND j.node_id IN (${Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))})
      ORDER BY j.id FOR UPDATE OF j SKIP LOCKED`
  }

  /** Gives a run up that was lost with its node. It has used what was shown of the job, less what the runs before had. */
  async giveUp(tx: Tx, run: LostRun, ending: Ending, now: Date): Promise<void> {
    await tx.$executeRaw`
      UPDATE jobs SET ${left(ending, now)}, updated_at = ${now}::timestamptz
      WHERE id = ${run.id}::uuid AND workspace_id = ${run.workspaceId}::uuid`
    const [used] = await tx.$queryRaw<{ fuel: bigint }[]>`
      SELECT greatest(0, j.fuel_used - coalesce(
        (SELECT sum(r.fuel) FROM job_runs r WHERE r.job_id = j.id AND r.number < ${run.fence}), 0))::bigint AS fuel
      FROM jobs j WHERE j.id = ${run.id}::uuid AND j.workspace_id = ${run.workspaceId}::uuid`
    await this.endRun(tx, run, { outcome: ending.outcome, reason: ending.reason, fuel: used?.fuel ?? 0n }, now)
  }

  /** Deletes all but the newest lines of each kind. */
  async pruneLines({ id, workspaceId }: ClaimedJob): Promise<void> {
    for (const kind of ['warning', 'error', 'log'] as const)
      await this.db.$executeRaw`
        DELETE FROM job_lines WHERE workspace_id = ${workspaceId}::uuid AND job_id = ${id}::uuid
          AND kind = ${kind}::"JobLineKind" AND id <= (
            SELECT id FROM job_lines WHERE job_id = ${id}::uuid AND kind = ${kind}::"JobLineKind"
            ORDER BY id DESC OFFSET ${JOB_LIMITS.linesPerKind} LIMIT 1)`
  }

  private async endRun(
    tx: Tx,
    { id, workspaceId, fence }: Pick<ClaimedJob, 'id' | 'workspaceId' | 'fence'>,
    { outcome, reason, fuel }: Pick<Ending, 'outcome' | 'reason'> & { fuel: bigint },
    now: Date,
  ): Promise<void> {
    await tx.jobRun.updateMany({
      where: { jobId: id, workspaceId, number: fence },
      data: {
        outcome,
        reasonCode: reason?.code ?? null,
        reasonMessage: reason?.message ?? null,
        endedAt: now,
        fuel,
      },
    })
  }
}

/** Of a row `j` that runs: what its cancel was a part of. */
const BECAUSE = Prisma.sql`CASE WHEN j.requested IS NOT NULL AND j.reason_code IS NOT NULL
  THEN json_build_object('code', j.reason_code, 'message', j.reason_message) END`

const isEnded = (state: JobState): boolean => state === 'completed' || state === 'failed' || state === 'cancelled'

const isMine = ({ id, workspaceId, fence }: ClaimedJob): Prisma.Sql =>
  Prisma.sql`id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid AND fence = ${fence} AND state = 'running'`

/** Counters go where they are forgotten with the run, until a checkpoint or the end of the job keeps them. */
const counted = ({ items, bytes, warnings, errors }: Batch, what: 'shown' | 'kept'): Prisma.Sql => {
  const more = { items: String(items), bytes: String(bytes) }
  return what === 'shown'
    ? Prisma.sql`live_items = live_items + ${more.items}::numeric, live_bytes = live_bytes + ${more.bytes}::numeric,
        live_warnings = live_warnings + ${warnings}, live_errors = live_errors + ${errors}`
    : Prisma.sql`items = items + live_items + ${more.items}::numeric, live_items = 0,
        bytes = bytes + live_bytes + ${more.bytes}::numeric, live_bytes = 0,
        warnings = warnings + live_warnings + ${warnings}, live_warnings = 0,
        errors = errors + live_errors + ${errors}, live_errors = 0`
}

const progressOf = ({ progress }: Batch): Prisma.Sql =>
  progress === null ? Prisma.sql`progress` : Prisma.sql`${progress.fraction}::float8`

const shown = (job: ClaimedJob, { progress, fuel }: Batch, now: Date): Prisma.Sql => Prisma.sql`
  message = ${progress === null ? Prisma.sql`message` : Prisma.sql`${progress.message}`},
  fuel_used = greatest(fuel_used, ${String(job.fuelUsed + fuel)}::bigint), updated_at = ${now}::timestamptz`

const left = ({ state, reason, runAt, attempt, lostRight }: Ending, now: Date): Prisma.Sql => Prisma.sql`
  lost_right = ${lostRight === null ? Prisma.sql`lost_right` : Prisma.sql`${JSON.stringify(lostRight)}::json`},
  state = ${state}::"JobState", node_id = NULL, requested = NULL, run_at = ${runAt}::timestamptz,
  reason_code = ${reason?.code ?? null}, reason_message = ${reason?.message ?? null},
  attempts = attempts - ${attempt === 'counts' ? 0 : 1},
  ended_at = ${isEnded(state) ? Prisma.sql`${now}::timestamptz` : Prisma.sql`NULL`}`

/** In the order in which they were said; `mine` is empty for a run that may not write. */
const insertLines = ({ lines }: Batch, what: 'shown' | 'kept' = 'shown'): Prisma.Sql => Prisma.sql`
  INSERT INTO job_lines (job_id, workspace_id, run, kind, message, live, at)
  SELECT mine.id, mine.workspace_id, mine.fence, (line ->> 'kind')::"JobLineKind", line ->> 'message',
    ${what === 'shown'} AND line ->> 'kind' <> 'log', (line ->> 'at')::timestamptz
  FROM mine, jsonb_array_elements(${JSON.stringify(lines)}::jsonb) WITH ORDINALITY AS said(line, place) ORDER BY place`
