import type { CallScope } from '../call/call-scope.ts'
import type { Meter } from '../call/meter.ts'
import type { CodePositions } from '../debug-info/code-positions.ts'
import type { Instances } from '../guest.ts'
import type { ModuleInfo } from '../inspect/index.ts'
import type { JobExit } from '../job-run.ts'

/** What a module says of itself for the stacks of its traps. */
export interface Symbols {
  /** From its name section, by index. */
  readonly names: ModuleInfo['functionNames']
  /** From its debugging sections, if it has any. */
  readonly positions: CodePositions | null
}

/**
 * What the rest of the runtime knows of an ABI. An adapter converts calls and nothing else: limits, permissions and
 * dispatch live outside of it.
 */
export interface PreparedGuest {
  /** For the functions of a trap's stack; null when they are an engine's, which say nothing to the guest's author. */
  readonly symbols: Symbols | null
  readonly instances: Instances
  /** For people who wonder what became of its code: the bytes that run, and the host functions that they are given. */
  readonly linked: { readonly meteredBytes: number; readonly imports: readonly string[] }
  /**
   * Brings up a fresh instance, start function and initialisation included, on `limits.loadFuel`.
   * @throws GuestFault a limit by its own code, anything else as `load_failed`.
   */
  open(scope: CallScope): Promise<GuestInstance>
}

/** A live guest. One call at a time: whoever holds it sees to that. */
export interface GuestInstance {
  readonly meter: Meter
  /** Of 64 KiB, that it takes while it rests: its memory, and what it keeps of its beginning for itself. */
  readonly restingPages: number
  /**
   * Calls an export with the JSON text of its input and gives the JSON text of its answer. The meter has been refilled.
   * Whatever it throws leaves the instance unfit for further use.
   */
  call(exportName: string, input: string, scope: CallScope): Promise<string>
  /** Runs the export of the job that the scope names, to its end. Throws like {@link call}. */
  run(exportName: string, input: JobInput, scope: CallScope): Promise<JobEnd>
  /**
   * Puts an instance of a guest that asks for fresh ones back to where it was before its first call. `unfit`: that is
   * not possible, and the instance must not be used again.
   */
  rewind(): 'rewound' | 'unfit'
  /** Lets the guest say goodbye, on a small budget and without the host. */
  cleanup(scope: CallScope): Promise<void>
}

export interface JobInput {
  /** JSON text of `{job_id, library_id, capabilities, params}`. */
  readonly context: string
  /** The checkpoint to go on from; null at the beginning. */
  readonly state: Uint8Array | null
}

export interface JobEnd {
  readonly exit: JobExit
  /** What there is to say about it; may be empty. */
  readonly message: string
}

const EXITS: readonly JobExit[] = ['completed', 'interrupted', 'failed']

const MAX_MESSAGE = 2_000

/** What a job's exit code means. One that means nothing is a failure. */
export function jobEndOf(code: unknown, message = ''): JobEnd {
  const exit = typeof code === 'number' ? EXITS[code] : undefined
  if (exit !== undefined) return { exit, message: message.slice(0, MAX_MESSAGE) }
  return { exit: 'failed', message: `The job ended with ${String(code).slice(0, 100)} instead of 0, 1 or 2` }
}

/** A reply that refuses something, as guests get it. */
export const errorReply = (code: string, error: string): string => JSON.stringify({ error, code })

/** Refusals that every ABI may have to give. */
export const REFUSALS = {
  payloadTooLarge: errorReply('payload_too_large', 'The payload is larger than the limit allows'),
  foreignLibrary: errorReply('permission_denied', 'This extension runs in another library'),
} as const

/** Bytes of a method's name; longer ones do not exist. */
export const METHOD_BYTES = 256
/** Bytes of one log line; the rest of a longer one is cut off. */
export const LOG_LINE_BYTES = 16 * 1024
