import type { JobPort } from '@grantry/runtime'
import type { TrialHost } from './trial-host.ts'

/** What a job says during a trial stands among its log lines; checkpoints are taken, and children are not begun. */
export const trialJobPort = (host: TrialHost): JobPort => ({
  checkpoint: async (state) => {
    host.log({ level: 'debug', message: `checkpoint of ${state.length} bytes` })
    return true
  },
  progress: (fraction, message) =>
    host.log({ level: 'debug', message: `progress ${Math.round(fraction * 100)} % ${message}` }),
  warning: (message) => host.log({ level: 'warn', message }),
  error: (message) => host.log({ level: 'error', message }),
  log: (message) => host.log({ level: 'info', message }),
  bytes: () => undefined,
  items: () => undefined,
  spawn: (jobType, params) => host.answer('jobs.dispatch', JSON.stringify({ jobType, params: parsed(params) })),
  used: () => undefined,
})

function parsed(params: string): unknown {
  try {
    return JSON.parse(params)
  } catch {
    // Shown as it was written.
    return params
  }
}
