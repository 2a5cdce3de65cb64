import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common'
import { Database } from '../database/index.ts'
import { Session } from './session.ts'

export interface SignalListener {
  heard: (payload: string) => void
  /** Signals may have been missed until now: at the start, and after each loss of the connection. */
  missed: () => void
}

/**
 * What the database tells every node the moment it is committed (NOTIFY), over one connection of this node. Nothing is
 * kept for whoever is not listening: signals say that something is to be looked at, and never what is true.
 */
@Injectable()
export class Signals implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('signals')
  private readonly listeners = new Map<string, SignalListener>()
  private readonly session: Session

  constructor(database: Database) {
    this.session = new Session({
      connectionString: database.connectionString,
      name: 'grantry-signals',
      prepare: async (client) => {
        client.on('notification', ({ channel, payload = '' }) => this.listeners.get(channel)?.heard(payload))
        for (const channel of this.listeners.keys()) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
        for (const { missed } of this.listeners.values()) missed()
      },
      onLost: ({ message }) => this.logger.warn(`The connection for signals was lost: ${message}`),
    })
  }

  /** Called by modules while they start. Each channel has one listener. */
  listen(channel: string, listener: SignalListener): void {
    if (this.listeners.has(channel)) throw new Error(`The channel ${channel} has a listener already`)
    this.listeners.set(channel, listener)
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.session.open()
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.session.close()
  }
}
