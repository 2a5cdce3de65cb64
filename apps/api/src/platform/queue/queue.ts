import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common'
import { PgBoss } from 'pg-boss'
import { Database, type Tx } from '../database/index.ts'

/** Everything that is told through the queue, with the shape of its news. */
export interface Topics {
  /** An install is gone: its sandbox is to forget it and its data is to be deleted. */
  'install.removed': { workspaceId: string; installId: string }
  /** An install that was suspended may run again. */
  'install.resumed': { workspaceId: string; installId: string }
  /** A job waits for a place. The row of the job is the truth; this only wakes somebody. */
  'job.queued': { workspaceId: string; jobId: string }
  /** A mail is to go out. */
  'mail.queued': { mailId: string }
  /** Somebody wants a new password for an address that may or may not be that of an account. */
  'password_reset.requested': { email: string }
  /** The payment provider is to be asked something. The row of the call is the truth. */
  'provider.call': { callId: string }
  /** A version waits for a review. */
  'version.submitted': { versionId: string }
  /** A version is to be tried out. */
  'trial_run.queued': { trialId: string }
  /** The payment provider knows more of a publisher's account: what was kept for it may be passed on now. */
  'payout_account.changed': { publisherId: string }
  /** Something was used that is paid for by use. The row of the period is the truth. */
  'usage.settled': { subscriptionId: string; startsAt: string }
}
export type Topic = keyof Topics
type Listener<T extends Topic> = (news: Topics[T]) => Promise<void>

interface PublishOptions {
  /** Not delivered before; default: at once. */
  after?: Date
}

/** Of one listener: news that is due, that is not due yet, and that was given up and is kept for a while. */
export interface QueueDepth {
  name: string
  waiting: number
  later: number
  failed: number
}

const RETRY = { retryLimit: 10, retryDelay: 1, retryBackoff: true, expireInSeconds: 300 }
const POLL_SECONDS = 1
/** When more than one piece of news waits, the next one is fetched as soon as the last one is done, and not at the next poll. */
const BACKLOG = 1
const COUNT_SECONDS = 5

/**
 * How news travels upward: a row in PostgreSQL, written in the transaction that makes the news, so that neither is
 * there without the other. Delivered at least once to each listener, on one node, also after a crash; listeners are
 * idempotent.
 */
@Injectable()
export class Queue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('queue')
  private readonly boss: PgBoss
  /** By the name of their queue, which is `<topic>.<listener>`. */
  private readonly listeners = new Map<string, (news: never) => Promise<void>>()

  constructor(database: Database) {
    this.boss = new PgBoss({
      connectionString: database.connectionString,
      application_name: 'grantry-queue',
      max: 4,
      superviseIntervalSeconds: COUNT_SECONDS,
      monitorIntervalSeconds: COUNT_SECONDS,
      queueCacheIntervalSeconds: COUNT_SECONDS,
    })
    this.boss.on('error', (error) => this.logger.warn(`The queue had to try again: ${error.message}`))
  }

  /** Called by modules while they start, before any news is delivered. `name` is that of the domain that listens. */
  listen<T extends Topic>(topic: T, name: string, listener: Listener<T>): void {
    const queue = `${topic}.${name}`
    if (this.listeners.has(queue)) throw new Error(`${name} listens to ${topic} already`)
    this.listeners.set(queue, listener)
  }

  async publish<T extends Topic>(tx: Tx, topic: T, news: Topics[T], { after }: PublishOptions = {}): Promise<void> {
    const db = {
      executeSql: async (text: string, values: unknown[] = []) => ({
        rows: await tx.$queryRawUnsafe<object[]>(text, ...values),
      }),
    }
    const options = { ...RETRY, db, ...(after !== undefined && { startAfter: after }) }
    for (const queue of this.listeners.keys())
      if (queue.startsWith(`${topic}.`)) await this.boss.send(queue, news, options)
  }

  /** How much news waits for each listener, counted every few seconds. */
  async depths(): Promise<QueueDepth[]> {
    const queues = await this.boss.getQueues([...this.listeners.keys()])
    return queues
      .map(({ name, readyCount, deferredCount, failedCount }) => ({
        name,
        waiting: readyCount,
        later: deferredCount,
        failed: failedCount,
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name))
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start()
    for (const [queue, listener] of this.listeners) {
      await this.boss.createQueue(queue)
      const options = { pollingIntervalSeconds: POLL_SECONDS, burstWhenReadyExceeds: BACKLOG }
      await this.boss.work(queue, options, async (jobs: { data: unknown }[]) => {
        for (const job of jobs) await listener(job.data as never)
      })
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 5_000 })
  }
}
