import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common'
import { Database } from '../../platform/database/index.ts'
import { NodeLease } from '../../platform/queue/index.ts'
import type { Room } from './claims.repository.ts'
import { ExecutionServices } from './execution-services.ts'
import { JobChanges } from './job-changes.service.ts'
import { type ExecutionEnd, JobExecution } from './job-execution.ts'
import { RunLedger } from './run-ledger.service.ts'
import type { RunReason } from './runs.repository.ts'

/** How often a node looks for what others have left, and for what it was not told of. */
const SWEEP_MS = 2_000
/** What runs may take to save their state when the server stops. */
const PATIENCE_MS = 5_000
const SETTLE_RETRY_MS = 250

/**
 * Runs jobs on this node: as many as it has places, whichever node they came in on. It is woken by the queue, by the
 * signals of the database and by its own runs that end; what it may run, the claim alone decides.
 */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('jobs')
  private readonly name = `${hostname()}:${process.pid}`
  private readonly lease: NodeLease
  private readonly active = new Map<JobExecution, Promise<void>>()
  private claiming: Promise<void> = Promise.resolve()
  private isWoken = false
  private isStopping = false
  private timer: NodeJS.Timeout | null = null

  constructor(
    private readonly ledger: RunLedger,
    private readonly services: ExecutionServices,
    changes: JobChanges,
    database: Database,
  ) {
    this.lease = new NodeLease(database, services.slots, {
      onHeld: () => void this.sweep(),
      onLost: () => this.active.keys().forEach((execution) => execution.replaced()),
    })
    changes.listen({
      changed: ({ jobId, state, requested }) => {
        if (state === 'queued') this.wake()
        if (requested !== null) this.find(jobId)?.asked(requested)
      },
      missed: () => this.wake(),
    })
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.lease.acquire()
    this.timer = setInterval(() => void this.sweep(), SWEEP_MS)
  }

  /** Runs save their state and end; what does not end in time goes on from its last checkpoint elsewhere. */
  async onModuleDestroy(): Promise<void> {
    this.isStopping = true
    if (this.timer !== null) clearInterval(this.timer)
    await this.claiming
    this.active.keys().forEach((execution) => execution.leave(NODE_STOPS))
    const patience = new AbortController()
    const tooLong = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined)
    await Promise.race([this.settled(), tooLong])
    patience.abort()
    this.active.keys().forEach((execution) => execution.give(NODE_STOPS))
    await this.settled()
    await this.lease.release()
  }

  /** Whether a run of the job is under way on this node. */
  isRunning(jobId: string): boolean {
    return this.find(jobId) !== undefined
  }

  /** Looks for work, now or right after the look that is under way. */
  wake(): void {
    if (this.isWoken || this.isStopping) return
    this.isWoken = true
    this.claiming = this.claiming.then(async () => {
      this.isWoken = false
      try {
        await this.claim()
      } catch (error) {
        this.logger.warn({ msg: 'jobs could not be claimed', err: error })
      }
    })
  }

  private async claim(): Promise<void> {
    const id = this.lease.id
    if (id === null || this.services.slots === 0 || this.isStopping) return
    const claimed = await this.ledger.claim({ id, name: this.name }, this.room())
    for (const job of claimed) this.begin(new JobExecution(job, this.services))
    // A lease that was lost meanwhile: others will take these jobs, and this node must not.
    if (this.lease.id !== id) this.active.keys().forEach((execution) => execution.replaced())
  }

  private room(): Room {
    const generations = new Set(this.active.keys().map(({ job }) => job.generation))
    return { places: Math.max(0, this.services.slots - this.active.size), generations }
  }

  private begin(execution: JobExecution): void {
    const done = this.run(execution).finally(() => {
      this.active.delete(execution)
      this.wake()
    })
    this.active.set(execution, done)
  }

  private async run(execution: JobExecution): Promise<void> {
    const startedAt = performance.now()
    const end = await execution.execute()
    this.services.metrics.runSeconds.observe(
      { outcome: end?.outcome ?? 'lost' },
      (performance.now() - startedAt) / 1_000,
    )
    if (end === null) return
    await this.settle(execution, end)
    execution.record(end)
  }

  /** Without its lease a node writes nothing; with it, it does not let go before the end is written. */
  private async settle(execution: JobExecution, end: ExecutionEnd): Promise<void> {
    const held = this.lease.id
    for (let id = held; id !== null && id === held; id = this.lease.id) {
      try {
        await this.ledger.settle(execution.job, end)
        return
      } catch (error) {
        this.logger.warn({ msg: 'the end of a run could not be written yet', jobId: execution.jobId, err: error })
        await delay(SETTLE_RETRY_MS)
      }
    }
  }

  private async sweep(): Promise<void> {
    if (this.lease.id === null || this.isStopping) return
    try {
      const taken = await this.ledger.takeOver()
      this.services.metrics.takeovers.inc(taken)
      if (taken > 0) this.logger.log({ msg: 'jobs of a node that is gone are taken over', jobs: taken })
    } catch (error) {
      this.logger.warn({ msg: 'jobs of other nodes could not be looked at', err: error })
    }
    this.wake()
  }

  private find(jobId: string): JobExecution | undefined {
    return this.active.keys().find((execution) => execution.jobId === jobId)
  }

  private async settled(): Promise<void> {
    await Promise.allSettled(this.active.values())
  }
}

const NODE_STOPS: RunReason = {
  code: 'node_stopped',
  message: 'The server that ran it stopped; it goes on when it can.',
}
