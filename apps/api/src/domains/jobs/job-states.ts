import type { JobState } from '@grantry/contract'
import { jobsErrors } from './jobs.errors.ts'

/** Every transition there is. */
export const JOB_TRANSITIONS: Record<JobState, readonly JobState[]> = {
  queued: ['running', 'paused', 'cancelled'],
  running: ['queued', 'paused', 'completed', 'failed', 'cancelled'],
  paused: ['queued', 'cancelled'],
  completed: [],
  failed: ['queued'],
  cancelled: [],
}

export const JOB_COMMANDS = ['pause', 'resume', 'cancel', 'retry'] as const
export type JobCommand = (typeof JOB_COMMANDS)[number]
export type JobRequest = 'pause' | 'cancel'

/** What a command does: at once, or by asking the run, which then ends with the state that was asked for. */
export type Effect = { kind: 'transition'; to: JobState } | { kind: 'request'; request: JobRequest }

const to = (state: JobState): Effect => ({ kind: 'transition', to: state })
const ask = (request: JobRequest): Effect => ({ kind: 'request', request })

/** What people may tell a job to do, by the state it is in; what is not listed is refused. */
const EFFECTS: Record<JobCommand, { readonly [S in JobState]?: Effect }> = {
  pause: { queued: to('paused'), running: ask('pause') },
  resume: { paused: to('queued') },
  cancel: { queued: to('cancelled'), running: ask('cancel'), paused: to('cancelled') },
  retry: { failed: to('queued') },
}

/** @throws DomainError with a code that says why a job in this state cannot do this */
export function requireEffect(command: JobCommand, state: JobState, requested: JobRequest | null): Effect {
  const effect = EFFECTS[command][state]
  if (effect === undefined) throw jobsErrors.impossible(command, state, requested)
  // A job that is to be cancelled is past pausing.
  if (command === 'pause' && requested === 'cancel') throw jobsErrors.impossible(command, state, requested)
  return effect
}

/** How a run ended, as far as it decides what becomes of the job. */
export type RunEnd = 'completed' | 'interrupted' | 'failed' | 'failed for now' | 'node ends' | 'halted' | 'removed'

/**
 * The state of a job after a run of it. What somebody asked for holds unless the work is done; `attempts left` is only
 * looked at where another attempt makes sense.
 */
export function stateAfter(end: RunEnd, requested: JobRequest | null, attempts: 'left' | 'used up'): JobState {
  if (end === 'completed') return 'completed'
  if (requested === 'cancel' || end === 'removed') return 'cancelled'
  if (end === 'halted' || end === 'interrupted') return 'paused'
  if (end === 'failed') return 'failed'
  if (end === 'failed for now' && attempts === 'used up') return 'failed'
  return requested === 'pause' ? 'paused' : 'queued'
}
