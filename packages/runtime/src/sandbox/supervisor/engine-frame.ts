import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { inspect } from '../../inspect/index.ts'
import { instrument } from '../../instrument/index.ts'
import { DEFAULT_LIMITS } from '../../limits.ts'
import type { ToSandbox } from '../protocol.ts'

let frame: Promise<ToSandbox> | null = null

/**
 * What every sandbox for JavaScript needs: the engine, as it was built and metered for the usual caps. It is
 * metered here, once in the life of this process, and not in each sandbox, where that takes longer than all the rest of
 * its start. The engine is no guest's code but a dependency of ours with a locked digest; guests' code is never
 * rewritten here, and nothing that a sandbox has rewritten is ever given to another.
 */
export function engineFrame(): Promise<ToSandbox> {
  frame ??= meterEngine()
  return frame
}

async function meterEngine(): Promise<ToSandbox> {
  const code = await readFile(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
  const { memoryPages, tableElements } = DEFAULT_LIMITS
  const metered = instrument(code, inspect(code), { memoryPages, tableElements })
  return { type: 'engine', memoryPages, tableElements, code, metered }
}
