import { randomUUID } from 'node:crypto'
import { CLOSED_REASONS, isPermissionId, qualifiedName } from '@grantry/contract'
import { GuestFault, type JobOutcome, type JobRun, type LogEntry } from '@grantry/runtime'
import { DomainError } from '../../kernel/domain-error.ts'
import type { LiveInstall } from '../grants/index.ts'
import { FuelShares, guestSourceOf, type Invocation, type RunWatch, toLimits } from '../operations/index.ts'
import type { Admission } from '../purchases/index.ts'
import type { ExecutionServices } from './execution-services.ts'
import type { JobRequest } from './job-states.ts'
import { type Failure, judge } from './retry-policy.ts'
import { type Halt, RunGuard } from './run-guard.ts'
import { type RunListener, RunPort } from './run-port.ts'
import type { LostRight } from './lost-right.ts'
import type { Batch, ClaimedJob, RunReason } from './runs.repository.ts'

/** How a run ended. */
interface Verdict extends Omit<Failure, 'reason'> {
  outcome: 'completed' | 'interrupted' | 'failed' | 'lost' | 'stopped'
  reason: RunReason | null
  lostRight: LostRight | null
  memoryPages: number
}

/** The same, with what it still had to say. */
export interface ExecutionEnd extends Verdict {
  batch: Batch
}

/** Why a run was ended from outside. */
type Stop = Halt | { end: 'node ends'; reason: RunReason; delayMs: number } | { end: 'not ours' }

class Stopped extends Error {
  override readonly name = 'Stopped'
}

const WRITE_FAILED = {
  end: 'node ends',
  reason: { code: 'write_failed', message: 'What the run had done could not be written down.' },
  delayMs: 1_000,
} as const

/** One run of a job on this node, from the claim to the last word; `execute` answers what became of it. */
export class JobExecution implements RunWatch, RunListener {
  private readonly guard: RunGuard
  private readonly port: RunPort
  private readonly abort = new AbortController()
  private readonly invocation: Invocation
  /** What the extensions used that the guest called; their own figures have it. */
  private readonly others = new FuelShares()
  private run: JobRun | null = null
  private requested: JobRequest | null = null
  private leaving: RunReason | null = null
  private stop: Stop | null = null

  constructor(
    readonly job: ClaimedJob,
    private readonly services: ExecutionServices,
  ) {
    this.guard = new RunGuard(job, services.installs, services.workspaces)
    this.invocation = {
      invocationId: randomUUID(),
      workspaceId: job.workspaceId,
      installId: job.installId,
      extension: job.extension,
      userId: job.userId,
      method: qualifiedName(job.extension, job.name),
      shares: this.others,
      run: this,
    }
    this.port = new RunPort(job, services, this.invocation, this)
  }

  get jobId(): string {
    return this.job.id
  }

  get isOver(): boolean {
    return this.stop !== null
  }

  /** Null when the job is another run's by now: then nothing of this one is to be written. */
  async execute(): Promise<ExecutionEnd | null> {
    const verdict = await this.attempt().catch((error: unknown) => this.broken(error))
    const batch = await this.port.close()
    // The last writes may have found that it is not this run's job any more.
    return verdict === null || this.stop?.end === 'not ours' ? null : { ...verdict, batch }
  }

  /** Asks the guest to stop. Heeded when it next looks. */
  asked(request: JobRequest | null): void {
    if (request === null || request === this.requested || this.requested === 'cancel') return
    this.requested = request
    this.run?.interrupt(request)
  }

  /** Asks the guest to save its state and end, for the job to go on elsewhere. */
  leave(reason: RunReason): void {
    this.leaving = reason
    this.run?.interrupt('pause')
  }

  /** Ends the run at once; the job goes on from its last checkpoint, here or elsewhere. */
  give(reason: RunReason): void {
    this.halt({ end: 'node ends', reason, delayMs: 0 })
  }

  /** Ends the run at once because this node may not write for it any more. */
  replaced(): void {
    this.halt({ end: 'not ours' })
  }

  /** A write that failed may have been made all the same: only a run that begins anew knows for certain. */
  failed(error: unknown): void {
    this.services.report(this.job, error)
    this.halt(WRITE_FAILED)
  }

  /** Asked of the database each time: a node that was taken for dead may be the last to know. */
  async mayAct(): Promise<boolean> {
    if (!this.isOver && !(await this.services.runs.isNewest(this.job))) this.replaced()
    return !this.isOver
  }

  async mayGoOn(): Promise<boolean> {
    const halt = await this.guard.check()
    if (halt !== null) this.halt(halt)
    return halt === null
  }

  logged(entry: LogEntry): void {
    this.port.logged(entry)
  }

  /** Before the guest hears of a refusal it is decided whether the run may go on without what was refused. */
  async refused({ code, details }: DomainError): Promise<void> {
    if (!ABOUT_RIGHTS.has(code)) return
    const permission = details.fields?.['permission']
    const denied = typeof permission === 'string' && isPermissionId(permission) ? permission : null
    const halt = await this.guard.check(denied)
    if (halt !== null) this.halt(halt)
  }

  /** Adds what the run has used to what the install has, once its end is written. */
  record({ outcome, reason, memoryPages }: ExecutionEnd): void {
    const { records } = this.services
    const failed = outcome === 'failed' || outcome === 'lost'
    records.run(this.invocation, { fuel: this.ownFuel, pages: memoryPages, failed })
    if (failed && reason !== null) records.hostLog(this.invocation, 'error', reason.code, `The job: ${reason.message}`)
  }

  private async attempt(): Promise<Verdict | null> {
    const start = await this.guard.begin()
    if ('end' in start) return stopped(start)
    const budget = this.job.fuelBudget - this.job.fuelUsed
    if (budget <= 0n) return verdict('failed', 'failed', BUDGET_USED)
    const admission = await this.admit(start.install, budget)
    if ('reason' in admission) return verdict(admission.end, 'stopped', admission.reason)
    return this.runPaid(start.install, admission)
  }

  /** Whether it is paid for, and how much fuel a cap has left for it. A job waits, paused, until it is paid for. */
  private async admit(install: LiveInstall, fuel: bigint): Promise<Admission | Halt> {
    const { userId, id, fence } = this.job
    try {
      return await this.services.uses.admit(install, { userId, key: `run:${id}:${fence}`, fuel })
    } catch (error) {
      if (error instanceof DomainError) return haltedBy(error)
      throw error
    }
  }

  /** A job counts once, when it completes; the fuel of its runs counts unless they fail. */
  private async runPaid(install: LiveInstall, admission: Admission): Promise<Verdict | null> {
    try {
      const judgement = this.judged(await this.runGuest(install, admission.fuel))
      const { outcome } = judgement ?? { outcome: 'lost' }
      const counts = outcome === 'completed' || (admission.of === 'fuel' && outcome !== 'failed' && outcome !== 'lost')
      await admission.end(counts ? 'answered' : 'failed', this.ownFuel)
      return judgement
    } catch (error) {
      await admission.end('failed', 0n)
      const full = error instanceof GuestFault && error.code === 'fuel_exhausted' ? admission.capReached() : null
      if (full === null) throw error
      const { end, reason } = haltedBy(full)
      return verdict(end, 'stopped', reason)
    }
  }

  private get ownFuel(): bigint {
    return this.port.fuel > this.others.total ? this.port.fuel - this.others.total : 0n
  }

  private async runGuest(install: LiveInstall, fuel: bigint): Promise<JobOutcome> {
    const { job, services } = this
    const state = job.resumable ? await services.runs.loadCheckpoint(job) : null
    const run = services.runtime.runJob({
      workspace: job.workspaceId,
      install: job.installId,
      guest: guestSourceOf(install, services.blobs),
      limits: toLimits(install.manifest),
      job: job.name,
      jobId: job.id,
      capabilities: [...install.rights.keys()],
      params: job.params,
      state,
      budget: { fuel },
      port: this.port,
      context: this.invocation,
      signal: this.abort.signal,
    })
    this.run = run
    if (this.requested !== null) run.interrupt(this.requested)
    else if (this.leaving !== null) run.interrupt('pause')
    return run.outcome
  }

  private judged({ exit, message, fuelConsumed, memoryPages }: JobOutcome): Verdict | null {
    this.port.used(fuelConsumed)
    // A guest may get to its end while it is being stopped: it does not count, because something was kept from it.
    if (this.stop !== null) return stopped(this.stop)
    if (exit === 'completed') return verdict('completed', 'completed', null, memoryPages)
    if (exit === 'failed') {
      const reason = { code: 'job_failed', message: message ?? 'The job says that it failed.' }
      return verdict('failed', 'failed', reason, memoryPages)
    }
    if (this.requested === null && this.leaving !== null)
      return verdict('node ends', 'stopped', this.leaving, memoryPages)
    return verdict('interrupted', 'interrupted', this.requested === null ? INTERRUPTED_ITSELF : null, memoryPages)
  }

  private broken(error: unknown): Verdict | null {
    if (this.stop !== null) return stopped(this.stop)
    this.services.report(this.job, error)
    if (error instanceof GuestFault) this.port.used(error.fuelConsumed)
    const failure = judge(error)
    const outcome = failure.reason.code === 'sandbox_lost' ? 'lost' : failure.end === 'node ends' ? 'stopped' : 'failed'
    return { ...failure, outcome, lostRight: null, memoryPages: error instanceof GuestFault ? error.memoryPages : 0 }
  }

  private halt(stop: Stop): void {
    if (this.stop !== null) return
    this.stop = stop
    this.abort.abort(new Stopped('The run was ended from outside'))
  }
}

function verdict(end: Verdict['end'], outcome: Verdict['outcome'], reason: RunReason | null, memoryPages = 0): Verdict {
  const attempt = outcome === 'failed' || outcome === 'completed' ? 'counts' : 'does not count'
  return { end, outcome, reason, lostRight: null, attempt, memoryPages, delayMs: 0 }
}

function stopped(stop: Stop): Verdict | null {
  if (stop.end === 'not ours') return null
  const delayMs = stop.end === 'node ends' ? stop.delayMs : 0
  const lostRight = stop.end === 'halted' ? (stop.lostRight ?? null) : null
  return { ...verdict(stop.end, 'stopped', stop.reason), delayMs, lostRight }
}

/** Refusals that may mean that the run has lost what it began with, and not only that the guest asked in vain. */
const ABOUT_RIGHTS: ReadonlySet<string> = new Set([
  'permission_denied',
  'install_suspended',
  'install_removed',
  'install_not_active',
  'consent_required',
  'version_taken_down',
  ...CLOSED_REASONS,
])

const haltedBy = ({ code, message }: DomainError): Halt => ({ end: 'halted', reason: { code, message } })

const BUDGET_USED: RunReason = {
  code: 'fuel_exhausted',
  message: 'The job has used up the fuel that all its runs have together.',
}
const INTERRUPTED_ITSELF: RunReason = {
  code: 'interrupted',
  message: 'The job stopped by itself, without being asked. It goes on from its last checkpoint when it is resumed.',
}
