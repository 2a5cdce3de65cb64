import { Injectable, Logger, type OnApplicationBootstrap, type BeforeApplicationShutdown } from '@nestjs/common'
import { PgBoss } from 'pg-boss'
import { Database, type Tx } from '../database/index.ts'

/** Everything that one domain tells another, with the shape of its news. Each topic has one listener. */
export interface Topics {
  /** An install is gone: its sandbox is to forget it and its data is to be deleted. */
  'install.removed': { workspaceId: string; installId: string }
}
export type Topic = keyof Topics
type Listener<T extends Topic> = (news: Topics[T]) => Promise<void>

const RETRY = { retryLimit: 10, retryDelay: 1, retryBackoff: true, expireInSeconds: 300 }
const POLL_SECONDS = 1

/**
 * How news travels upward: a row in PostgreSQL, written in the transaction that makes the news, so that neither is
 * there without the other. Delivered at least once, to one node, also after a crash; listeners are idempotent.
 */
@Injectable()
export class Queue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('queue')
  private readonly boss: PgBoss
  private readonly listeners = new Map<Topic, (news: never) => Promise<void>>()

  constructor(database: Database) {
    this.boss = new PgBoss({
      connectionString: database.connectionString,
      application_name: 'grantry-queue',
      max: 4,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
    })
    this.boss.on('error', (error) => this.logger.warn(`The queue had to try again: ${error.message}`))
  }

  /** Called by modules while they start, before any news is delivered. */
  listen<T extends Topic>(topic: T, listener: Listener<T>): void {
    if (this.listeners.has(topic)) throw new Error(`The topic ${topic} has a listener already`)
    this.listeners.set(topic, listener)
  }

  async publish<T extends Topic>(tx: Tx, topic: T, news: Topics[T]): Promise<void> {
    await this.boss.send(topic, news, {
      ...RETRY,
      db: { executeSql: async (text, values = []) => ({ rows: await tx.$queryRawUnsafe(text, ...values) }) },
    })
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start()
    for (const [topic, listener] of this.listeners) {
      await this.boss.createQueue(topic)
      await this.boss.work(topic, { pollingIntervalSeconds: POLL_SECONDS }, async (jobs: { data: unknown }[]) => {
        for (const job of jobs) await listener(job.data as never)
      })
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 5_000 })
  }
}
