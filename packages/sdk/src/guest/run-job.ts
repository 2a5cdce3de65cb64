import type { Job } from './define-job.ts'
import type { HostPort } from './host-port.ts'
import { createJobContext } from './job-context.ts'
import { JobFailed } from './job.errors.ts'
import { PlatformError } from './platform.errors.ts'
import { StateKeeper } from './state-keeper.ts'

/** How a job says that it ended: 0 completed, 1 interrupted, 2 failed. */
export interface JobEnd {
  exit: 0 | 1 | 2
  message?: string
}

/** Answers of the platform that may be others the next time. */
const PASSING: ReadonlySet<string> = new Set([
  'call_rate_exceeded',
  'internal_error',
  'overloaded',
  'sandbox_lost',
  'sandbox_restarting',
  'shutting_down',
  'too_many_calls',
])

const isFinal = (error: unknown): error is JobFailed | PlatformError =>
  error instanceof JobFailed || (error instanceof PlatformError && !PASSING.has(error.code))

/**
 * One run of a job. A run that was told to stop ends as interrupted whatever it has done since, with its state saved
 * once more: taking it for completed could lose what is left to do. What is thrown goes on to the platform, which tries
 * the job again from its checkpoint; what will be the same the next time ends it as failed.
 */
export async function runJob(job: Job, params: unknown, port: HostPort): Promise<JobEnd> {
  if (port.job === undefined) throw new TypeError('A job can only be run as one')
  const state = new StateKeeper(port.job, () => job.state?.() ?? null)
  try {
    await job.run(createJobContext(port, port.job, { params, state }), state.state)
    if (state.isInterrupted) await state.saveForInterrupt()
    await state.settle()
    return { exit: state.isInterrupted ? 1 : 0 }
  } catch (error) {
    if (isFinal(error)) return { exit: 2, message: error.message }
    throw error
  }
}
