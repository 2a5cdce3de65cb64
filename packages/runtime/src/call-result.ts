import type { GuestSource } from './guest.ts'
import type { Limits } from './limits.ts'
import type { Loan } from './sandbox/supervisor/lending.ts'

export interface CallRequest {
  /** Every workspace has a sandbox process of its own. */
  readonly workspace: string
  /** Instances are kept for one install and never shared with another. */
  readonly install: string
  readonly guest: GuestSource
  /**
   * `fuel`, `hostCalls`, `concurrentCalls` and `waitingCalls` may be others with every call. Where one of the others differs from what
   * the install's guest was loaded with, it is unloaded, and loaded anew.
   */
  readonly limits: Limits
  /** The guest's export to call; one that its operations declare. */
  readonly export: string
  /** JSON text. */
  readonly input: string
  /** Handed to the host port with every host call and log line of this call; not looked at. */
  readonly context: unknown
  /** Ends the call for its caller, who gets the signal's reason; the guest is stopped at its next suspension. */
  readonly signal?: AbortSignal
  /**
   * Given to the host port with a host call: makes this call part of the one that made it. It gets what is left of the
   * caller's fuel, time and host calls, within its own limits; what it uses is the caller's use, also when it fails; it
   * ends with its caller at the latest. It does not wait for a place: its caller has one.
   */
  readonly loan?: Loan
  /** The call gets its fuel in slices, and is held up at the end of each. It uses the same fuel as without. */
  readonly slice?: Slicing
}

export interface Slicing {
  /** Units of fuel in a slice; at least {@link MIN_SLICE}, and no more than a limit may be. A call may use `limits.fuel` in all. */
  readonly size: bigint
  /**
   * A slice is used up, and the guest is held up in the middle of what it does until this has settled: then it goes on,
   * or ends as {@link CallCancelled}. Its deadline stands still meanwhile. What this throws ends the call, too, and is
   * what its caller gets.
   */
  onSlice(end: SliceEnd): SliceDecision | Promise<SliceDecision>
}

export type SliceDecision = 'continue' | 'cancel'

export interface SliceEnd {
  /** By the call so far, in all. */
  readonly fuelConsumed: bigint
  /** Slices that have ended. */
  readonly slices: number
}

/** Each slice is a way to the embedder and back: the smallest is in the order of ten of them. */
export const MIN_SLICE = 100_000n

/** What a call used, however it ended. */
export interface CallFigures {
  readonly fuelConsumed: bigint
  /** Size of the instance's memory after the call, in pages of 64 KiB. */
  readonly memoryPages: number
  /** From leaving the queue until the answer. */
  readonly durationMs: number
  readonly hostCalls: number
  /** How often each method was called; beyond 32 different ones, the rest counts as `*`. */
  readonly hostCallsByMethod: Readonly<Record<string, number>>
  /** Where the time went, in milliseconds. `load`, `run` and `host` add up to what passed after `queue`. */
  readonly stages: Stages
}

export interface CallResult extends CallFigures {
  /** JSON text. */
  readonly output: string
}

export interface Stages {
  /** Waiting for a place among the calls of the install and the workspace. */
  readonly queueMs: number
  /** Getting a sandbox, sending the code, and there: preparing it and bringing an instance up. 0 when all was warm. */
  readonly loadMs: number
  /** Waiting for the host, while at least one host call was under way. */
  readonly hostMs: number
  /** Everything else: the guest's own work, and the way to it and back. */
  readonly runMs: number
}

/** Of what has never begun. */
export const NO_FIGURES: CallFigures = Object.freeze({
  fuelConsumed: 0n,
  memoryPages: 0,
  durationMs: 0,
  hostCalls: 0,
  hostCallsByMethod: Object.freeze({}),
  stages: Object.freeze({ queueMs: 0, loadMs: 0, runMs: 0, hostMs: 0 }),
})
