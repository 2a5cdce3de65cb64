import { Injectable } from '@nestjs/common'
import { JOB_LIMITS, qualifiedName } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { Queue } from '../../platform/queue/index.ts'
import { AuditService } from '../audit/index.ts'
import { type Effect, type JobCommand, requireEffect } from './job-states.ts'
import { jobsErrors } from './jobs.errors.ts'
import { type JobRow, JobsRepository } from './jobs.repository.ts'
import { requestReason } from './run-ledger.service.ts'

const PAST: Record<JobCommand, string> = { pause: 'paused', resume: 'resumed', cancel: 'cancelled', retry: 'retried' }
const PARENT_CANCELLED = { code: 'parent_cancelled', message: 'The job that spawned it was cancelled.' }
const SUSPENDED = 'install_suspended'
const UNINSTALLED = { code: 'install_removed', message: 'Its extension was uninstalled.' }

/** Who tells a job something; `guest` is the install that does, for the person. */
export interface Commander {
  workspaceId: string
  userId: string
  guest: string | null
}

/** Pausing, resuming, cancelling and retrying, under the lock of the job's row. */
@Injectable()
export class JobControl {
  constructor(
    private readonly repository: JobsRepository,
    private readonly database: Database,
    private readonly queue: Queue,
    private readonly audit: AuditService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`, or a conflict that says why a job in its state cannot do this */
  async command(by: Commander, id: string, command: JobCommand): Promise<void> {
    await this.database.transaction(async (tx) => {
      const job = await this.repository.lock(tx, by.workspaceId, id)
      if (job === null) throw jobsErrors.jobNotFound()
      const effect = requireEffect(command, job.state, job.requested)
      await this.apply(tx, by, job, effect)
      if (command === 'cancel')
        await this.repository.cancelBelow(tx, by.workspaceId, [id], PARENT_CANCELLED, this.clock.now())
      await this.record(tx, by, job, command)
    })
  }

  /** Ends all jobs of an install that is gone, and what they have spawned. */
  async cancelOfInstall(workspaceId: string, installId: string): Promise<void> {
    const now = this.clock.now()
    await this.database.transaction(async (tx) => {
      const parents = await this.repository.idsBelowInstall(workspaceId, installId, tx)
      await this.repository.cancelOfInstall(tx, workspaceId, installId, UNINSTALLED, now)
      await this.repository.cancelBelow(tx, workspaceId, parents, PARENT_CANCELLED, now)
    })
  }

  /** Lets the jobs go on that paused because their install was suspended. Those that somebody paused stay as they are. */
  async goOnWithInstall(workspaceId: string, installId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const jobs = await this.repository.queuePaused(
        tx,
        workspaceId,
        { installId, reasonCode: SUSPENDED },
        this.clock.now(),
      )
      for (const { id, jobType } of jobs) {
        await this.queue.publish(tx, 'job.queued', { workspaceId, jobId: id })
        await this.audit.append(tx, {
          actorId: null,
          action: 'job.resumed',
          subject: `job:${id}`,
          workspaceId,
          data: { jobType, from: 'paused', because: 'install.resumed' },
        })
      }
    })
  }

  private async apply(tx: Tx, { userId }: Commander, job: JobRow, effect: Effect): Promise<void> {
    const now = this.clock.now()
    if (effect.kind === 'request') return this.repository.request(tx, job, effect.request, now)
    const goesOn = effect.to === 'queued'
    await this.repository.move(
      tx,
      job,
      {
        state: effect.to,
        reason: goesOn ? null : requestReason(effect.to),
        // Whoever sets a job going again is the one it runs for: the person before may have left since.
        ...(goesOn && { person: userId, attempts: 0 }),
        ...(job.state === 'failed' && { fuelBudget: job.fuelUsed + JOB_LIMITS.fuel }),
      },
      now,
    )
    if (goesOn) await this.queue.publish(tx, 'job.queued', { workspaceId: job.workspaceId, jobId: job.id })
  }

  private record(tx: Tx, by: Commander, job: JobRow, command: JobCommand): Promise<void> {
    return this.audit.append(tx, {
      actorId: by.userId,
      action: `job.${PAST[command]}`,
      subject: `job:${job.id}`,
      workspaceId: job.workspaceId,
      data: { jobType: qualifiedName(job.extensionId, job.name), from: job.state, byInstall: by.guest },
    })
  }
}
