import { Injectable } from '@nestjs/common'
import type { JobLineKind, JobState } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import type { JobRequest } from './job-states.ts'
import type { RunReason } from './runs.repository.ts'

const RUNS_SHOWN = 20
const OPEN: JobState[] = ['queued', 'running', 'paused']

export interface NewJob {
  workspaceId: string
  installId: string
  extensionId: string
  name: string
  title: string | null
  origin: 'person' | 'extension' | 'schedule' | 'job'
  dispatcherId: string | null
  userId: string
  parentId: string | null
  spawnKey: string | null
  depth: number
  scheduleId: string | null
  params: Prisma.InputJsonValue | typeof Prisma.JsonNull
  resumable: boolean
  maxAttempts: number
  fuelBudget: bigint
  createdAt: Date
}

export interface JobFilter {
  workspaceId: string
  state?: JobState | undefined
  extensionId?: string | undefined
  name?: string | undefined
  installId?: string | undefined
  /** null: jobs that nobody spawned. */
  parentId?: string | null | undefined
  before: string | null
  limit: number
}

/** Jobs as people and extensions see and command them. Every query names the workspace: an id alone opens nothing. */
@Injectable()
export class JobsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  create(tx: Tx, job: NewJob) {
    return tx.job.create({ data: { ...job, runAt: job.createdAt, updatedAt: job.createdAt } })
  }

  find(workspaceId: string, id: string, db: Tx = this.db) {
    return db.job.findFirst({ where: { id, workspaceId } })
  }

  findInFull(workspaceId: string, id: string) {
    return this.db.job.findFirst({
      where: { id, workspaceId },
      include: { runs: { orderBy: { number: 'desc' }, take: RUNS_SHOWN } },
    })
  }

  /** Newest first: ids grow with time. */
  list({ workspaceId, state, extensionId, name, installId, parentId, before, limit }: JobFilter) {
    const where: Prisma.JobWhereInput = {
      workspaceId,
      ...(state !== undefined && { state }),
      ...(extensionId !== undefined && { extensionId }),
      ...(name !== undefined && { name }),
      ...(installId !== undefined && { installId }),
      ...(parentId !== undefined && { parentId }),
      ...(before !== null && { id: { lt: before } }),
    }
    return this.db.job.findMany({ where, orderBy: { id: 'desc' }, take: limit })
  }

  /** Without its state, which may be large. */
  async findCheckpoint(
    workspaceId: string,
    jobId: string,
  ): Promise<{ sequence: number; sizeBytes: number; at: Date } | null> {
    const [row] = await this.db.$queryRaw<{ sequence: number; sizeBytes: number; at: Date }[]>`
      SELECT sequence, octet_length(state) AS "sizeBytes", at FROM job_checkpoints
      WHERE job_id = ${jobId}::uuid AND workspace_id = ${workspaceId}::uuid`
    return row ?? null
  }

  /** How many children each of some jobs has, by their state. */
  async countChildren(
    workspaceId: string,
    ids: string[],
    db: Tx = this.db,
  ): Promise<{ parentId: string; state: JobState; count: number }[]> {
    const groups = await db.job.groupBy({
      by: ['parentId', 'state'],
      where: { workspaceId, parentId: { in: ids } },
      _count: true,
    })
    return groups.map(({ parentId, state, _count: count }) => ({ parentId: parentId!, state, count }))
  }

  listLines(filter: {
    workspaceId: string
    jobId: string
    kind: JobLineKind | undefined
    order: 'newest' | 'oldest'
    after: bigint | null
    limit: number
  }) {
    const { workspaceId, jobId, kind, order, after, limit } = filter
    const beyond = after === null ? {} : { id: order === 'newest' ? { lt: after } : { gt: after } }
    return this.db.jobLine.findMany({
      where: { workspaceId, jobId, ...(kind !== undefined && { kind }), ...beyond },
      orderBy: { id: order === 'newest' ? 'desc' : 'asc' },
      take: limit,
    })
  }

  async newestLine(workspaceId: string, jobId: string): Promise<bigint> {
    const { _max: max } = await this.db.jobLine.aggregate({ where: { workspaceId, jobId }, _max: { id: true } })
    return max.id ?? 0n
  }

  countOpen(tx: Tx, workspaceId: string): Promise<number> {
    return tx.job.count({ where: { workspaceId, endedAt: null } })
  }

  async countByState(): Promise<Map<JobState, number>> {
    const groups = await this.db.job.groupBy({ by: ['state'], _count: true })
    return new Map(groups.map(({ state, _count: count }) => [state, count]))
  }

  /** Makes commands to one job take turns, with each other and with its run. */
  async lock(tx: Tx, workspaceId: string, id: string): Promise<JobRow | null> {
    await tx.$executeRaw`SELECT 1 FROM jobs WHERE id = ${id}::uuid AND workspace_id = ${workspaceId}::uuid FOR UPDATE`
    return this.find(workspaceId, id, tx)
  }

  findSpawned(tx: Tx, workspaceId: string, parentId: string, spawnKey: string) {
    return tx.job.findFirst({ where: { workspaceId, parentId, spawnKey } })
  }

  async request(tx: Tx, { workspaceId, id }: JobRow, requested: JobRequest, now: Date): Promise<void> {
    await tx.job.updateMany({ where: { workspaceId, id, state: 'running' }, data: { requested, updatedAt: now } })
  }

  /** For a job that does not run. `person`: for whom it runs from now on. `fuelBudget`: when it gets another one. */
  async move(
    tx: Tx,
    { workspaceId, id }: JobRow,
    to: { state: JobState; reason: RunReason | null; person?: string; attempts?: number; fuelBudget?: bigint },
    now: Date,
  ): Promise<void> {
    await tx.job.updateMany({
      where: { workspaceId, id },
      data: {
        state: to.state,
        reasonCode: to.reason?.code ?? null,
        reasonMessage: to.reason?.message ?? null,
        updatedAt: now,
        runAt: now,
        endedAt: to.state === 'cancelled' ? now : null,
        ...(to.person !== undefined && { userId: to.person }),
        ...(to.attempts !== undefined && { attempts: to.attempts }),
        ...(to.fuelBudget !== undefined && { fuelBudget: to.fuelBudget }),
      },
    })
  }

  /** Queues the jobs of an install that are paused for one reason. Answers which. */
  async queuePaused(
    tx: Tx,
    workspaceId: string,
    { installId, reasonCode }: { installId: string; reasonCode: string },
    now: Date,
  ): Promise<{ id: string; jobType: string }[]> {
    return tx.$queryRaw`
      UPDATE jobs SET state = 'queued', reason_code = NULL, reason_message = NULL,
        run_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
      WHERE workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid
        AND state = 'paused' AND reason_code = ${reasonCode}
      RETURNING id, extension_id || ':' || name AS "jobType"`
  }

  /**
   * Cancels what is open below some jobs, generation by generation: with each statement the rows of one generation are
   * locked, and whoever of them spawns from then on sees that it is to be cancelled.
   */
  async cancelBelow(tx: Tx, workspaceId: string, parentIds: string[], reason: RunReason, now: Date): Promise<void> {
    for (let parents = parentIds; parents.length > 0;) {
      await this.cancelOpen(tx, Prisma.sql`workspace_id = ${workspaceId}::uuid AND parent_id IN (${uuids(parents)})`, {
        reason,
        now,
      })
      const children = await tx.job.findMany({
        where: { workspaceId, parentId: { in: parents } },
        select: { id: true },
      })
      parents = children.map(({ id }) => id)
    }
  }

  /** Cancels every open job of an install. */
  async cancelOfInstall(tx: Tx, workspaceId: string, installId: string, reason: RunReason, now: Date): Promise<void> {
    const where = Prisma.sql`workspace_id = ${workspaceId}::uuid AND install_id = ${installId}::uuid`
    await this.cancelOpen(tx, where, { reason, now })
  }

  /** The rows are locked first: what is claimed between the two statements would be met by neither. */
  private async cancelOpen(
    tx: Tx,
    where: Prisma.Sql,
    { reason, now }: { reason: RunReason; now: Date },
  ): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM jobs WHERE ${where} AND ended_at IS NULL ORDER BY id FOR UPDATE`
    await tx.$executeRaw`
      UPDATE jobs SET requested = 'cancel', reason_code = ${reason.code}, reason_message = ${reason.message},
        updated_at = ${now}::timestamptz
      WHERE ${where} AND state = 'running' AND requested IS DISTINCT FROM 'cancel'`
    await tx.$executeRaw`
      UPDATE jobs SET state = 'cancelled', reason_code = ${reason.code}, reason_message = ${reason.message},
        ended_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
      WHERE ${where} AND state IN ('queued', 'paused')`
  }

  async idsBelowInstall(workspaceId: string, installId: string, tx: Tx): Promise<string[]> {
    const rows = await tx.job.findMany({
      where: { workspaceId, installId, children: { some: { state: { in: OPEN } } } },
      select: { id: true },
    })
    return rows.map(({ id }) => id)
  }

  /** Deletes jobs that ended before a moment, a batch at a time. Answers how many. */
  deleteEnded(before: Date, limit: number): Promise<number> {
    return this.db.$executeRaw`
      DELETE FROM jobs WHERE id IN (
        SELECT id FROM jobs WHERE ended_at < ${before}::timestamptz ORDER BY ended_at LIMIT ${limit}
        FOR UPDATE SKIP LOCKED)`
  }
}

const uuids = (ids: string[]): Prisma.Sql => Prisma.join(ids.map((id) => Prisma.sql`${id}::uuid`))

export type JobRow = NonNullable<Awaited<ReturnType<JobsRepository['find']>>>
export type JobRowInFull = NonNullable<Awaited<ReturnType<JobsRepository['findInFull']>>>
export type LineRow = Awaited<ReturnType<JobsRepository['listLines']>>[number]
