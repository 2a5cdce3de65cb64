import { NO_FIGURES, type CallFigures, type CallResult } from '../../call-result.ts'
import { CallCancelled, GuestFault, RuntimeUnavailable } from '../../faults.ts'
import type { Culprit } from '../../host-port.ts'
import type { ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import type { Loan } from './lending.ts'
import { stagesOf } from './stages.ts'
import type { Task } from './task.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

/** The answer to an unload. */
export const NOTHING_TO_SAY: CallResult = { ...NO_FIGURES, output: 'null' }

/** @throws ProtocolViolation when the sandbox says what cannot be */
export function resultOf(task: Task, frame: Frame<'done'>): CallResult {
  requireFigures(task, frame)
  requireSize(frame.output, task.limits.outputBytes)
  return { output: frame.output, ...figuresOf(task, frame), hostCalls: frame.hostCalls }
}

/** @throws ProtocolViolation when the sandbox says what cannot be */
export function faultOf(task: Task, frame: Frame<'fault'>): GuestFault {
  requireFigures(task, frame)
  return new GuestFault(frame.code, frame.detail, figuresOf(task, frame))
}

/** Of a call that did not answer in time: what is known of it here. */
export const overdueFault = (task: Task): GuestFault =>
  new GuestFault('deadline_exceeded', '', figuresOf(task, NO_FIGURES))

/** The answer of a task. What it used is charged to the account that it was made on, also when it failed. */
export async function paidOutOf(loan: Loan | undefined, task: Task): Promise<CallResult> {
  try {
    const result = await task.outcome.promise
    loan?.charge({ fuel: atMost(task.limits.fuel, result.fuelConsumed), hostCalls: task.hostCalls })
    return result
  } catch (error) {
    loan?.charge({ fuel: fuelOf(task, error), hostCalls: task.hostCalls })
    throw error
  }
}

/** What a call that failed took of its fuel: all of it when it had begun and nobody can say any more. */
function fuelOf({ entered, limits }: Task, error: unknown): bigint {
  if (error instanceof GuestFault) return atMost(limits.fuel, error.fuelConsumed)
  if (error instanceof CallCancelled) return error.fuelConsumed
  return entered && error instanceof RuntimeUnavailable ? limits.fuel : 0n
}

export const culpritOf = ({ install, context }: Culprit): Culprit => ({ install, context })

const atMost = (bound: bigint, fuel: bigint): bigint => (fuel < bound ? fuel : bound)
const atLeast = (bound: bigint, fuel: bigint) => (fuel > bound ? fuel : bound)

/** What the sandbox says of fuel and memory, and what has been counted here of everything else. */
function figuresOf(
  task: Task,
  { fuelConsumed, memoryPages }: Pick<CallFigures, 'fuelConsumed' | 'memoryPages'>,
): CallFigures {
  const durationMs = performance.now() - task.startedAt
  return {
    fuelConsumed: atLeast(task.account.fuelLent, fuelConsumed),
    memoryPages,
    hostCalls: task.hostCalls,
    hostCallsByMethod: task.hostCalls === 0 ? NO_FIGURES.hostCallsByMethod : Object.fromEntries(task.hostCallsByMethod),
    durationMs,
    stages: stagesOf(task, durationMs),
  }
}

/** Nobody uses more than there was; usage is shown to people, and may one day be paid for. */
function requireFigures({ limits }: Task, { type, fuelConsumed, memoryPages }: Frame<'done' | 'fault'>): void {
  const isWhileLoading = type === 'fault' && fuelConsumed <= limits.loadFuel
  const isPossible = (fuelConsumed <= limits.fuel || isWhileLoading) && memoryPages <= limits.memoryPages
  if (!isPossible) throw new ProtocolViolation('it reports more than there was')
}

function requireSize(output: string, maxBytes: number): void {
  if (Buffer.byteLength(output) > maxBytes) throw new ProtocolViolation('it answers past its limit')
}
