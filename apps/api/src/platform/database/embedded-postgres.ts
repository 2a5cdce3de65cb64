import { mkdir, realpath, rm } from 'node:fs/promises'

import { Client } from 'pg'

import type { DatabaseLog } from './database-log.ts'
import { runClusterServer, superuserConnection } from './embedded/cluster-server.ts'
import { openCluster } from './embedded/cluster.ts'
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
    undo.push(() => rm(cluster.socketDirectory, { recursive: true, force: true }))
    const server = await runClusterServer(cluster, log)
    undo.push(() => server.stop())
    await createRoleAndDatabase(cluster)
    return { connectionString: connectionString(cluster), stop: unwind }
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
  const client = new Client(superuserConnection(cluster))
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

function connectionString(cluster: Cluster): string {
  const parameters = new URLSearchParams({ host: cluster.socketDirectory, sslmode: 'disable' })
  return `postgresql://${ROLE}@localhost:5432/${ROLE}?${parameters.toString()}`
}
