import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { ENDED_JOB_STATES, type JobReason, qualifiedName, workspaceIdSchema } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'
import { includesRole, WorkspacesService } from '../workspaces/index.ts'
import { nextTick } from './cron.ts'
import { DispatchService } from './dispatch.service.ts'
import { type FoundJob, JobTypesService, requireParams } from './job-types.service.ts'
import { JobsRepository } from './jobs.repository.ts'
import { type ScheduleRow, SchedulesRepository } from './schedules.repository.ts'

/** A schedule that another node has made or changed is noticed within this time. */
const LOOK_MS = 1_000

/**
 * Dispatches what is due, once for all nodes: the job and the next time of its schedule are written in one transaction,
 * under the lock of the schedule's row. What fell due while no server ran is made up for once.
 */
@Injectable()
export class ScheduleSender implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('schedules')
  private timer: NodeJS.Timeout | null = null
  private sending: Promise<void> = Promise.resolve()

  constructor(
    private readonly repository: SchedulesRepository,
    private readonly jobs: JobsRepository,
    private readonly dispatching: DispatchService,
    private readonly types: JobTypesService,
    private readonly workspaces: WorkspacesService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => this.look(), 0)
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    await this.sending
  }

  private look(): void {
    this.sending = this.sendAll()
      .catch((error: unknown) => this.logger.warn({ msg: 'schedules could not be looked at', err: error }))
      .then(() => {
        if (this.timer !== null) this.timer = setTimeout(() => this.look(), LOOK_MS)
      })
  }

  private async sendAll(): Promise<void> {
    const dueAt = await this.repository.nextDue()
    if (dueAt === null || dueAt > this.clock.now()) return
    while (this.timer !== null && (await this.database.transaction((tx) => this.sendOne(tx)))) continue
  }

  private async sendOne(tx: Tx): Promise<boolean> {
    const now = this.clock.now()
    const schedule = await this.repository.lockDue(tx, now)
    if (schedule === null) return false
    await this.repository.update(tx, schedule, {
      lastAt: now,
      nextRunAt: nextTick(schedule.cron, schedule.timezone, now),
      ...(await this.send(tx, schedule)),
    })
    return true
  }

  /** Overlapping is skipped: a job that takes longer than its schedule is not piled up. */
  private async send(tx: Tx, schedule: ScheduleRow): Promise<Prisma.ScheduleUncheckedUpdateInput> {
    const last = schedule.lastJobId === null ? null : await this.jobs.find(schedule.workspaceId, schedule.lastJobId, tx)
    if (last !== null && !ENDED_JOB_STATES.includes(last.state)) return notSent('skipped', STILL_THERE)
    const found = await this.find(schedule)
    if ('code' in found) return notSent('refused', found)
    const by = { origin: 'schedule', userId: schedule.createdById, scheduleId: schedule.id } as const
    const { id } = await this.dispatching.dispatchIn(tx, found, schedule.params, by)
    return { lastOutcome: 'dispatched', lastJobId: id, lastReasonCode: null, lastReasonMessage: null }
  }

  /** The job, or why it cannot be dispatched for the person who made the schedule. */
  private async find(schedule: ScheduleRow): Promise<FoundJob | JobReason> {
    const { workspaceId, extensionId, jobName, createdById, params } = schedule
    const role = await this.workspaces.findRole(workspaceIdSchema.parse(workspaceId), createdById)
    if (role === null || !includesRole(role, 'member')) return PERSON_LEFT
    try {
      const found = await this.types.get(workspaceId, qualifiedName(extensionId, jobName))
      requireParams(found.declaration, params)
      return found
    } catch (error) {
      if (error instanceof DomainError) return { code: error.code, message: error.message }
      throw error
    }
  }
}

const notSent = (lastOutcome: 'skipped' | 'refused', { code, message }: JobReason) => ({
  lastOutcome,
  lastReasonCode: code,
  lastReasonMessage: message,
})

const STILL_THERE: JobReason = { code: 'still_running', message: 'The job of the time before had not ended.' }
const PERSON_LEFT: JobReason = {
  code: 'person_left',
  message: 'The person who made the schedule may no longer run jobs in the workspace.',
}
