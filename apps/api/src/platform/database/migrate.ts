import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { Client } from 'pg'

/** The key Prisma Migrate locks, so that its command line and a starting server exclude each other. */
const LOCK_KEY = 72_707_369

/** The table of Prisma Migrate, so that `prisma migrate status` understands what was done here. */
const CREATE_HISTORY = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0)`

interface Migration {
  name: string
  sql: string
  checksum: string
}

export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** The repository's migrations, found from the sources and from the bundle alike. */
export function findMigrations(): string {
  for (let directory = import.meta.dirname; ; directory = dirname(directory)) {
    const migrations = join(directory, 'prisma', 'migrations')
    if (existsSync(migrations)) return migrations
    if (directory === dirname(directory)) throw new MigrationError('The folder prisma/migrations is missing.')
  }
}

/**
 * Applies the migrations in `directory` that the database has not had yet, in the order of their names, and answers
 * their names. Servers that start at the same time wait for each other. Each migration is one transaction together
 * with the row that records it, so after a kill it is there completely or not at all.
 *
 * @throws MigrationError when the history of the database does not fit the folder, or a migration fails.
 */
export async function migrate(connectionString: string, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory)
  const client = new Client({ connectionString })
  // A lost connection fails the statement in flight, which reports it; without a listener it would end the process too.
  client.on('error', () => undefined)
  await client.connect()
  try {
    // Held by the session: closing the connection gives it back.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY])
    await client.query(CREATE_HISTORY)
    const pending = await findPending(client, migrations)
    for (const migration of pending) await apply(client, migration)
    return pending.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const folders = (await readdir(directory, { withFileTypes: true })).filter((entry) => entry.isDirectory())
  const names = folders.map((folder) => folder.name).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/** What is left to apply, once it is certain that what was applied is what the folder says. */
async function findPending(client: Client, migrations: Migration[]): Promise<Migration[]> {
  const history = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  )
  for (const applied of history.rows) {
    const migration = migrations.find(({ name }) => name === applied.name)
    if (!migration) {
      throw new MigrationError(
        `The database has the migration ${applied.name}, which this version of Grantry does not know. ` +
          'Run the version that made it, or a later one.',
      )
    }
    if (!applied.finished) {
      throw new MigrationError(
        `The migration ${applied.name} was begun by another tool and not finished. Repair it with "prisma migrate resolve".`,
      )
    }
    if (applied.checksum !== migration.checksum) {
      throw new MigrationError(
        `The migration ${applied.name} was edited after it was applied. Restore it and put the change into a new one.`,
      )
    }
  }
  const done = new Set(history.rows.map((applied) => applied.name))
  return migrations.filter(({ name }) => !done.has(name))
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('BEGIN')
  try {
    await client.query(sql)
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    )
    await client.query('COMMIT')
  } catch (cause) {
    // Closing the connection rolls back.
    throw new MigrationError(`The migration ${name} failed: ${(cause as Error).message}`, { cause })
  }
}
