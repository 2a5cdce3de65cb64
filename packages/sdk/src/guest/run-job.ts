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

/**
 * One run of a job. A run that was told to stop ends as interrupted whatever it has done since, with its state saved
 * once more: taking it for completed could lose what is left to do.
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
    if (error instanceof JobFailed || error instanceof PlatformError) return { exit: 2, message: error.message }
    throw error
  }
}
