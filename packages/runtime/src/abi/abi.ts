import type { CallScope } from '../call/call-scope.ts'
import type { Meter } from '../call/meter.ts'
import type { Instances } from '../guest.ts'
import type { ModuleInfo } from '../inspect/index.ts'

/** From a module's name section, by index. */
export type FunctionNames = ModuleInfo['functionNames']

/**
 * What the rest of the runtime knows of an ABI. An adapter converts calls and nothing else: limits, permissions and
 * dispatch live outside of it.
 */
export interface PreparedGuest {
  /** Names for the functions of a trap's stack; null when they are an engine's, which say nothing to the guest's author. */
  readonly functionNames: FunctionNames | null
  readonly instances: Instances
  /**
   * Brings up a fresh instance, start function and initialisation included, on `limits.loadFuel`.
   * @throws GuestFault a limit by its own code, anything else as `load_failed`.
   */
  open(scope: CallScope): Promise<GuestInstance>
}

/** A live guest. One call at a time: whoever holds it sees to that. */
export interface GuestInstance {
  readonly meter: Meter
  /**
   * Calls an export with the JSON text of its input and gives the JSON text of its answer. The meter has been refilled.
   * Whatever it throws leaves the instance unfit for further use.
   */
  call(exportName: string, input: string, scope: CallScope): Promise<string>
  /**
   * Puts an instance of a guest that asks for fresh ones back to where it was before its first call. `unfit`: that is
   * not possible, and the instance must not be used again.
   */
  rewind(): 'rewound' | 'unfit'
  /** Lets the guest say goodbye, on a small budget and without the host. */
  cleanup(scope: CallScope): Promise<void>
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
