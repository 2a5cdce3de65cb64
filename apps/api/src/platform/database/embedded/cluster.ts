import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, open, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { chooseAccount, findClusterOwner } from './postgres-account.ts'
import type { Command, Owner, RunAsOwner } from './postgres-account.ts'
import { findPostgresBinaries, POSTGRES_MAJOR, postgresEnvironment } from './postgres-binaries.ts'
import type { PostgresBinaries } from './postgres-binaries.ts'

/** The superuser of a cluster, for the set-up only; the platform itself connects as an ordinary role. */
export const SUPERUSER = 'postgres'

/** A path to a unix socket may have 107 bytes; PostgreSQL adds `/.s.PGSQL.5432.lock` to the directory. */
const SOCKET_DIRECTORY_MAX_BYTES = 85

/** A database cluster on disk. */
export interface ClusterIdentity {
  /** The `PGDATA` directory. */
  directory: string
  /** Unique on this machine; PostgreSQL shows it in the title of each of its processes. */
  name: string
}

/** A cluster and what it takes to run its server. */
export interface Cluster extends ClusterIdentity {
  /** A short private directory for the unix socket, which is the only way in. */
  socketDirectory: string
  binaries: PostgresBinaries
  runAsOwner: RunAsOwner
}

/** Prepares the cluster in `dataDir`, creating it at the first start. The caller holds the lock of `dataDir`. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  const directory = join(dataDir, 'postgres')
  const binaries = await findPostgresBinaries(join(dataDir, 'postgres-libraries'))
  const owner = await findClusterOwner(directory)
  const socketDirectory = await createSocketDirectory(dataDir, owner)
  try {
    const runAsOwner = await chooseAccount(owner, binaries, [dataDir, socketDirectory])
    const isNew = (await stat(directory, { throwIfNoEntry: false })) === undefined
    if (isNew) await createCluster(dataDir, directory, owner, binaries, runAsOwner)
    await requireMajorVersion(directory)
    return { ...(await identifyCluster(directory)), socketDirectory, binaries, runAsOwner }
  } catch (error) {
    await removeSocketDirectory(dataDir)
    throw error
  }
}

/**
 * The socket's own directory is outside the data directory, whose path may be too long or on a file system without
 * sockets, and has a new name each time, which nobody can occupy in advance. `dataDir/postgres-socket` links to it.
 */
async function createSocketDirectory(dataDir: string, owner: Owner): Promise<string> {
  await removeSocketDirectory(dataDir)
  const parent = Buffer.byteLength(join(tmpdir(), 'grantry-000000')) <= SOCKET_DIRECTORY_MAX_BYTES ? tmpdir() : '/tmp'
  const directory = await mkdtemp(join(parent, 'grantry-'))
  await symlink(directory, socketLink(dataDir))
  await chown(directory, owner.uid, owner.gid)
  return directory
}

/** Removes the socket directory of `dataDir`, be it ours or that of a server that was killed. */
export async function removeSocketDirectory(dataDir: string): Promise<void> {
  try {
    await rm(await readlink(socketLink(dataDir)), { recursive: true, force: true })
    await rm(socketLink(dataDir))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

const socketLink = (dataDir: string) => join(dataDir, 'postgres-socket')

/** Builds the cluster aside and moves it into place, so that `directory` is whole whenever it exists. */
async function createCluster(
  dataDir: string,
  directory: string,
  owner: Owner,
  binaries: PostgresBinaries,
  runAsOwner: RunAsOwner,
): Promise<void> {
  const unfinished = `${directory}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  await chown(unfinished, owner.uid, owner.gid)
  await runInitdb(binaries, runAsOwner, unfinished)
  await rename(unfinished, directory)
  // Otherwise a power failure could undo the rename after writes into the cluster were acknowledged.
  const parent = await open(dataDir)
  await parent.sync()
  await parent.close()
}

async function runInitdb(binaries: PostgresBinaries, runAsOwner: RunAsOwner, directory: string): Promise<void> {
  const command = runAsOwner(binaries.initdb, [
    `--pgdata=${directory}`,
    `--username=${SUPERUSER}`,
    '--encoding=UTF8',
    // PostgreSQL's own collation, so that a newer C library never invalidates an index. The C library's character
    // classes are needed all the same: with LC_CTYPE=C pg_trgm drops every letter outside ASCII.
    '--locale-provider=builtin',
    '--locale=C.UTF-8',
    // Nobody but the owner of the socket directory gets as far as authentication.
    '--auth=trust',
    '--no-instructions',
  ])
  const child = spawn(command.file, command.args, {
    ...command.owner,
    cwd: '/',
    env: postgresEnvironment(binaries),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [complaint, [code, signal]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`Creating the database failed (initdb: ${signal ?? code}): ${complaint.trim()}`)
}

async function requireMajorVersion(directory: string): Promise<void> {
  const major = (await readFile(join(directory, 'PG_VERSION'), 'utf8')).trim()
  if (major === String(POSTGRES_MAJOR)) return
  throw new Error(
    `${directory} was made by PostgreSQL ${major}, and this server has PostgreSQL ${POSTGRES_MAJOR}. ` +
      'Dump it with the older version and restore it into a new data directory.',
  )
}

/** Names the cluster by inode, so that the name stays true when the directory is moved or reached by another path. */
export async function identifyCluster(directory: string): Promise<ClusterIdentity> {
  const { dev, ino } = await stat(directory)
  return { directory, name: `grantry-${dev.toString(36)}-${ino.toString(36)}` }
}

/** The command that runs the server of `cluster` in the foreground. */
export function serverCommand(cluster: Cluster): Command {
  const settings = {
    listen_addresses: '',
    port: 5432,
    unix_socket_directories: cluster.socketDirectory,
    unix_socket_permissions: '0700',
    cluster_name: cluster.name,
    max_connections: 200,
    shared_buffers: '128MB',
    max_wal_size: '512MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Each line begins with the kind of process that wrote it.
    log_line_prefix: '%b: ',
    log_checkpoints: 'off',
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return cluster.runAsOwner(cluster.binaries.postgres, ['-D', cluster.directory, ...options])
}
