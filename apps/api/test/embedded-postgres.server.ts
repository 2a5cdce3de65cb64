import { spawn } from 'node:child_process'
import type { ChildProcess, SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

const SCRIPT = join(import.meta.dirname, 'embedded-postgres.process.ts')

/** A process that runs the embedded PostgreSQL and can be killed. */
export interface ServerProcess {
  child: ChildProcess
  connectionString: string
}

export function spawnProcess(dataDir: string, options: SpawnOptions & { script?: string } = {}): ChildProcess {
  const { script = SCRIPT, ...rest } = options
  return spawn(process.execPath, [script, dataDir], { stdio: ['pipe', 'pipe', 'pipe'], ...rest })
}

export async function startProcess(
  dataDir: string,
  options: SpawnOptions & { script?: string } = {},
): Promise<ServerProcess> {
  const child = spawnProcess(dataDir, options)
  onTestFinished(() => void child.kill('SIGKILL'))
  child.stderr!.pipe(process.stderr)
  const [line] = (await Promise.race([once(child.stdout!, 'data'), once(child, 'close')])) as unknown[]
  if (!Buffer.isBuffer(line)) throw new Error(`the server process ended with ${String(line)}`)
  return { child, connectionString: line.toString().trim() }
}
