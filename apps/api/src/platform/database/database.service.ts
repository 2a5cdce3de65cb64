import { setTimeout as delay } from 'node:timers/promises'

import type { OnApplicationShutdown } from '@nestjs/common'
import { PrismaPg } from '@prisma/adapter-pg'
import { Client, Pool } from 'pg'

import { isWriteConflict } from './database-errors.ts'
import type { DatabaseLog } from './database-log.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import { Prisma, PrismaClient } from './generated/client.ts'
import { findMigrations, migrate } from './migrate.ts'
import { StatementNames } from './statement-names.ts'

/** The client inside a transaction. */
export type Tx = Prisma.TransactionClient

export interface DatabaseConfig {
  /** Absolute; holds the embedded PostgreSQL when `databaseUrl` is null. */
  dataDir: string
  databaseUrl: string | null
}

export interface TransactionOptions {
  /** Default: what the database defaults to, normally `ReadCommitted`. */
  isolation?: Prisma.TransactionIsolationLevel
}

const OLDEST_SERVER = 150_000
const POOL_SIZE = 10
const CONNECT_TIMEOUT_MS = 10_000
/** How long a transaction may wait for a connection, and how long it may take. */
const TRANSACTION_LIMITS = { maxWait: 10_000, timeout: 30_000 }
const TRANSACTION_ATTEMPTS = 5
const RETRY_DELAY_MS = 20

/** The one way to the platform's PostgreSQL. */
export class Database implements OnApplicationShutdown {
  private constructor(
    readonly connectionString: string,
    readonly client: PrismaClient,
    private readonly shutDown: () => Promise<void>,
  ) {}

  /**
   * Connects to the PostgreSQL of `databaseUrl`, or starts the embedded one, and brings its schema up to date.
   *
   * @throws when the server cannot be reached or is too old, another Grantry uses the data directory, or a migration
   *   does not fit.
   */
  static async open(config: DatabaseConfig, log: DatabaseLog): Promise<Database> {
    const embedded = config.databaseUrl === null ? await startEmbeddedPostgres({ dataDir: config.dataDir, log }) : null
    const connectionString = config.databaseUrl ?? embedded!.connectionString
    const pool = createPool(connectionString, log)
    const statements = new StatementNames()
    const adapter = new PrismaPg(pool, { statementNameGenerator: ({ sql }) => statements.nameOf(sql) })
    const client = new PrismaClient({ adapter, transactionOptions: TRANSACTION_LIMITS })
    const shutDown = async () => {
      await client.$disconnect()
      await pool.end()
      await embedded?.stop()
    }
    try {
      await requireServer(pool, connectionString)
      const applied = await migrate(connectionString, findMigrations())
      if (applied.length > 0) log.log(`Database migrated: ${applied.join(', ')}`)
      return new Database(connectionString, client, shutDown)
    } catch (error) {
      await shutDown()
      throw error
    }
  }

  /**
   * Runs `work` in one transaction. When the database gives it up for a deadlock or a serialisation conflict it is run
   * again, so `work` must have no effect outside `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, { isolation }: TransactionOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.client.$transaction(work, isolation && { isolationLevel: isolation })
      } catch (error) {
        if (attempt === TRANSACTION_ATTEMPTS || !isWriteConflict(error)) throw error
        // At random, so that the same two do not meet again.
        await delay(Math.random() * RETRY_DELAY_MS * 2 ** attempt)
      }
    }
  }

  /**
   * Runs `work` while no other server on this database runs work of the same name. The lock is that of a session of its
   * own, so it ends with this process, however that ends.
   */
  async exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
    const session = new Client({ connectionString: this.connectionString })
    session.on('error', () => undefined)
    await session.connect()
    try {
      await session.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`grantry:${name}`])
      return await work()
    } finally {
      await session.end()
    }
  }

  /** @throws when the database does not answer. */
  async ping(): Promise<void> {
    await this.client.$queryRaw`SELECT 1`
  }

  /** Nest's last phase: the requests in flight have been answered by then. */
  onApplicationShutdown(): Promise<void> {
    return this.shutDown()
  }
}

function createPool(connectionString: string, log: DatabaseLog): Pool {
  const pool = new Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'grantry',
    // Prisma's adapter writes times without an offset and reads them as UTC, whatever the server is set to.
    // oxlint-disable-next-line typescript/no-misused-promises -- pg-pool waits for the promise; its type omits it
    onConnect: (connection) => connection.query(`SET TIME ZONE 'UTC'; SET DateStyle = 'ISO'`),
  })
  // An idle connection was lost, for instance to a restart of PostgreSQL; the pool opens another when it needs one.
  pool.on('error', (error) => {
    if (!pool.ending) log.warn(`A database connection was lost: ${error.message}`)
  })
  return pool
}

async function requireServer(pool: Pool, connectionString: string): Promise<void> {
  const { number, version } = await readVersion(pool, connectionString)
  if (number >= OLDEST_SERVER) return
  throw new Error(`DATABASE_URL names a PostgreSQL ${version}; Grantry needs PostgreSQL 15 or later.`)
}

async function readVersion(pool: Pool, connectionString: string): Promise<{ number: number; version: string }> {
  try {
    const { rows } = await pool.query<{ number: number; version: string }>(
      `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
    )
    return rows[0]!
  } catch (cause) {
    // Without its credentials. An error of several addresses has codes and no message.
    const { host, pathname } = new URL(connectionString)
    const { message, code } = cause as NodeJS.ErrnoException
    throw new Error(`The database ${host}${pathname} cannot be reached: ${message || code}`, { cause })
  }
}
