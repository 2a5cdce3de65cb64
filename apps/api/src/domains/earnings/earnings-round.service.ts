import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Movements } from './movements.service.ts'
import { Payouts } from './payouts.service.ts'
import { Reconciliations } from './reconciliations.service.ts'

const SETTLE_EVERY_MS = 60_000
const PAY_EVERY_MS = 3_600_000

/** What is done about earnings now and again, by every server: each thing is decided under a lock, so it is done once. */
@Injectable()
export class EarningsRound implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('earnings')
  private timers: NodeJS.Timeout[] = []
  private working: Promise<void> = Promise.resolve()

  constructor(
    private readonly movements: Movements,
    private readonly payouts: Payouts,
    private readonly reconciliations: Reconciliations,
  ) {}

  onApplicationBootstrap(): void {
    this.every(SETTLE_EVERY_MS, () => this.movements.settleAgain(null))
    this.every(PAY_EVERY_MS, () => this.payouts.payOutAll(null))
    this.every(PAY_EVERY_MS, () => this.reconciliations.runWhenDue())
  }

  async onModuleDestroy(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer)
    await this.working
  }

  private every(ms: number, work: () => Promise<void>): void {
    const begin = () => {
      this.working = this.working
        .then(work)
        .catch((error: unknown) => this.logger.warn({ msg: 'a round of the earnings failed', err: error }))
    }
    this.timers.push(setInterval(begin, ms))
  }
}
