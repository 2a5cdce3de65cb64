import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

import type { DatabaseLog } from '../database-log.ts'
import { endProcesses, hasProcesses, removeStaleLocks, requestShutdown } from './cluster-processes.ts'
import { serverCommand } from './cluster.ts'
import type { Cluster } from './cluster.ts'
import { postgresEnvironment } from './postgres-binaries.ts'

/** Recovery after a crash replays at most `max_wal_size` of log: seconds, unless the disk is very slow. */
const START_DEADLINE_MS = 300_000
/** How long to wait before the n-th restart in a row; the last one repeats until the cause is gone, such as a full disk. */
const RESTART_DELAYS_MS = [0, 250, 1_000, 5_000]
/** A server that ran this long was healthy, so its end starts the row of delays anew. */
const HEALTHY_AFTER_MS = 60_000
const LAST_WORDS_LINES = 10
/** The end of the line with which PostgreSQL says so. */
const READY = 'database system is ready to accept connections'

export interface ClusterServer {
  /** Shuts PostgreSQL down; resolves when its processes are gone. */
  stop(): Promise<void>
}

interface ServerProcess {
  ready: Promise<void>
  ended: Promise<void>
  /** What it wrote last, for the message about its end. */
  lastWords(): string
}

/** Starts the server of `cluster` and starts it again whenever it ends by itself, until `stop`. */
export async function runClusterServer(cluster: Cluster, log: DatabaseLog): Promise<ClusterServer> {
  const stopping = new AbortController()
  const first = await startServer(cluster, log, stopping.signal)
  const supervision = supervise(cluster, first, log, stopping.signal)

  // A server whose own process ends without `stop` still leaves the database cleanly.
  const leave = () => requestShutdown(cluster)
  process.once('exit', leave)
  return {
    async stop() {
      stopping.abort()
      await supervision
      process.off('exit', leave)
    },
  }
}

async function supervise(cluster: Cluster, first: ServerProcess, log: DatabaseLog, stopping: AbortSignal) {
  const stopped = aborted(stopping)
  let server: ServerProcess | null = first
  let restarts = 0
  while (!stopping.aborted) {
    const startedAt = performance.now()
    if (server) await Promise.race([server.ended, stopped])
    if (stopping.aborted) break
    if (server) log.error(`PostgreSQL ended by itself; starting it again. It said: ${server.lastWords()}`)
    if (performance.now() - startedAt > HEALTHY_AFTER_MS) restarts = 0
    const delayMs = RESTART_DELAYS_MS[Math.min(restarts++, RESTART_DELAYS_MS.length - 1)]
    await Promise.race([delay(delayMs, undefined, { ref: false }), stopped])
    server = await tryToStart(cluster, log, stopping)
  }
  await endProcesses(cluster)
}

async function tryToStart(cluster: Cluster, log: DatabaseLog, stopping: AbortSignal): Promise<ServerProcess | null> {
  try {
    const server = await startServer(cluster, log, stopping)
    log.log('PostgreSQL is back')
    return server
  } catch (error) {
    if (!stopping.aborted) log.error(`PostgreSQL does not start: ${(error as Error).message}`)
    return null
  }
}

/** Starts a server process and waits until it accepts connections. */
async function startServer(cluster: Cluster, log: DatabaseLog, stopping: AbortSignal): Promise<ServerProcess> {
  if (hasProcesses(cluster)) {
    log.warn('Ending the PostgreSQL processes that an earlier run left behind')
    await endProcesses(cluster)
  }
  await removeStaleLocks(cluster)
  stopping.throwIfAborted()
  const server = spawnServer(cluster, log, stopping)
  try {
    await waitUntilReady(server, stopping)
    return server
  } catch (error) {
    await endProcesses(cluster)
    throw error
  }
}

function spawnServer(cluster: Cluster, log: DatabaseLog, stopping: AbortSignal): ServerProcess {
  const { file, args, owner } = serverCommand(cluster)
  const child = spawn(file, args, {
    ...owner,
    cwd: '/',
    env: postgresEnvironment(cluster.binaries),
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own process group: Ctrl-C reaches us alone, and the database outlives the last request.
    detached: true,
  })
  const ready = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  const lastLines: string[] = []
  let isReady = false
  createInterface(child.stderr).on('line', (line) => {
    // What concerns one client is reported to that client.
    if (line.includes('client backend: ')) return
    lastLines.push(line)
    if (lastLines.length > LAST_WORDS_LINES) lastLines.shift()
    if (isReady && !stopping.aborted) report(line, log)
    if (!line.endsWith(READY)) return
    isReady = true
    ready.resolve()
  })
  child.once('error', (error) => {
    lastLines.push(error.message)
    ended.resolve()
  })
  child.once('close', (code, signal) => {
    lastLines.push(`ended with ${signal ?? `code ${code}`}`)
    ended.resolve()
  })
  return { ready: ready.promise, ended: ended.promise, lastWords: () => lastLines.join('\n') }
}

function report(line: string, log: DatabaseLog): void {
  if (/: +(WARNING|ERROR|FATAL|PANIC): /.test(line)) log.warn(`PostgreSQL: ${line}`)
  else log.log(`PostgreSQL: ${line}`)
}

async function waitUntilReady(server: ServerProcess, stopping: AbortSignal): Promise<void> {
  const tooLate = AbortSignal.timeout(START_DEADLINE_MS)
  const outcome = await Promise.race([
    server.ready.then(() => 'ready' as const),
    server.ended.then(() => 'ended' as const),
    aborted(AbortSignal.any([stopping, tooLate])).then(() => 'aborted' as const),
  ])
  stopping.throwIfAborted()
  if (outcome === 'ended') throw new Error(server.lastWords())
  if (outcome === 'aborted') throw new Error(`not ready after ${START_DEADLINE_MS / 1000} s: ${server.lastWords()}`)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
