import { setTimeout as delay } from 'node:timers/promises'

import { Client } from 'pg'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test databases are made: the server's connection string, and the migrated database to copy. */
    testDatabase: { server: string; template: string }
  }
}

/** Runs `work` on a connection of its own to `server`. */
export async function onServer<T>(server: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(server)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The connection string of another database on `server`. */
export function databaseUrl(server: string, name: string): string {
  return Object.assign(new URL(server), { pathname: `/${name}` }).href
}

const DROP_ATTEMPTS = 20
const DROP_PAUSE_MS = 250

/**
 * Drops a database and ends what is still connected to it. An autovacuum worker that is in it belongs to the superuser,
 * whom an ordinary role may not end: it is gone in a moment.
 */
export async function dropDatabase(server: string, name: string): Promise<void> {
  await onServer(server, async (client) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
        return
      } catch (error) {
        const { code } = error as { code?: string }
        if (code !== '42501' || attempt === DROP_ATTEMPTS) throw error
        await delay(DROP_PAUSE_MS)
      }
    }
  })
}
