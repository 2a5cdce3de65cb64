import { readdirSync, readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Cluster, ClusterIdentity } from './cluster.ts'

const POLL_MS = 20

/** From polite to final. PostgreSQL loses no acknowledged write by any of them; it recovers at the next start. */
const ESCALATION = [
  // Fast shutdown: open transactions are rolled back and a checkpoint is written.
  { signal: 'SIGINT', patienceMs: 10_000 },
  // Immediate shutdown.
  { signal: 'SIGQUIT', patienceMs: 3_000 },
  { signal: 'SIGKILL', patienceMs: 3_000 },
] as const

interface ClusterProcesses {
  /** The one that starts and ends the others, unless it was killed. */
  postmaster: number | null
  all: number[]
}

/**
 * The live processes of `cluster`, whoever started them.
 *
 * They are recognised by the cluster's name in their command line, which everybody may read, even in a container where
 * root may not look into processes of another user. `postmaster.pid` is no proof: its number may be another's by now.
 */
function findProcesses(cluster: ClusterIdentity): ClusterProcesses {
  const found: ClusterProcesses = { postmaster: null, all: [] }
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry)
    if (!Number.isInteger(pid)) continue
    const commandLine = readCommandLine(pid)
    const isPostmaster = commandLine.includes(`\0cluster_name=${cluster.name}\0`)
    if (isPostmaster) found.postmaster = pid
    if (isPostmaster || commandLine.startsWith(`postgres: ${cluster.name}: `)) found.all.push(pid)
  }
  return found
}

function readCommandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch (error) {
    // It ended since it was listed.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return ''
    throw error
  }
}

export function hasProcesses(cluster: ClusterIdentity): boolean {
  return findProcesses(cluster).all.length > 0
}

/** Asks the server of `cluster` to shut down, without waiting for it. */
export function requestShutdown(cluster: ClusterIdentity): void {
  const { postmaster } = findProcesses(cluster)
  if (postmaster !== null) sendSignal(postmaster, 'SIGINT')
}

/** Ends every process of `cluster` and waits until they are gone, for 16 seconds at most. */
export async function endProcesses(cluster: ClusterIdentity): Promise<void> {
  for (const { signal, patienceMs } of ESCALATION) {
    const { postmaster, all } = findProcesses(cluster)
    // A postmaster ends its children itself; children without one mind only the harder signals.
    if (signal === 'SIGINT' && postmaster === null) continue
    for (const pid of signal === 'SIGINT' ? [postmaster!] : all) sendSignal(pid, signal)
    if (await waitUntilGone(cluster, patienceMs)) return
  }
  const { all } = findProcesses(cluster)
  throw new Error(`PostgreSQL of ${cluster.directory} does not end (processes ${all.join(', ')})`)
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function waitUntilGone(cluster: ClusterIdentity, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (hasProcesses(cluster)) {
    if (performance.now() > deadline) return false
    await delay(POLL_MS)
  }
  return true
}

/**
 * Removes what a killed server leaves behind that would keep the next one from starting. The caller holds the lock of
 * the data directory and has ended the cluster's processes.
 *
 * PostgreSQL discards a `postmaster.pid` whose process is gone, but takes any live process of its own account for a
 * server in use: after a reboot or in a new container the number often belongs to somebody else.
 */
export async function removeStaleLocks(cluster: Cluster): Promise<void> {
  await rm(join(cluster.socketDirectory, '.s.PGSQL.5432.lock'), { force: true })
  const pidFile = join(cluster.directory, 'postmaster.pid')
  const pid = await readPid(pidFile)
  if (pid !== null && readCommandLine(pid) !== '') await rm(pidFile)
}

async function readPid(pidFile: string): Promise<number | null> {
  try {
    return Number.parseInt(await readFile(pidFile, 'utf8'), 10)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
