import type { Loan } from './sandbox/supervisor/lending.ts'

/**
 * What the embedder offers to guests. `context` is whatever it handed in with the call, untouched: who calls, for which
 * install, on whose behalf.
 */
export interface HostPort {
  /**
   * Carries out one host call and gives its reply as JSON text. This is where a call is authorised, against the grants
   * as they are at this moment. A refusal is a reply, `{"error", "code"}`, and the guest goes on; a rejection is an
   * error of the host, which the guest sees as `internal_error` and the embedder in `onIncident`. A host that answers by
   * calling another guest hands the loan on, see `CallRequest.loan`.
   */
  call(context: unknown, method: string, payload: string, loan: Loan): Promise<string>
  /** Takes one line of a guest, already made printable and within the call's log limit. What it throws is an incident. */
  log(context: unknown, entry: LogEntry): void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
}

/** Something that should not happen and was survived; for the embedder's own log. */
export interface Incident {
  readonly kind: 'sandbox_lost' | 'host_call_failed' | 'log_failed' | 'job_port_failed'
  /** The workspace it happened in; null for the check of code. */
  readonly workspace: string | null
  readonly reason: string
  /**
   * The call, or the run, whose code had the thread when the sandbox was lost; absent when none had, or none is known. A sandbox that
   * has been taken over can name another install, of its own workspace only.
   */
  readonly culprit?: Culprit
  readonly cause?: unknown
}

/** Something the runtime decided about a workspace's sandbox in the ordinary course of things; for a debug log. */
export interface Decision {
  readonly kind: 'sandbox_taken' | 'sandbox_retired' | 'sandbox_refused'
  readonly workspace: string
  /** Why, in a few words for people. */
  readonly reason: string
}

/**
 * A step that the code or a call of an install has gone through, with what was found and decided there; for a debug log.
 * - `inspect`, `instrument`: what the module is and what was made of it; once for each sandbox that loads it.
 * - `compile`, `link`: what its sandbox says: the engine's verdict, and the host functions that the module is given.
 * - `open`: an instance was brought up. - `call`: a call or a run begins, within these limits.
 */
export interface Step {
  readonly step: 'inspect' | 'instrument' | 'compile' | 'link' | 'open' | 'call'
  readonly workspace: string
  readonly install: string
  /** Figures and a few words, by name. */
  readonly facts: Readonly<Record<string, string | number>>
}

export interface Culprit {
  readonly install: string
  /** What the embedder handed in with the call or the run. */
  readonly context: unknown
}
