import { GuestFault } from '../faults.ts'
import type { Symbols } from '../abi/abi.ts'
import { MAX_SHOWN_NAME } from '../rewriting/module-outline.ts'
import type { Meter } from './meter.ts'

const MAX_FRAMES = 8

/**
 * What ended a call, from what its instance threw. Anything that is not the guest's doing is thrown on: it is an error
 * of ours, and the sandbox must not go on with it.
 */
export function faultOf(thrown: unknown, meter: Meter, symbols: Symbols | null): GuestFault {
  if (thrown instanceof GuestFault) return meter.fault(thrown.code, thrown.detail, thrown)
  if (meter.exhausted) return meter.fault('fuel_exhausted', guestFrames(thrown, symbols), thrown)
  if (isStackOverflow(thrown)) return meter.trap('stack_overflow', guestFrames(thrown, symbols), thrown)
  if (!(thrown instanceof WebAssembly.RuntimeError || thrown instanceof WebAssembly.SuspendError)) throw thrown
  const detail = [thrown.message, guestFrames(thrown, symbols)].filter((part) => part !== '').join(' ')
  return meter.trap(meter.deniedGrowth ? 'memory_exceeded' : 'guest_trap', detail, thrown)
}

/**
 * The fault of a guest that could not be brought up. A limit keeps its own code, so that its author learns which; the
 * rest is `load_failed`.
 */
export function loadFault(fault: GuestFault): GuestFault {
  if (!['guest_trap', 'guest_error', 'invalid_output'].includes(fault.code)) return fault
  return new GuestFault('load_failed', fault.detail, { ...figuresOf(fault), cause: fault })
}

/** The fault of a module that could not be instantiated at all. */
export function instantiationFault(thrown: unknown): GuestFault {
  if (!(thrown instanceof WebAssembly.LinkError || thrown instanceof WebAssembly.RuntimeError)) throw thrown
  return new GuestFault('load_failed', thrown.message, { cause: thrown })
}

const figuresOf = ({ fuelConsumed, memoryPages }: GuestFault) => ({ fuelConsumed, memoryPages })

const isStackOverflow = (thrown: unknown) =>
  thrown instanceof RangeError && thrown.message.startsWith('Maximum call stack size exceeded')

/**
 * `in inner (lib.c:7) < outer (main.c:40)`: the guest's functions on the stack, by the names of its own name section or by
 * number, and with their author's files where the module says so. In a module that has names, those without one were
 * added with its meter.
 */
function guestFrames(thrown: unknown, symbols: Symbols | null): string {
  if (symbols === null) return ''
  const { names, positions } = symbols
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  const frames = [...stack.matchAll(/wasm-function\[(\d+)\](?::0x([\da-f]+))?/g)]
    .map(([, index, offset = '']) => ({
      index: Number(index),
      position: positions?.find(parseInt(offset, 16)) ?? null,
    }))
    .filter(({ index }) => names.size === 0 || names.has(index))
    .slice(0, MAX_FRAMES)
    .map(({ index, position }) => frameOf(names.get(index)?.slice(0, MAX_SHOWN_NAME) ?? `function ${index}`, position))
  return frames.length === 0 ? '' : `in ${frames.join(' < ')}`
}

const frameOf = (name: string, position: string | null): string => (position === null ? name : `${name} (${position})`)
