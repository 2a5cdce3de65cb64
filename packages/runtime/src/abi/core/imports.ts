import { GuestFault } from '../../faults.ts'
import type { LogLevel } from '../../host-port.ts'
import { PRICES } from '../../limits.ts'
import { errorReply, LOG_LINE_BYTES, METHOD_BYTES, REFUSALS } from '../abi.ts'
import type { CoreImport } from './allow-list.ts'
import type { CoreContext } from './core-context.ts'
import { jobImports } from './job-imports.ts'
import { isOwnLibrary } from './library.ts'

/** A host function. What a guest passes has the types of the allow-list: bigint for an i64, else number. */
export type ImportFunction = (...values: never[]) => unknown

/**
 * Entered by every import first: refuses a call from inside an allocation, and takes its price. An import without one
 * takes it itself, together with what its bytes cost.
 */
export type Enter = (name: CoreImport, price?: bigint) => CoreContext

const NAME_BYTES = 256
const UUID_BYTES = 16
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error']

/** The functions that may answer with a promise, and must be wrapped as suspending. */
export const SUSPENDING: readonly CoreImport[] = [
  'spacedrive_call',
  'job_report_progress',
  'job_checkpoint',
  'job_check_interrupt',
  'job_spawn_child',
]

/**
 * The host functions of one instance, by the names of the allow-list. The context exists only after the instance: they
 * are given a way to get it.
 */
export function coreImports(context: () => CoreContext): Record<CoreImport, ImportFunction> {
  const enter: Enter = (name, price) => {
    const entered = context()
    if (entered.phase === 'allocating')
      throw new GuestFault('guest_trap', `${name} was called from inside wasm_alloc or wasm_free`)
    if (price !== undefined) entered.meter.charge(price)
    return entered
  }

  return {
    spacedrive_call(methodPointer = 0, methodLength = 0, library = 0, pointer = 0, length = 0) {
      const entered = enter('spacedrive_call', PRICES.hostCall)
      const { memory, meter, scope, workspace, place } = entered
      scope.countHostCall()
      const method = memory.name(methodPointer, methodLength, METHOD_BYTES, 'spacedrive_call: the method')
      const uuid = library === 0 ? null : memory.copy(library, UUID_BYTES, 'spacedrive_call: the library')
      memory.require(pointer, length, 'spacedrive_call: the payload')
      if (length >>> 0 > scope.limits.hostCallBytes) return place(REFUSALS.payloadTooLarge)
      meter.charge(PRICES.byte * BigInt(length >>> 0))
      const payload = memory.text(pointer, length, 'spacedrive_call: the payload')
      if (uuid !== null && !isOwnLibrary(uuid, workspace)) return place(REFUSALS.foreignLibrary)
      const reply = dispatch(entered, method, payload)
      return typeof reply === 'string' ? place(reply) : reply.then(place)
    },
    spacedrive_log(level = 0, pointer = 0, length = 0) {
      const { memory, meter, scope } = enter('spacedrive_log')
      memory.require(pointer, length, 'spacedrive_log: the message')
      meter.charge(PRICES.log + PRICES.byte * BigInt(length >>> 0))
      const line = memory.excerpt(pointer, length, LOG_LINE_BYTES, 'spacedrive_log: the message')
      scope.log(LEVELS[level] ?? 'error', line)
    },
    register_job(name = 0, nameLength = 0, exportName = 0, exportLength = 0, resumable = 0) {
      const { memory, registrations } = enter('register_job', PRICES.other)
      return registrations.importJob(
        memory.name(name, nameLength, NAME_BYTES, 'register_job: the name'),
        memory.name(exportName, exportLength, NAME_BYTES, 'register_job: the export'),
        resumable,
      )
    },
    ...jobImports(enter),
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
