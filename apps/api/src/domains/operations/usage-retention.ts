import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { UsageHistoryRepository } from './usage-history.repository.ts'

const EVERY_MS = 10 * 60_000
const BATCH = 1_000
/** A week is shown; the day more is for clocks that differ. */
const KEPT_MS = 8 * 86_400_000

/** Deletes what was used by the minute when nobody can ask for it any more. Every node does, a little at a time. */
@Injectable()
export class UsageRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('records')
  private timer: NodeJS.Timeout | null = null
  private sweeping: Promise<unknown> = Promise.resolve()

  constructor(
    private readonly repository: UsageHistoryRepository,
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

  /** Answers how many minutes it deleted. */
  async sweep(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_MS)
    let deleted = 0
    try {
      for (let batch = BATCH; batch === BATCH;) {
        batch = await this.repository.deleteBefore(before, BATCH)
        deleted += batch
      }
    } catch (error) {
      this.logger.warn({ msg: 'old figures of use could not be deleted', err: error })
    }
    return deleted
  }
}
