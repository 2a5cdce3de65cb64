import type { GuestInstance, PreparedGuest } from '../abi/abi.ts'
import { GuestFault } from '../faults.ts'
import type { CallScope } from './call-scope.ts'
import type { IdleInstances } from './idle-instances.ts'
import { depthOf } from './json-depth.ts'
import { faultOf } from './traps.ts'

/** Arrays and objects within one another in an answer. Whoever reads it takes memory for each, and many a program a stack. */
const MAX_DEPTH = 1_000

export interface CallOutcome {
  /** JSON text. */
  readonly output: string
  readonly fuelConsumed: bigint
  readonly memoryPages: number
}

/**
 * One call, from taking an instance to giving it back. An instance that faulted, or that is left suspended at the
 * deadline, is not given back: what its memory holds can no longer be relied on. An instance that must be fresh for the
 * next call is put back to its beginning at once, so that it rests without a trace of this one.
 * @throws GuestFault with the figures of this call
 */
export async function runCall(
  guest: PreparedGuest,
  idle: IdleInstances,
  request: { export: string; input: string },
  scope: CallScope,
): Promise<CallOutcome> {
  const instance = idle.take(guest) ?? (await openInstance(guest, scope))
  const { meter } = instance
  if (scope.slices === null) meter.refill(scope.limits.fuel)
  else scope.slices.begin(meter)
  scope.spendFrom(meter)
  try {
    const output = await scope.orEnd(instance.call(request.export, request.input, scope))
    if (scope.hasOthers) await scope.orEnd(scope.othersAreDone())
    requireJson(output)
    const outcome = { output, fuelConsumed: meter.consumed, memoryPages: meter.pages }
    if (guest.instances === 'shared' || instance.rewind() === 'rewound') idle.put(guest, instance)
    return outcome
  } catch (thrown) {
    throw faultOf(thrown, meter, guest.symbols)
  }
}

/** A fresh instance. @throws GuestFault */
export async function openInstance(guest: PreparedGuest, scope: CallScope): Promise<GuestInstance> {
  const instance = await scope.orEnd(guest.open(scope))
  scope.loaded()
  return instance
}

/** Says goodbye to all idle instances of a guest. What goes wrong there is logged: it stops nobody. */
export async function cleanUp(guest: PreparedGuest, idle: IdleInstances, scope: CallScope): Promise<void> {
  for (const instance of idle.drain(guest)) await cleanUpInstance(guest, instance, scope)
}

/** Lets one instance say goodbye; see {@link cleanUp}. */
export async function cleanUpInstance(guest: PreparedGuest, instance: GuestInstance, scope: CallScope): Promise<void> {
  try {
    await instance.cleanup(scope)
  } catch (thrown) {
    scope.log('warn', `cleanup: ${faultOf(thrown, instance.meter, guest.symbols).message}`)
  }
}

function requireJson(output: string): void {
  if (output.length > MAX_DEPTH && depthOf(output) > MAX_DEPTH)
    throw new GuestFault('invalid_output', `it is nested more than ${MAX_DEPTH} deep`)
  try {
    JSON.parse(output)
  } catch (cause) {
    throw new GuestFault('invalid_output', (cause as SyntaxError).message, { cause })
  }
}
