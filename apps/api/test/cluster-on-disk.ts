import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { endProcesses, hasProcesses } from '../src/platform/database/embedded/cluster-processes.ts'
import { identifyCluster, removeSocketDirectory } from '../src/platform/database/embedded/cluster.ts'

export async function isRunning(dataDir: string): Promise<boolean> {
  return hasProcesses(await identifyCluster(join(dataDir, 'postgres')))
}

export async function postmasterPid(dataDir: string): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8'), 10)
}

export async function killPostmaster(dataDir: string): Promise<void> {
  process.kill(await postmasterPid(dataDir), 'SIGKILL')
}

export async function writePidFile(dataDir: string, pid: number): Promise<void> {
  await writeFile(
    join(dataDir, 'postgres', 'postmaster.pid'),
    `${pid}\n${join(dataDir, 'postgres')}\n1700000000\n5432\n\n\n`,
  )
}

/** Deletes a data directory, whatever still runs on it. */
export async function discard(dataDir: string): Promise<void> {
  const cluster = join(dataDir, 'postgres')
  if (await stat(cluster, { throwIfNoEntry: false })) await endProcesses(await identifyCluster(cluster))
  await removeSocketDirectory(dataDir)
  await rm(dataDir, { recursive: true, force: true })
}
