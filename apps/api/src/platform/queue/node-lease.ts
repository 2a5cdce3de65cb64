import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { Logger } from '@nestjs/common'
import type { Client } from 'pg'
import type { Database } from '../database/index.ts'
import { Session } from './session.ts'

/** The lock that a living node holds; in SQL, for an expression that is a node's id. */
export const nodeLock = (id: string): string => `hashtextextended('grantry:node:' || ${id}, 0)`

/** What people know this process by; another one may have had the same name before. */
export const nodeName = (): string => `${hostname()}:${process.pid}`

const BEAT_MS = 5_000
/** A node whose heart has not beaten for this long gives up by itself … */
const GIVE_UP_MS = 15_000
/** … and is given up by the others, by the database's clock. The difference is what the clocks may differ in pace. */
export const NODE_DEAD_AFTER_SECONDS = 30

/**
 * Says that this node lives: a session of its own holds the advisory lock of the node's id, and a row has its heartbeat.
 * The lock falls the moment the process dies, however it dies; the heartbeat is for a machine that is cut off and cannot
 * even close its connection. A lease that was lost is gone for good: the node goes on under another id.
 */
export class NodeLease {
  private readonly logger = new Logger('node')
  private current: string | null = null
  private beatenAt = 0
  private timer: NodeJS.Timeout | null = null
  private readonly session: Session

  constructor(
    database: Database,
    /** Jobs that this node has places for. */
    private readonly slots: number,
    private readonly listener: { onHeld: (id: string) => void; onLost: (id: string) => void },
  ) {
    this.session = new Session({
      connectionString: database.connectionString,
      name: 'grantry-node',
      prepare: (client) => this.hold(client),
      onLost: ({ message }) => {
        this.logger.warn(`This node lost its lease: ${message}`)
        this.lose()
      },
    })
  }

  /** The id under which this node lives now; null while it has no lease. */
  get id(): string | null {
    return this.current
  }

  async acquire(): Promise<void> {
    await this.session.open()
  }

  async release(): Promise<void> {
    this.lose()
    await this.session.close()
  }

  private async hold(client: Client): Promise<void> {
    const id = randomUUID()
    await client.query(`SELECT pg_advisory_lock(${nodeLock('$1::text')})`, [id])
    await client.query(`DELETE FROM job_nodes WHERE heartbeat_at < now() - interval '1 day'`)
    await client.query('INSERT INTO job_nodes (id, name, slots) VALUES ($1, $2, $3)', [id, nodeName(), this.slots])
    this.current = id
    this.beatenAt = performance.now()
    this.timer = setInterval(() => void this.beat(client, id), BEAT_MS)
    this.listener.onHeld(id)
  }

  private async beat(client: Client, id: string): Promise<void> {
    if (performance.now() - this.beatenAt > GIVE_UP_MS) return this.session.abandon()
    const sentAt = performance.now()
    try {
      const { rowCount } = await client.query('UPDATE job_nodes SET heartbeat_at = now() WHERE id = $1', [id])
      // Without a row the others have given this node up.
      if (rowCount === 0) this.session.abandon()
      else this.beatenAt = sentAt
    } catch {
      this.session.abandon() // whatever it was, a lease that cannot be renewed is not one
    }
  }

  private lose(): void {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
    const id = this.current
    this.current = null
    if (id !== null) this.listener.onLost(id)
  }
}
