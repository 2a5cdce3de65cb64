import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { nextTick } from './cron.ts'
import { ScheduledDispatch } from './scheduled-dispatch.service.ts'
import { SchedulesRepository } from './schedules.repository.ts'

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
    while (this.timer !== null && (await this.database.transaction((tx) => this.sendOne(tx)))) continue
  }

  private async sendOne(tx: Tx): Promise<boolean> {
    const now = this.clock.now()
    const schedule = await this.repository.lockDue(tx, now)
    if (schedule === null) return false
    await this.repository.update(tx, schedule, {
      lastAt: now,
      nextRunAt: nextTick(schedule.cron, schedule.timezone, now),
      ...(await this.dispatch.send(tx, schedule)),
    })
    return true
  }
}
