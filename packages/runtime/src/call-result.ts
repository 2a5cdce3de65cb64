import type { GuestSource } from './guest.ts'
import type { Limits } from './limits.ts'

export interface CallRequest {
  /** Every workspace has a sandbox process of its own. */
  readonly workspace: string
  /** Instances are kept for one install and never shared with another. */
  readonly install: string
  readonly guest: GuestSource
  readonly limits: Limits
  /** The guest's export to call; one that its operations declare. */
  readonly export: string
  /** JSON text. */
  readonly input: string
  /** Handed to the host port with every host call and log line of this call; not looked at. */
  readonly context: unknown
  /** Ends the call for its caller, who gets the signal's reason; the guest is stopped at its next suspension. */
  readonly signal?: AbortSignal
}

export interface CallResult {
  /** JSON text. */
  readonly output: string
  readonly fuelConsumed: bigint
  /** Size of the instance's memory after the call, in pages of 64 KiB. */
  readonly memoryPages: number
  /** From leaving the queue until the answer. */
  readonly durationMs: number
  readonly hostCalls: number
}
