import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { JOB_LIMITS } from '@grantry/contract'
import { Clock } from '../../kernel/clock.ts'
import { JobsRepository } from './jobs.repository.ts'

const EVERY_MS = 10 * 60_000
/** Jobs deleted in one statement, with their runs and lines. */
const BATCH = 100
const DAY_MS = 86_400_000

/** Deletes jobs that ended long ago, a little at a time. Every node does; what one deletes, the others pass over. */
@Injectable()
export class JobRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('jobs')
  private timer: NodeJS.Timeout | null = null
  private sweeping: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly repository: JobsRepository,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweeping = this.sweep()
    }, EVERY_MS)
  }

  async onModuleDestroy(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
    await this.sweeping
  }

  /** Answers how many jobs it deleted. */
  async sweep(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - JOB_LIMITS.keptDays * DAY_MS)
    let deleted = 0
    try {
      for (let batch = BATCH; batch === BATCH;) {
        batch = await this.repository.deleteEnded(before, BATCH)
        deleted += batch
      }
    } catch (error) {
      this.logger.warn({ msg: 'old jobs could not be deleted', err: error })
    }
    return deleted
  }
}
