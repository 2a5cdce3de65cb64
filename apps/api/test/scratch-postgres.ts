import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { DatabaseLog } from '../src/platform/database/database-log.ts'
import { startEmbeddedPostgres } from '../src/platform/database/embedded-postgres.ts'
import type { EmbeddedPostgres } from '../src/platform/database/embedded-postgres.ts'
import { endProcesses } from '../src/platform/database/embedded/cluster-processes.ts'
import { identifyCluster, removeSocketDirectory } from '../src/platform/database/embedded/cluster.ts'
import { DataDirectoryInUse, lockDataDirectory } from '../src/platform/database/embedded/data-directory-lock.ts'

const PREFIX = 'grantry-scratch-'
/** A directory this young may belong to a process that is about to lock it. */
const SETTLING_MS = 60_000

/** Reports to the standard error, as the standard output of a tool may be its answer. */
export const stderrLog: DatabaseLog = {
  log: () => undefined,
  warn: (message) => void process.stderr.write(`${message}\n`),
  error: (message) => void process.stderr.write(`${message}\n`),
}

/** A PostgreSQL in a temporary directory, for tests and tools; `stop` deletes it. */
export async function startScratchPostgres(): Promise<EmbeddedPostgres> {
  await removeAbandoned()
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX))
  const postgres = await startEmbeddedPostgres({ dataDir, log: stderrLog })
  return {
    connectionString: postgres.connectionString,
    async stop() {
      await postgres.stop()
      await rm(dataDir, { recursive: true })
    },
  }
}

/** Deletes what killed runs left behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (name.startsWith(PREFIX)) await removeIfAbandoned(join(tmpdir(), name))
  }
}

async function removeIfAbandoned(dataDir: string): Promise<void> {
  try {
    if (Date.now() - (await stat(dataDir)).mtimeMs < SETTLING_MS) return
    const lock = await lockDataDirectory(dataDir)
    await endProcesses(await identifyCluster(join(dataDir, 'postgres')))
    await removeSocketDirectory(dataDir)
    await rm(dataDir, { recursive: true })
    lock.release()
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (!isGone && !(error instanceof DataDirectoryInUse)) throw error
  }
}
