import type { GuestFaultCode, UnavailabilityCode } from '@grantry/runtime'
import { GuestFault, RuntimeUnavailable } from '@grantry/runtime'
import type { RunEnd } from './job-states.ts'
import type { RunReason } from './runs.repository.ts'

const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 5 * 60_000
/** Runs in a row that a job may take down with their nodes, without a checkpoint in between. */
export const MAX_LOST_IN_A_ROW = 10

/** Whether the same job may get further when it is tried again from its checkpoint. */
const AGAIN: Record<GuestFaultCode, 'may pass' | 'will not pass'> = {
  fuel_exhausted: 'will not pass',
  memory_exceeded: 'may pass',
  deadline_exceeded: 'may pass',
  stack_overflow: 'will not pass',
  guest_trap: 'may pass',
  guest_error: 'may pass',
  host_call_limit: 'will not pass',
  input_too_large: 'will not pass',
  invalid_output: 'will not pass',
  output_too_large: 'will not pass',
  load_failed: 'may pass',
}

/** What the runtime is not to blame the guest for; only a sandbox that ended is counted as an attempt. */
const UNCOUNTED: Record<UnavailabilityCode, boolean> = {
  sandbox_lost: false,
  sandbox_restarting: true,
  too_many_calls: true,
  overloaded: true,
  shutting_down: true,
}

export interface Failure {
  end: RunEnd
  reason: RunReason
  attempt: 'counts' | 'does not count'
  /** Milliseconds before the next run, at least. */
  delayMs: number
}

/** What a run that broke off means for its job. */
export function judge(error: unknown): Failure {
  if (error instanceof GuestFault) {
    const end = AGAIN[error.code] === 'may pass' ? 'failed for now' : 'failed'
    return { end, reason: { code: error.code, message: sentence(error.message) }, attempt: 'counts', delayMs: 0 }
  }
  if (error instanceof RuntimeUnavailable) {
    const reason = { code: error.code, message: sentence(error.message) }
    const delayMs = error.retryAfterMs
    return UNCOUNTED[error.code]
      ? { end: 'node ends', reason, attempt: 'does not count', delayMs }
      : { end: 'failed for now', reason, attempt: 'counts', delayMs }
  }
  const reason = { code: 'internal', message: 'Something went wrong on our side. It has been logged.' }
  return { end: 'failed for now', reason, attempt: 'counts', delayMs: 0 }
}

/** Its first line ends with a full stop; where in the guest it happened may follow on lines of its own. */
function sentence(message: string): string {
  const [first = '', ...places] = message.trimEnd().split('\n')
  return [first.endsWith('.') ? first : `${first}.`, ...places].join('\n')
}

/**
 * Milliseconds until the next attempt, after so many have failed: 1 s, 2 s, 4 s … up to 5 minutes, of which a random half
 * is taken off, so that what failed together is not tried again together. `chance` is from 0 to 1.
 */
export function delayAfter(failedAttempts: number, chance: number): number {
  const whole = Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, failedAttempts - 1), LONGEST_DELAY_MS)
  return Math.round(whole * (1 - chance / 2))
}
