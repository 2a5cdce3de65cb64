import type { SliceDecision } from '../../call-result.ts'
import { CallCancelled } from '../../faults.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import { beginRest, endRest } from './stages.ts'
import type { Task } from './task.ts'

/**
 * Notes that a slice of a task's fuel has ended, as its sandbox says. Each slice but the last has been used up, which
 * bounds how often a sandbox can say so.
 * @throws ProtocolViolation
 */
export function takeSliceEnd(task: Task, fuel: bigint): void {
  const { slicing, limits } = task
  if (slicing === null) throw new ProtocolViolation('a slice of a call that has none')
  if (task.isResting) throw new ProtocolViolation('a slice ends while none is under way')
  task.slicesEnded += 1
  if (fuel < task.fuelUsed || fuel > limits.fuel || fuel < slicing.size * BigInt(task.slicesEnded))
    throw new ProtocolViolation('it counts slices that cannot be')
  task.fuelUsed = fuel
}

/** Asks whether a call may go on behind its slice, and waits for the answer. @throws what the embedder throws */
export async function restBetweenSlices(task: Task): Promise<SliceDecision> {
  const begunAt = performance.now()
  task.isResting = true
  beginRest(task)
  try {
    return (await task.slicing?.onSlice({ fuelConsumed: task.fuelUsed, slices: task.slicesEnded })) ?? 'continue'
  } finally {
    task.isResting = false
    endRest(task)
    task.account.postpone(performance.now() - begunAt)
  }
}

export const cancelled = ({ fuelUsed, slicesEnded }: Task): CallCancelled => new CallCancelled(fuelUsed, slicesEnded)
