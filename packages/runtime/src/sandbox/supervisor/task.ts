import type { CallResult, Slicing } from '../../call-result.ts'
import type { HostCaller } from './host-caller.ts'

/** A call that its sandbox lost before it began: it may be given to another sandbox. */
export class NeverEntered extends Error {
  override readonly name = 'NeverEntered'
}

/**
 * Something a sandbox has been asked to do, from the frame that asked until the frame that answers. Its caller may have
 * been answered before that (`abandoned`); the number stays known until the sandbox answers as well.
 */
export interface Task extends HostCaller {
  readonly id: number
  readonly kind: 'call' | 'unload'
  readonly install: string
  readonly outcome: PromiseWithResolvers<CallResult>
  readonly startedAt: number
  /** Null when it has its fuel as a whole. */
  readonly slicing: Slicing | null
  slicesEnded: number
  /** When the last of them ended. */
  fuelUsed: bigint
  /** It is held up behind a slice. */
  isResting: boolean
  /** What the sandbox says it took to bring up the instance. */
  loadMs: number
  /** Its code has had the thread. */
  entered: boolean
  /** Its deadline has passed, and the sandbox has not said so. */
  isOverdue: boolean
}
