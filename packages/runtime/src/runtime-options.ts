import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Decision, HostPort, Incident, Step } from './host-port.ts'

export interface RuntimeOptions {
  readonly host: HostPort
  /** Where guests keep data, one folder for each workspace and in it one for each install. */
  readonly dataDir: string
  /** The built program of the sandbox; by default the one of this package, made by its `build` script. */
  readonly sandboxEntry?: string
  /** Node.js 26 or later; by default the one that runs this. */
  readonly nodePath?: string
  /** Processes kept ready for workspaces to come; default 1. */
  readonly poolSize?: number
  /** Milliseconds without a call after which a workspace's sandbox is ended; default 60,000. */
  readonly idleMs?: number
  /** Sandboxes at one time; default 64. One more ends the one that has been idle for longest, or is refused. */
  readonly maxSandboxes?: number
  /** Runs of jobs at one time, each in a sandbox beside those; default 4. One more is refused with `overloaded`. */
  readonly maxJobSandboxes?: number
  /** Milliseconds that a job gets to end after it was cancelled, before it is stopped; default 10,000. */
  readonly cancelGraceMs?: number
  /** Milliseconds after which a check of code is given up as undecided; default 20,000. */
  readonly checkDeadlineMs?: number
  /** Milliseconds that `close` waits for calls and runs under way; default 10,000. */
  readonly drainMs?: number
  onIncident?(incident: Incident): void
  onDecision?(decision: Decision): void
  /** Hears what happens within each step; costs some microseconds a call, and nothing when it is left out. */
  onStep?(step: Step): void
}

const DEFAULTS = {
  nodePath: process.execPath,
  poolSize: 1,
  idleMs: 60_000,
  maxSandboxes: 64,
  maxJobSandboxes: 4,
  cancelGraceMs: 10_000,
  checkDeadlineMs: 20_000,
  drainMs: 10_000,
}
const PACKAGE_ENTRY = '@grantry/runtime/sandbox'

type Listener = 'onIncident' | 'onDecision' | 'onStep'

export type CompleteOptions = Required<Omit<RuntimeOptions, Listener>> & Pick<RuntimeOptions, Listener>

/** The options with every default filled in. @throws Error when the program of the sandbox has not been built */
export function completeOptions(options: RuntimeOptions): CompleteOptions {
  const sandboxEntry = options.sandboxEntry ?? fileURLToPath(import.meta.resolve(PACKAGE_ENTRY))
  if (!existsSync(sandboxEntry))
    throw new Error(`The sandbox program ${sandboxEntry} does not exist: run the build script of @grantry/runtime`)
  return { ...DEFAULTS, ...options, sandboxEntry }
}
