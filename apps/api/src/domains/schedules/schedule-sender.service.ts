import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/domain-error.ts'
import { Database, isUnavailable, type Prisma, type Tx } from '../../platform/database/index.ts'
import { nextTick } from './cron.ts'
import { ScheduledDispatch } from './scheduled-dispatch.service.ts'
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
    private readonly dispatch: ScheduledDispatch,
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
    while (this.timer !== null && (await this.sendNext())) continue
  }

  /** What fails for one schedule stops none of the others: it is written down as refused, and due again at its next time. */
  private async sendNext(): Promise<boolean> {
    const taken: { schedule: ScheduleRow | null } = { schedule: null }
    try {
      await this.database.transaction(async (tx) => {
        taken.schedule = await this.repository.lockDue(tx, this.clock.now())
        if (taken.schedule !== null) await this.sendOne(tx, taken.schedule)
      })
    } catch (error) {
      if (taken.schedule === null || isUnavailable(error)) throw error
      this.logger.error({ msg: 'a schedule could not dispatch', scheduleId: taken.schedule.id, err: error })
      await this.refuse(taken.schedule)
    }
    return taken.schedule !== null
  }

  private async sendOne(tx: Tx, schedule: ScheduleRow): Promise<void> {
    const now = this.clock.now()
    await this.repository.update(tx, schedule, {
      lastAt: now,
      ...timesAfter(schedule, now),
      ...(await this.dispatch.send(tx, schedule)),
    })
  }

  /** Unless another node has sent it since, or somebody has changed it. */
  private async refuse({ workspaceId, id, nextRunAt }: ScheduleRow): Promise<void> {
    await this.database.transaction(async (tx) => {
      const schedule = await this.repository.lock(tx, workspaceId, id)
      if (schedule === null || schedule.nextRunAt?.getTime() !== nextRunAt?.getTime()) return
      const now = this.clock.now()
      await this.repository.update(tx, schedule, { lastAt: now, ...timesAfter(schedule, now), ...FAILED })
    })
  }
}

const FAILED = {
  lastOutcome: 'refused',
  lastReasonCode: 'internal',
  lastReasonMessage: 'Something went wrong on our side. It has been logged.',
} as const

/** When it is due next. One that never is any more, as when its time zone is gone, is paused. */
function timesAfter({ cron, timezone }: ScheduleRow, now: Date): Prisma.ScheduleUncheckedUpdateInput {
  try {
    return { nextRunAt: nextTick(cron, timezone, now) }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { nextRunAt: null, state: 'paused', reasonCode: error.code, reasonMessage: error.message }
  }
}
