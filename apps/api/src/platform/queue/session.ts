import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'

const FIRST_DELAY_MS = 100
const LONGEST_DELAY_MS = 5_000

export interface SessionOptions {
  connectionString: string
  /** As `pg_stat_activity` shows it. */
  name: string
  /** Makes a new session what it is for. When it throws, the session is ended and another one begun. */
  prepare: (client: Client) => Promise<void>
  /** The session has ended, for whatever reason; another one is on its way unless it was closed. */
  onLost?: (error: Error) => void
}

/**
 * One connection that stays: what belongs to a session of PostgreSQL (LISTEN, advisory locks) cannot come from a pool.
 * When it is lost, another one takes its place.
 */
export class Session {
  private client: Client | null = null
  private closed = false
  private connecting: Promise<void> = Promise.resolve()

  constructor(private readonly options: SessionOptions) {}

  /** Resolves when the first session is prepared; from then on there is one again and again until `close`. */
  async open(): Promise<void> {
    this.connecting = this.connect()
    await this.connecting
  }

  async close(): Promise<void> {
    this.closed = true
    await this.connecting
    await this.client?.end()
  }

  /** Gives the present session up, for instance because it has not answered for too long. */
  abandon(): void {
    const { client } = this
    // The socket, not the protocol: whoever does not answer would not answer a goodbye either.
    ;(client as unknown as { connection: { stream: { destroy(): void } } } | null)?.connection.stream.destroy()
  }

  private async connect(): Promise<void> {
    for (let delayMs = FIRST_DELAY_MS; !this.closed; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      const client = new Client({
        connectionString: this.options.connectionString,
        application_name: this.options.name,
        keepAlive: true,
      })
      const lost = Promise.withResolvers<Error>()
      client.on('error', lost.resolve)
      client.on('end', () => lost.resolve(new Error('The connection ended')))
      try {
        await client.connect()
        await this.options.prepare(client)
        this.client = client
        void lost.promise.then((error) => this.lose(client, error))
        return
      } catch (error) {
        await client.end().catch(() => undefined) // it may never have begun
        this.options.onLost?.(error as Error)
      }
      await delay(delayMs)
    }
  }

  private lose(client: Client, error: Error): void {
    if (this.client !== client) return
    this.client = null
    if (this.closed) return
    this.options.onLost?.(error)
    this.connecting = this.connect()
  }
}
