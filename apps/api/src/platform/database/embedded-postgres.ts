import { mkdir, realpath } from 'node:fs/promises'

import { Client } from 'pg'

import type { DatabaseLog } from './database-log.ts'
import { runClusterServer } from './embedded/cluster-server.ts'
import { openCluster, removeSocketDirectory, SUPERUSER } from './embedded/cluster.ts'
import type { Cluster } from './embedded/cluster.ts'
import { lockDataDirectory } from './embedded/data-directory-lock.ts'

/** The platform's role and its database. The role is no superuser: no statement of ours can read or run files. */
const ROLE = 'grantry'

export interface EmbeddedPostgres {
  /** For `pg` and for libpq (`psql "<connectionString>"`); stays valid when PostgreSQL is restarted. */
  connectionString: string
  /** Shuts PostgreSQL down, in 16 seconds at most, and gives the data directory up. */
  stop(): Promise<void>
}

export interface EmbeddedPostgresOptions {
  /** Created when missing. The cluster is in its `postgres` folder. */
  dataDir: string
  log: DatabaseLog
}

/**
 * Runs the PostgreSQL that npm installed on `dataDir/postgres`, reachable through a private unix socket alone. It is
 * started again when it dies; what an earlier run left behind, running or not, is cleared away first.
 *
 * @throws DataDirectoryInUse when another server works on `dataDir`.
 * @throws when this platform has no binaries, or PostgreSQL cannot run or open the cluster; the message says what to do.
 */
export async function startEmbeddedPostgres({ dataDir, log }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  await mkdir(dataDir, { recursive: true })
  const directory = await realpath(dataDir)
  const lock = await lockDataDirectory(directory)
  const undo: UndoStep[] = [() => lock.release()]
  let unwound: Promise<void> | undefined
  const unwind = () => (unwound ??= runInReverse(undo))
  try {
    const cluster = await openCluster(directory)
    undo.push(() => removeSocketDirectory(directory))
    const server = await runClusterServer(cluster, log)
    undo.push(() => server.stop())
    await createRoleAndDatabase(cluster)
    return { connectionString: connectionString(cluster, { role: ROLE, database: ROLE }), stop: unwind }
  } catch (error) {
    await unwind()
    throw error
  }
}

type UndoStep = () => void | Promise<void>

async function runInReverse(steps: UndoStep[]): Promise<void> {
  for (const step of steps.toReversed()) await step()
}

async function createRoleAndDatabase(cluster: Cluster): Promise<void> {
  const client = new Client(connectionString(cluster, { role: SUPERUSER, database: 'postgres' }))
  await client.connect()
  try {
    const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE])
    if (role.rowCount === 0) await client.query(`CREATE ROLE ${ROLE} LOGIN CREATEDB`)
    const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [ROLE])
    if (database.rowCount === 0) await client.query(`CREATE DATABASE ${ROLE} OWNER ${ROLE}`)
  } finally {
    await client.end()
  }
}

/** Explicit to the last setting, as clients otherwise take what is missing from `PG…` variables. */
function connectionString(cluster: Cluster, { role, database }: { role: string; database: string }): string {
  const parameters = new URLSearchParams({ host: cluster.socketDirectory, sslmode: 'disable' })
  return `postgresql://${role}@localhost:5432/${database}?${parameters.toString()}`
}
