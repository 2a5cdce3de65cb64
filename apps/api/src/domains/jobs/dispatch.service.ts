import { Injectable } from '@nestjs/common'
import { ENDED_JOB_STATES, JOB_LIMITS, qualifiedName } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { AuditService } from '../audit/index.ts'
import { Entitlements } from '../purchases/index.ts'
import { completeParams, type FoundJob } from './job-types.service.ts'
import { jobsErrors } from './jobs.errors.ts'
import { type JobRow, JobsRepository, type NewJob } from './jobs.repository.ts'

/** Who has a job done, and in the course of what. */
export type Dispatcher =
  | { origin: 'person'; userId: string }
  | { origin: 'extension'; userId: string; installId: string }
  | { origin: 'schedule'; userId: string; scheduleId: string }
  | { origin: 'job'; userId: string; installId: string; spawn: { jobId: string; fence: number; key: string } }

/** The one way in which a job comes to be. */
@Injectable()
export class DispatchService {
  constructor(
    private readonly repository: JobsRepository,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly entitlements: Entitlements,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** That it is paid for, for the person it would run for. @throws DomainError 402 with the reason as its code */
  async requirePaid({ install }: FoundJob, userId: string): Promise<void> {
    await this.entitlements.require(install, userId)
  }

  /** @throws DomainError why it is not paid for, `invalid_params`, `too_many_jobs`, `job_too_deep`, `too_many_children`, `job_over` */
  async dispatch(found: FoundJob, given: unknown, by: Dispatcher): Promise<{ id: string }> {
    const params = completeParams(found.declaration, given)
    await this.requirePaid(found, by.userId)
    return this.database.transaction((tx) => this.dispatchIn(tx, found, params, by))
  }

  /** The same, as a part of a transaction that has completed the parameters, and knows that it is paid for. */
  async dispatchIn(tx: Tx, found: FoundJob, params: unknown, by: Dispatcher): Promise<{ id: string }> {
    const { workspaceId } = found.install
    const parent = by.origin === 'job' ? await this.lockParent(tx, workspaceId, by.spawn) : null
    const known = by.origin === 'job' && (await this.findSpawned(tx, workspaceId, by.spawn))
    if (known) return { id: known.id }
    if (parent !== null) await this.requireRoom(tx, parent)
    if ((await this.repository.countOpen(tx, workspaceId)) >= JOB_LIMITS.openPerWorkspace)
      throw jobsErrors.tooManyOpen()
    const { id } = await this.repository.create(tx, this.rowOf(found, params, by, parent))
    await this.queue.publish(tx, 'job.queued', { workspaceId, jobId: id })
    if (by.origin === 'person') await this.record(tx, found, id, by.userId)
    return { id }
  }

  /** Whether a job is there that has not ended. */
  async isOpen(tx: Tx, workspaceId: string, jobId: string): Promise<boolean> {
    const job = await this.repository.find(workspaceId, jobId, tx)
    return job !== null && !ENDED_JOB_STATES.includes(job.state)
  }

  /** Under the lock of its row, a run that may no longer write spawns nothing, nor one that is to be cancelled. */
  private async lockParent(tx: Tx, workspaceId: string, spawn: { jobId: string; fence: number }): Promise<JobRow> {
    const parent = await this.repository.lock(tx, workspaceId, spawn.jobId)
    const isOver = parent?.state !== 'running' || parent.fence !== spawn.fence || parent.requested === 'cancel'
    if (parent === null || isOver) throw jobsErrors.parentOver()
    return parent
  }

  private findSpawned(tx: Tx, workspaceId: string, { jobId, key }: { jobId: string; key: string }) {
    return this.repository.findSpawned(tx, workspaceId, jobId, key)
  }

  private async requireRoom(tx: Tx, { workspaceId, id, depth }: JobRow): Promise<void> {
    if (depth >= JOB_LIMITS.depth) throw jobsErrors.tooDeep()
    const counts = await this.repository.countChildren(workspaceId, [id], tx)
    const children = counts.reduce((sum, { count }) => sum + count, 0)
    if (children >= JOB_LIMITS.children) throw jobsErrors.tooManyChildren()
  }

  private rowOf({ install, declaration }: FoundJob, params: unknown, by: Dispatcher, parent: JobRow | null): NewJob {
    return {
      workspaceId: install.workspaceId,
      installId: install.id,
      extensionId: install.extension,
      name: declaration.name,
      title: declaration.title ?? null,
      origin: by.origin,
      dispatcherId: 'installId' in by ? by.installId : null,
      userId: by.userId,
      parentId: parent?.id ?? null,
      spawnKey: by.origin === 'job' ? by.spawn.key : null,
      depth: parent === null ? 0 : parent.depth + 1,
      scheduleId: by.origin === 'schedule' ? by.scheduleId : null,
      params: params === null ? Prisma.JsonNull : (params as Prisma.InputJsonValue),
      resumable: declaration.resumable,
      maxAttempts: JOB_LIMITS.attempts,
      fuelBudget: JOB_LIMITS.fuel,
      createdAt: this.clock.now(),
    }
  }

  private record(tx: Tx, { install, declaration }: FoundJob, id: string, userId: string): Promise<void> {
    return this.audit.append(tx, {
      actorId: userId,
      action: 'job.dispatched',
      subject: `job:${id}`,
      workspaceId: install.workspaceId,
      data: { jobType: qualifiedName(install.extension, declaration.name), version: install.version },
    })
  }
}
