import type { JobReason, JobState, JobSummary } from '@grantry/contract'
import { plural } from '../format.ts'
import { formatDuration } from './durations.ts'

/** What a person can tell a job; the server decides, this only hides what it would refuse. */
export type JobCommand = 'pause' | 'resume' | 'cancel' | 'retry'

/** A command that makes sense for a job as it stands; `asked`: it has been given and is still to take effect. */
export interface JobControl {
  command: JobCommand
  status: 'ready' | 'asked'
}

const ready = (...commands: JobCommand[]): JobControl[] => commands.map((command) => ({ command, status: 'ready' }))

export function controlsFor({ state, requested }: Pick<JobSummary, 'state' | 'requested'>): JobControl[] {
  switch (state) {
    case 'queued':
      return ready('pause', 'cancel')
    case 'running':
      if (requested === 'cancel') return [{ command: 'cancel', status: 'asked' }]
      if (requested === 'pause') return [{ command: 'pause', status: 'asked' }, ...ready('cancel')]
      return ready('pause', 'cancel')
    case 'paused':
      return ready('resume', 'cancel')
    case 'failed':
      return ready('retry')
    case 'completed':
    case 'cancelled':
      return []
  }
}

export const hasEnded = (state: JobState): boolean =>
  state === 'completed' || state === 'failed' || state === 'cancelled'

/** Milliseconds from the first run to the end, or until now; null before the first run. */
export function elapsedMs({ startedAt, endedAt }: Pick<JobSummary, 'startedAt' | 'endedAt'>, nowMs: number) {
  if (startedAt === null) return null
  return Math.max(0, (endedAt === null ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt))
}

/** Where a job stands, in one line for a list. */
export function standing(job: JobSummary, nowMs: number): string {
  switch (job.state) {
    case 'queued':
      return job.nextAttemptAt === null
        ? (firstLine(job.reason) ?? 'Waits for its turn')
        : `Failed, and is tried again ${soon(job, nowMs)}`
    case 'running':
      return job.requested === null ? (job.message ?? 'Runs') : REQUESTED[job.requested]
    case 'paused':
      return firstLine(reasonBeyond(job)) ?? job.message ?? 'Paused'
    case 'completed':
      return completion(job, nowMs)
    case 'failed':
      return firstLine(job.reason) ?? 'Failed'
    case 'cancelled':
      return firstLine(reasonBeyond(job)) ?? 'Cancelled'
  }
}

/** Why a job is as it is, unless that is because a person wanted it. */
const reasonBeyond = ({ reason }: Pick<JobSummary, 'reason'>) => (reason?.code === 'requested' ? null : reason)

/** What stopped a guest comes with the place in its code, which is for its author. */
export const firstLine = (reason: JobReason | null): string | undefined => reason?.message.split('\n', 1)[0]

/** The words of a job may lack the stop that parts them from what is said next. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** The lines of a reason after the first, for those who know the code; null when there are none. */
export function traceOf({ reason }: Pick<JobSummary, 'reason'>): string | null {
  const [, ...lines] = reason?.message.split('\n') ?? []
  return lines.length === 0 ? null : lines.join('\n')
}

const REQUESTED = {
  pause: 'Pauses as soon as it has saved its state',
  cancel: 'Stops as soon as it looks up from its work',
} as const

function completion(job: JobSummary, nowMs: number): string {
  const took = elapsedMs(job, nowMs)
  const time = took === null ? 'Completed' : `Completed in ${formatDuration(took)}`
  return job.errorCount === 0 ? time : `${time}, with ${plural(job.errorCount, 'error')}`
}

/** `at once` or `in 20 s`. */
function soon({ nextAttemptAt }: Pick<JobSummary, 'nextAttemptAt'>, nowMs: number): string {
  const waitMs = nextAttemptAt === null ? 0 : Date.parse(nextAttemptAt) - nowMs
  return waitMs < 1_000 ? 'at once' : `in ${formatDuration(waitMs)}`
}

/** Why a job does not simply run, and what happens next. */
export interface Explanation {
  tone: 'info' | 'warning' | 'error'
  title: string
  sentences: string[]
}

/** Null for a job of which there is nothing to explain. */
export function explain(job: JobSummary, nowMs: number): Explanation | null {
  const why = reasonBeyond(job)
  const reason = why === null ? [] : [sentence(firstLine(why) ?? '')]
  switch (job.state) {
    case 'queued': {
      if (job.nextAttemptAt === null)
        return why === null ? null : { tone: 'info', title: 'Waits for its turn', sentences: reason }
      const title = `Attempt ${job.attempts} of ${job.maxAttempts} failed; the next one begins ${soon(job, nowMs)}`
      return { tone: 'warning', title, sentences: [...reason, goesOn(job)] }
    }
    case 'running':
      return job.requested === null ? null : { tone: 'info', title: `${REQUESTED[job.requested]}.`, sentences: [] }
    case 'paused': {
      const title = why === null ? 'Paused' : 'Paused by the platform'
      return { tone: why === null ? 'info' : 'warning', title, sentences: [...reason, goesOn(job, 'Resumed')] }
    }
    case 'failed': {
      const title = job.attempts > 1 ? `Failed after ${plural(job.attempts, 'attempt')}` : 'Failed'
      return { tone: 'error', title, sentences: [...reason, goesOn(job, 'Tried again')] }
    }
    case 'cancelled':
      return { tone: 'info', title: 'Cancelled', sentences: [...reason, 'What it had done until then stays.'] }
    case 'completed':
      return null
  }
}

const goesOn = ({ resumable }: Pick<JobSummary, 'resumable'>, how = 'It'): string => {
  const subject = how === 'It' ? 'It' : `${how}, it`
  return resumable ? `${subject} goes on from its last checkpoint.` : `${subject} starts from the beginning.`
}

/** What becomes of a job's children when it is told something; null when it has none that the command concerns. */
export function childrenNote(command: JobCommand, { children }: Pick<JobSummary, 'children'>): string | null {
  const open = children.queued + children.running + children.paused
  if (open === 0) return null
  if (command === 'cancel')
    return `Its ${plural(open, 'open child job')} ${open === 1 ? 'is' : 'are'} cancelled as well.`
  if (command === 'pause') return `Its ${plural(open, 'open child job')} ${open === 1 ? 'goes' : 'go'} on.`
  return null
}

const MILESTONE = 0.25

/**
 * What a reader hears of a job's progress: its state, and each quarter. It changes rarely, so that a live region which
 * holds it does not chatter.
 */
export function milestone({ state, progress }: Pick<JobSummary, 'state' | 'progress'>, stateText: string): string {
  const quarters = Math.floor((progress ?? 0) / MILESTONE)
  return state === 'running' && quarters > 0 ? `${stateText}, ${quarters * MILESTONE * 100} percent` : stateText
}
