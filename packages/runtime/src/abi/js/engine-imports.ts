import { randomFillSync } from 'node:crypto'
import type { Meter } from '../../call/meter.ts'
import { GuestFault } from '../../faults.ts'
import { PRICES } from '../../limits.ts'
import type { Offer } from '../../link/link.ts'
import { METHOD_BYTES } from '../abi.ts'
import type { GuestMemory } from '../guest-memory.ts'

/** Address of a value in the engine's memory. */
export type Pointer = number

/** What the engine's imports work on; it exists only after the instance. */
export interface EngineContext {
  readonly memory: GuestMemory
  readonly meter: Meter
  /** Carries out a host function that the prelude was given, with its arguments, and gives its result. */
  hostCall(name: string, values: Pointer[]): Pointer
  /** Source of a module that another one imports, placed in the engine's memory; null when there is none. */
  loadModule(name: string): { pointer: Pointer; length: number } | null
  /** The NUL-terminated name of the module that `importer` means, placed in the engine's memory; 0 when there is none. */
  resolveModule(importer: string, specifier: string): Pointer
}

const SUCCESS = 0
const BAD_FILE = 8
const NOT_SUPPORTED = 52
const MAX_ARGUMENTS = 16
const MAX_RANDOM_BYTES = 4_096

/**
 * Everything the engine imports. It may be made to pass any pointer by a guest that found a flaw in it, so that these
 * check as strictly as the imports of a `core` guest.
 */
export function engineImports(context: () => EngineContext): Offer {
  const enter = () => {
    const entered = context()
    entered.meter.charge(PRICES.other)
    return entered
  }

  const env: Record<string, (...values: number[]) => number | void> = {
    host_call(name = 0, nameLength = 0, _self = 0, count = 0, values = 0) {
      const { memory, hostCall } = enter()
      if (count >>> 0 > MAX_ARGUMENTS)
        throw new GuestFault('guest_trap', 'a host function was given too many arguments')
      const list = new DataView(memory.copy(values, count * 4, 'the arguments of a host function').buffer)
      const pointers = Array.from({ length: count }, (_, index) => list.getUint32(index * 4, true))
      return hostCall(memory.name(name, nameLength, METHOD_BYTES, 'the name of a host function'), pointers)
    },
    host_module_normalize(importer = 0, specifier = 0) {
      const { memory, resolveModule } = enter()
      return resolveModule(memory.cString(importer, 'the name of a module'), memory.cString(specifier, 'an import'))
    },
    host_module_load(name = 0, lengthOut = 0) {
      const { memory, loadModule } = enter()
      const source = loadModule(memory.cString(name, 'the name of a module'))
      if (source === null) return 0
      memory.writeU32(lengthOut, source.length, 'the length of a module')
      return source.pointer
    },
    // Fuel interrupts; time is UTC; an unhandled rejection is nobody's business (its handler is never installed).
    host_interrupt: () => 0,
    host_get_timezone_offset: () => 0,
    host_promise_rejection: () => {},
  }

  const wasi: Record<string, (...values: never[]) => number> = {
    clock_time_get(_clock: number, _precision: bigint, out: number) {
      const nanoseconds = new BigUint64Array([BigInt(Date.now()) * 1_000_000n])
      enter().memory.write(out, new Uint8Array(nanoseconds.buffer), 'the time')
      return SUCCESS
    },
    random_get(out: number, length: number) {
      const { memory } = enter()
      if (length >>> 0 > MAX_RANDOM_BYTES) return NOT_SUPPORTED
      memory.write(out, randomFillSync(new Uint8Array(length)), 'random bytes')
      return SUCCESS
    },
    // There are no files.
    fd_close: () => BAD_FILE,
    fd_fdstat_get: () => BAD_FILE,
    fd_seek: () => BAD_FILE,
    fd_write: () => BAD_FILE,
  }

  return new Map([
    ['env', new Map<string, Function>(Object.entries(env))],
    ['wasi_snapshot_preview1', new Map<string, Function>(Object.entries(wasi))],
  ])
}
