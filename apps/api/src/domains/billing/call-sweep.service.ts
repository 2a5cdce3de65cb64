import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Clock } from '../../kernel/clock.ts'
import { ProviderCallsRepository } from './provider-calls.repository.ts'
import { ProviderCalls } from './provider-calls.service.ts'

const EVERY_MS = 30_000
const BATCH = 20

/**
 * Makes calls that were decided and that nobody makes: their server died in the middle, and its message of the queue with
 * it. At the start at once, and then now and again. Two servers may make the same call: it has one key.
 */
@Injectable()
export class CallSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('billing')
  private timer: NodeJS.Timeout | null = null
  private sweeping: Promise<void> = Promise.resolve()
  private stopped = false

  constructor(
    private readonly repository: ProviderCallsRepository,
    private readonly calls: ProviderCalls,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(EVERY_MS), EVERY_MS)
    this.begin(0)
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true
    if (this.timer !== null) clearInterval(this.timer)
    await this.sweeping
  }

  private begin(minimumAgeMs: number): void {
    this.sweeping = this.sweeping
      .then(() => this.sweep(minimumAgeMs))
      .catch((error: unknown) => this.logger.warn({ msg: 'calls of the provider could not be looked up', err: error }))
  }

  /** Makes what should have been made so long ago. What goes wrong with one is no matter of the others. */
  async sweep(minimumAgeMs: number): Promise<void> {
    const due = await this.repository.due(new Date(this.clock.now().getTime() - minimumAgeMs), BATCH)
    for (const id of due) {
      if (this.stopped) return
      try {
        await this.calls.perform(id)
      } catch (error) {
        this.logger.warn({ msg: 'a call of the provider could not be made', callId: id, err: error })
      }
    }
  }
}
