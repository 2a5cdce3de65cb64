import { randomBytes } from 'node:crypto'

import { inject } from 'vitest'

import { databaseUrl, dropDatabase, onServer } from './database-server.ts'

export interface TestDatabase {
  connectionString: string
  /** Ends what is still connected. Forgotten databases are dropped at the end of the run. */
  drop(): Promise<void>
}

/** A migrated, empty database of its own, for a test file. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { server, template } = inject('testDatabase')
  const name = `${template}_${randomBytes(4).toString('hex')}`
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`))
  return {
    connectionString: databaseUrl(server, name),
    async drop() {
      await dropDatabase(server, name)
    },
  }
}
