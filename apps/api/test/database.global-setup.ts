import { randomBytes } from 'node:crypto'

import type { TestProject } from 'vitest/node'

import { findMigrations, migrate } from '../src/platform/database/migrate.ts'
import { databaseUrl, dropDatabase, onServer } from './database-server.ts'
import { startScratchPostgres } from './scratch-postgres.ts'

/**
 * One PostgreSQL for all test files: the one of `TEST_DATABASE_URL` or `DATABASE_URL` (a role that may create
 * databases), else a scratch one. It gets one migrated database, of which every test file takes a copy.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const external = process.env['TEST_DATABASE_URL'] || process.env['DATABASE_URL']
  const scratch = external ? null : await startScratchPostgres()
  const server = external ?? scratch!.connectionString
  const template = `grantry_test_${randomBytes(4).toString('hex')}`
  const tearDown = async () => {
    // The copies too: a failed or killed test file leaves its own behind.
    await dropDatabases(server, template)
    await scratch?.stop()
  }
  try {
    // Nobody kills this PostgreSQL: it need not be sure of each transaction before the next one.
    if (scratch !== null)
      await onServer(server, (client) => client.query('ALTER ROLE CURRENT_USER SET synchronous_commit = off'))
    await onServer(server, (client) => client.query(`CREATE DATABASE ${template}`))
    await migrate(databaseUrl(server, template), findMigrations())
    project.provide('testDatabase', { server, template })
    return tearDown
  } catch (error) {
    await tearDown()
    throw error
  }
}

async function dropDatabases(server: string, prefix: string): Promise<void> {
  const { rows } = await onServer(server, (client) =>
    client.query<{ name: string }>('SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)', [prefix]),
  )
  for (const { name } of rows) await dropDatabase(server, name)
}
