import type { ChildProcess } from 'node:child_process'
import { setPriority, constants } from 'node:os'
import { Socket } from 'node:net'
import { withOsLimits } from './os-limits.ts'
import { giveUserBack, takeUser } from './sandbox-users.ts'
import { startChild } from './start-child.ts'

export interface SandboxProgram {
  /** Path of the built entry, a single file without imports. */
  readonly entry: string
  /** Path of the Node.js that runs it. */
  readonly nodePath: string
}

/**
 * How the engine optimises guests. It inlines by size in bytes, and charges make functions up to half as large again:
 * by its own limits it would stop inlining what it inlines without a meter.
 */
export const ENGINE_FLAGS = [
  '--wasm-inlining-max-size=1000',
  '--wasm-inlining-budget=10000',
  '--wasm-inlining-factor=5',
] as const

/**
 * Flags of every sandbox. The permission model grants one thing: reading the entry file itself. No guest of today keeps
 * files, so there is no grant for a data directory either; grants are fixed when a process starts, and the processes
 * of the warm pool are started before their workspace is known.
 */
export const sandboxFlags = (entry: string): string[] => [
  '--permission',
  `--allow-fs-read=${entry}`,
  // `node:sqlite` of this Node.js opens files past the permission model.
  '--no-experimental-sqlite',
  '--no-experimental-webstorage',
  '--no-experimental-websocket',
  '--no-experimental-global-navigator',
  '--no-addons',
  '--no-global-search-paths',
  '--disable-sigusr1',
  '--disable-proto=delete',
  '--disallow-code-generation-from-strings',
  '--no-warnings',
  // Beneath the caps that are written into every module: 256 MiB for one memory, 100,000 elements for one table.
  '--wasm-max-mem-pages=4096',
  '--wasm-max-table-size=100000',
  '--max-old-space-size=256',
  // Each call leaves a little behind: the collector, which holds one up, comes half as often as with what the engine begins with.
  '--min-semi-space-size=4',
  '--stack-size=984',
  '--wasm-stack-switching-stack-size=984',
  ...ENGINE_FLAGS,
]

/**
 * A sandbox process with its end of the socket pair. It has no environment and no input; what it writes to standard
 * error is for whoever looks for the cause of its end. One that cannot be started says so as an `error`.
 */
export function spawnSandbox({ entry, nodePath }: SandboxProgram): { process: ChildProcess; socket: Socket } {
  const uid = process.getuid?.() === 0 ? takeUser() : null
  const { command, args } = withOsLimits(nodePath, [...sandboxFlags(entry), entry, ...(uid === null ? [] : [`${uid}`])])
  const child = startChild(command, args, { cwd: '/', env: {}, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  if (uid !== null) child.once(child.pid === undefined ? 'error' : 'exit', () => giveUserBack(uid))
  if (child.pid !== undefined) yieldToHost(child.pid)
  // When this process is out of descriptors there is no socket pair, and nobody at the other end of any other socket.
  const pipes: ChildProcess['stdio'] | undefined = child.stdio
  return { process: child, socket: (pipes?.[3] as Socket | undefined) ?? new Socket() }
}

/** Guests get the processor when the host does not need it. Where the system refuses, they merely share it. */
function yieldToHost(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error
  }
}
