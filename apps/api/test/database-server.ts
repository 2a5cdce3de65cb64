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
