import type { CallResult } from '../../call-result.ts'
import type { Limits } from '../../limits.ts'

/** A call that its sandbox lost before it began: it may be given to another sandbox. */
export class NeverEntered extends Error {
  override readonly name = 'NeverEntered'
}

/**
 * Something a sandbox has been asked to do, from the frame that asked until the frame that answers. Its caller may have
 * been answered before that (`abandoned`); the number stays known until the sandbox answers as well.
 */
export interface Task {
  readonly id: number
  readonly kind: 'call' | 'unload'
  readonly install: string
  readonly context: unknown
  readonly limits: Limits
  readonly outcome: PromiseWithResolvers<CallResult>
  readonly startedAt: number
  /** Numbers of the host calls under way. */
  readonly requests: Set<number>
  hostCalls: number
  readonly hostCallsByMethod: Map<string, number>
  /** Milliseconds in which at least one host call was under way, up to the last time when none was. */
  hostMs: number
  /** Since when at least one host call has been under way; null when none is. */
  hostSince: number | null
  /** What the sandbox says it took to bring up the instance. */
  loadMs: number
  logBytes: number
  /** Its code has had the thread. */
  entered: boolean
  abandoned: boolean
  /** Its deadline has passed, and the sandbox has not said so. */
  isOverdue: boolean
  timer: NodeJS.Timeout | null
}
