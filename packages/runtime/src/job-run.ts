import type { GuestSource } from './guest.ts'
import type { Limits } from './limits.ts'

/** The most that one checkpoint may hold: 4 MiB. */
export const MAX_STATE_BYTES = 4 << 20

/** One run of a durable job: an attempt, in a sandbox process of its own, that begins at the last checkpoint. */
export interface JobRequest {
  readonly workspace: string
  readonly install: string
  readonly guest: GuestSource
  /**
   * Memory, tables and sizes as for a call. `fuel`, `hostCalls`, `logBytes` and `deadlineMs` hold for one slice: what
   * happens between two calls of checkpoint, progress or interrupt, or while so much fuel is used. Waiting for the host
   * is not counted.
   */
  readonly limits: Limits
  /** A job that the guest's declarations name. */
  readonly job: string
  /** UUID as text; a `core` guest names its job by these 16 bytes in every job import. */
  readonly jobId: string
  /** Ids of the permissions granted to the install, for the guest's own information. */
  readonly capabilities: readonly string[]
  /** JSON text. */
  readonly params: string
  /** The last durable checkpoint; null when there is none. */
  readonly state: Uint8Array | null
  /** What all slices of this run together may use. */
  readonly budget: { readonly fuel: bigint }
  /** This run's way to the embedder. */
  readonly port: JobPort
  /** Handed to the host port with every host call and log line of this run; not looked at. */
  readonly context: unknown
  /** Ends the run at once, wherever it is; the outcome rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

/**
 * What a run tells its embedder, in the order in which the guest said it. Texts are printable and within their limits,
 * numbers within their ranges. A function that throws, or a promise that rejects, is an incident; the run goes on.
 */
export interface JobPort {
  /** Keeps the state as the checkpoint to resume from. True only once it is durable: the guest relies on it. */
  checkpoint(state: Uint8Array): Promise<boolean>
  /** `fraction` is from 0 to 1. */
  progress(fraction: number, message: string): void
  warning(message: string): void
  /** An error that the job survived. */
  error(message: string): void
  log(message: string): void
  /** Bytes done since the last call; unsigned 64 bits. */
  bytes(count: bigint): void
  /** Items done since the last call; unsigned 64 bits. */
  items(count: bigint): void
  /**
   * Dispatches a child, whose type has the id of its extension in front: a guest may leave out its own. The reply is JSON
   * text: `{"job_id"}` or a refusal, `{"error", "code"}`.
   */
  spawn(jobType: string, params: string): Promise<string>
  /** Fuel that the run has used so far; at least before every checkpoint and about ten times a second of slices. */
  used(fuel: bigint): void
}

export type Interrupt = 'pause' | 'cancel'

export interface JobRun {
  /**
   * Asks the guest to stop; it learns of it when it next checks, saves its state and ends. A `cancel` stands against a
   * later `pause`, and a guest that does not heed it is stopped after a while.
   */
  interrupt(kind: Interrupt): void
  /**
   * How the run ended. The last thing that is heard of it.
   * @throws GuestFault when the guest is at fault; RuntimeUnavailable when it is not; the reason of the request's
   * signal; what `readCode` throws.
   */
  readonly outcome: Promise<JobOutcome>
}

/** How a job says that it ended. */
export type JobExit = 'completed' | 'interrupted' | 'failed'

export interface JobOutcome {
  readonly exit: JobExit
  /** Why, when it failed or was stopped, as far as it is known. */
  readonly message?: string
  /** What the run used of its budget. */
  readonly fuelConsumed: bigint
  /** Size of the instance's memory at the end, in pages of 64 KiB. */
  readonly memoryPages: number
  /** From the moment a sandbox was there. */
  readonly durationMs: number
}
