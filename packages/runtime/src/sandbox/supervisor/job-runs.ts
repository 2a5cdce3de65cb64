import { GuestFault, RuntimeUnavailable } from '../../faults.ts'
import type { Decision, HostPort, Incident, Step } from '../../host-port.ts'
import { MAX_STATE_BYTES, type JobOutcome, type JobRequest, type JobRun } from '../../job-run.ts'
import type { RewrittenModules } from '../../rewriting/rewritten-modules.ts'
import { JobSandbox } from './job-sandbox.ts'
import type { SandboxProcess } from './sandbox-process.ts'

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const MAX_BUDGET = 2n ** 63n - 1n

export interface JobRunsOptions {
  readonly host: HostPort
  readonly modules: RewrittenModules
  readonly cancelGraceMs: number
  /** Runs at one time. */
  readonly most: number
  /** @throws SandboxNotStarted, RuntimeUnavailable */
  takeProcess(): Promise<SandboxProcess>
  onIncident(incident: Incident): void
  onDecision(decision: Decision): void
  onStep?(step: Step): void
}

/** The runs of jobs: a sandbox process for each, beside those of the workspaces, so that they delay no calls. */
export class JobRuns {
  readonly #options: JobRunsOptions
  readonly #running = new Set<JobSandbox>()
  #begun = 0

  constructor(options: JobRunsOptions) {
    this.#options = options
  }

  get running(): number {
    return this.#running.size
  }

  /** Runs since the beginning. */
  get begun(): number {
    return this.#begun
  }

  start(request: JobRequest): JobRun {
    requireRequest(request)
    const inputBytes = Buffer.byteLength(request.params)
    if (inputBytes > request.limits.inputBytes)
      return refusedRun(new GuestFault('input_too_large', `${inputBytes} bytes`))
    if (this.#running.size >= this.#options.most) return refusedRun(new RuntimeUnavailable('overloaded'))
    this.#begun += 1
    return this.#start(request)
  }

  /** Asks every run to stop at its next checkpoint. */
  pauseAll(): void {
    for (const run of this.#running) run.interrupt('pause')
  }

  stopAll(reason: RuntimeUnavailable): void {
    for (const run of this.#running) run.stop(reason)
  }

  #start(request: JobRequest): JobRun {
    const { workspace, job } = request
    const { host, modules, cancelGraceMs, takeProcess, onIncident, onDecision, onStep } = this.#options
    const run = new JobSandbox(request, {
      host,
      modules,
      cancelGraceMs,
      takeProcess,
      onIncident: (incident) => onIncident({ ...incident, workspace }),
      ...(onStep && { onStep: (step: Omit<Step, 'workspace'>) => onStep({ ...step, workspace }) }),
    })
    this.#running.add(run)
    onDecision({ kind: 'sandbox_taken', workspace, reason: `a run of the job ${job}` })
    const leave = () => {
      this.#running.delete(run)
      onDecision({ kind: 'sandbox_retired', workspace, reason: `the run of the job ${job} is over` })
    }
    run.outcome.then(leave, leave)
    return run
  }
}

export function refusedRun(reason: Error): JobRun {
  const outcome = Promise.reject<JobOutcome>(reason)
  outcome.catch(() => {}) // whoever asked for the run awaits it
  return { outcome, interrupt: () => {} }
}

/** What only an error of the embedder can make wrong. @throws TypeError, RangeError */
function requireRequest({ guest, job, jobId, params, state, budget }: JobRequest): void {
  if (!guest.jobs.some(({ name }) => name === job))
    throw new TypeError(`${guest.extension} ${guest.version} declares no job ${job}`)
  if (!UUID.test(jobId)) throw new TypeError(`${JSON.stringify(jobId)} is no UUID`)
  JSON.parse(params)
  if (state !== null && state.length > MAX_STATE_BYTES) throw new RangeError(`A state of ${state.length} bytes`)
  const isBudget = typeof budget.fuel === 'bigint' && budget.fuel >= 0n && budget.fuel <= MAX_BUDGET
  if (!isBudget) throw new RangeError(`A budget of ${String(budget.fuel)} fuel`)
}
