import type { CallScope, LogLevel } from '../../call/call-scope.ts'
import type { Meter } from '../../call/meter.ts'
import { GuestFault } from '../../faults.ts'
import { PRICES } from '../../limits.ts'
import { errorReply } from '../abi.ts'
import type { CoreImport } from './allow-list.ts'
import type { GuestMemory } from '../guest-memory.ts'
import { isOwnLibrary } from './library.ts'
import type { Registrations } from './registrations.ts'

/**
 * Where an instance is in its life:
 * - `starting`: its start function runs. - `loading`: `plugin_init` runs. - `running`: an operation runs.
 * - `allocating`: the host is inside `wasm_alloc` or `wasm_free`. - `unloading`: `plugin_cleanup` runs.
 * - `idle`: no code of it runs.
 */
export type Phase = 'starting' | 'loading' | 'idle' | 'running' | 'allocating' | 'unloading'

/** What the imports of one instance work on. */
export interface CoreContext {
  readonly memory: GuestMemory
  readonly meter: Meter
  readonly registrations: Registrations
  readonly workspace: string
  readonly phase: Phase
  readonly scope: CallScope
  /** Copies a reply into the guest's memory as `[u32 length][bytes]` and gives its address. */
  place(reply: string): number
}

const METHOD_BYTES = 256
const NAME_BYTES = 256
const LOG_LINE_BYTES = 16 * 1024
const UUID_BYTES = 16
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']
const NO_JOB = 'No job is active'
const PAYLOAD_TOO_LARGE = errorReply('payload_too_large', 'The payload is larger than the limit allows')
const FOREIGN_LIBRARY = errorReply('permission_denied', 'This extension runs in another library')

/**
 * The host functions of one instance, by the names of the allow-list. The context exists only after the instance: they
 * are given a way to get it. `spacedrive_call` may answer with a promise and must be wrapped as suspending.
 */
export function coreImports(context: () => CoreContext): Record<CoreImport, (...values: never[]) => unknown> {
  let warnedOfJob = false

  /** Entered by every import first: the price, and no call from inside an allocation. */
  const enter = (name: CoreImport, price: bigint): CoreContext => {
    const entered = context()
    if (entered.phase === 'allocating')
      throw new GuestFault('guest_trap', `${name} was called from inside wasm_alloc or wasm_free`)
    entered.meter.charge(price)
    return entered
  }

  const bounded = (name: CoreImport, pointer: number, length: number, maxBytes: number, what: string): string => {
    if (length >>> 0 > maxBytes)
      throw new GuestFault('guest_trap', `${name}: the ${what} is longer than ${maxBytes} bytes`)
    return context().memory.text(pointer, length, `${name}: the ${what}`)
  }

  /** Job functions exist and have no job to work on; what they are given is checked all the same. */
  const jobFunction =
    <Values extends readonly number[]>(
      name: CoreImport,
      result: number,
      texts: (...values: Values) => [number, number][],
    ) =>
    (job: number, ...values: Values): number => {
      const { memory, scope } = enter(name, PRICES.other)
      memory.require(job, UUID_BYTES, `${name}: the job`)
      for (const [pointer, length] of texts(...values)) memory.require(pointer, length, `${name}: the text`)
      if (!warnedOfJob) scope.log('warn', `${name}: ${NO_JOB}`)
      warnedOfJob = true
      return result
    }
  const message = (pointer: number, length: number): [number, number][] => [[pointer, length]]
  const nothing = (): [number, number][] => []

  return {
    spacedrive_call(methodPointer: number, methodLength: number, library: number, pointer: number, length: number) {
      const { memory, meter, scope, workspace, place } = enter('spacedrive_call', PRICES.hostCall)
      scope.countHostCall()
      const method = bounded('spacedrive_call', methodPointer, methodLength, METHOD_BYTES, 'method')
      const uuid = library === 0 ? null : memory.copy(library, UUID_BYTES, 'spacedrive_call: the library')
      memory.require(pointer, length, 'spacedrive_call: the payload')
      if (length >>> 0 > scope.limits.hostCallBytes) return place(PAYLOAD_TOO_LARGE)
      meter.charge(PRICES.byte * BigInt(length >>> 0))
      const payload = memory.text(pointer, length, 'spacedrive_call: the payload')
      if (uuid !== null && !isOwnLibrary(uuid, workspace)) return place(FOREIGN_LIBRARY)
      const reply = dispatch(context(), method, payload)
      return typeof reply === 'string' ? place(reply) : reply.then(place)
    },
    spacedrive_log(level: number, pointer: number, length: number) {
      const { memory, meter, scope } = enter('spacedrive_log', PRICES.log)
      const line = memory.excerpt(pointer, length, LOG_LINE_BYTES, 'spacedrive_log: the message')
      meter.charge(PRICES.byte * BigInt(length >>> 0))
      scope.log(LEVELS[level] ?? 'error', line)
    },
    register_job(name: number, nameLength: number, exportName: number, exportLength: number, resumable: number) {
      const { registrations } = enter('register_job', PRICES.other)
      return registrations.importJob(
        bounded('register_job', name, nameLength, NAME_BYTES, 'name'),
        bounded('register_job', exportName, exportLength, NAME_BYTES, 'export'),
        resumable,
      )
    },
    job_report_progress: jobFunction('job_report_progress', 1, (_fraction: number, pointer: number, length: number) => [
      [pointer, length],
    ]),
    job_checkpoint: jobFunction('job_checkpoint', 1, message),
    job_load_state: jobFunction('job_load_state', 0, nothing),
    job_check_interrupt: jobFunction('job_check_interrupt', 0, nothing),
    job_add_warning: jobFunction('job_add_warning', 0, message),
    job_add_error: jobFunction('job_add_error', 0, message),
    job_log: jobFunction('job_log', 0, message),
    job_increment_bytes: jobFunction('job_increment_bytes', 0, nothing),
    job_increment_items: jobFunction('job_increment_items', 0, nothing),
    job_spawn_child(job: number, type: number, typeLength: number, params: number, paramsLength: number) {
      const { memory, place } = enter('job_spawn_child', PRICES.hostCall)
      memory.require(job, UUID_BYTES, 'job_spawn_child: the job')
      bounded('job_spawn_child', type, typeLength, NAME_BYTES, 'type')
      memory.require(params, paramsLength, 'job_spawn_child: the params')
      return place(errorReply('no_active_job', NO_JOB))
    },
  }
}

/** Registrations are the sandbox's own business; everything else is the host's, and is authorised there. */
function dispatch(
  { phase, registrations, scope }: CoreContext,
  method: string,
  payload: string,
): string | Promise<string> {
  if (method === 'extension.register_operation') return registrations.registerOperation(payload)
  if (method === 'extension.register_job') return registrations.registerJob(payload)
  if (phase === 'loading' || phase === 'running') return scope.hostCall(method, payload)
  return errorReply('not_running', 'The host can be called while plugin_init or an operation runs')
}
