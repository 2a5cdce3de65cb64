import { existsSync } from 'node:fs'

const GIB = 2 ** 30

/**
 * What the operating system lets one sandbox process have, beneath everything that the runtime itself counts. Writable
 * memory and not addresses: the engine reserves 8 GiB of addresses for every WebAssembly memory and needs them to stop
 * accesses out of bounds. No limit of processor time: a sandbox may live for days, its calls have deadlines.
 */
export const OS_LIMITS = {
  /** Bytes of private writable memory: calls under way (1 GiB), resting instances (256 MiB), heap, code, threads. */
  data: 3 * GIB,
  /** Bytes of a file: none may be written. */
  fsize: 0,
  /** Bytes of a core dump, which would hold the memory of guests. */
  core: 0,
  /** Descriptors; the engine and the channel need some thirty. */
  nofile: 64,
} as const

/** Threads of the sandbox's own user, so that only a server that runs as root can set it. The engine needs a dozen. */
const THREADS = 64

/** Part of util-linux, which is on every usual Linux; it sets limits and becomes the program, in the same process. */
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path))

/** The command that runs a program within the limits; the program alone where the system has no way to set them. */
export function withOsLimits(program: string, args: readonly string[]): { command: string; args: string[] } {
  if (PRLIMIT === undefined) return { command: program, args: [...args] }
  const limits = Object.entries({ ...OS_LIMITS, ...(process.getuid?.() === 0 ? { nproc: THREADS } : {}) })
  const flags = limits.map(([name, most]) => `--${name}=${most}:${most}`)
  return { command: PRLIMIT, args: [...flags, '--', program, ...args] }
}
