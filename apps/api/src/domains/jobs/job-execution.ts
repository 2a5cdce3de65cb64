import { randomUUID } from 'node:crypto'
import { isPermissionId, type JobLineKind, qualifiedName } from '@grantry/contract'
import { GuestFault, type JobOutcome, type JobPort, type JobRun, type LogEntry } from '@grantry/runtime'
import type { DomainError } from '../../kernel/domain-error.ts'
import type { LiveInstall } from '../grants/index.ts'
import { FuelShares, guestSourceOf, type Invocation, type RunWatch, toLimits } from '../operations/index.ts'
import type { JobRequest, RunEnd } from './job-states.ts'
import type { ExecutionServices } from './execution-services.ts'
import { judge } from './retry-policy.ts'
import { type Halt, RunGuard } from './run-guard.ts'
import { RunJournal } from './run-journal.ts'
import type { Batch, ClaimedJob, RunReason } from './runs.repository.ts'
import { SpawnKeys } from './spawn-keys.ts'

/** What is shown of a run is written at most this often. */
const REPORT_MS = 250
/** Even a run that says nothing is looked after this often: whether it is still the one, and what is asked of it. */
const BEAT_MS = 5_000

/** How a run ended, and what it still had to say. */
export interface ExecutionEnd {
  end: RunEnd
  outcome: 'completed' | 'interrupted' | 'failed' | 'lost' | 'stopped'
  reason: RunReason | null
  attempt: 'counts' | 'does not count'
  batch: Batch
  memoryPages: number
}

/** Why a run was ended from outside. */
type Stop = Halt | { end: 'node ends'; reason: RunReason } | { end: 'not ours' }

class Stopped extends Error {
  override readonly name = 'Stopped'
  constructor(readonly stop: Stop) {
    super('The run was ended from outside')
  }
}

/** One run of a job on this node, from the claim to the last word; `execute` answers what became of it. */
export class JobExecution implements JobPort, RunWatch {
  private readonly journal = new RunJournal()
  private readonly guard: RunGuard
  private readonly spawns: SpawnKeys
  private readonly abort = new AbortController()
  private readonly invocation: Invocation
  /** What the extensions used that the guest called; their own figures have it. */
  private readonly others = new FuelShares()
  private run: JobRun | null = null
  private requested: JobRequest | null = null
  private stop: Stop | null = null
  private fuel = 0n
  /** Writes go one after the other, so that a checkpoint never overtakes what was said before it. */
  private writing: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | null = null
  private reportedAt = 0
  private leaving: RunReason | null = null

  constructor(
    readonly job: ClaimedJob,
    private readonly services: ExecutionServices,
  ) {
    this.guard = new RunGuard(job, services.installs, services.workspaces)
    this.spawns = new SpawnKeys(job.checkpointSequence)
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
  }

  get jobId(): string {
    return this.job.id
  }

  get isOver(): boolean {
    return this.stop !== null
  }

  /** Null when the job is another run's by now: then nothing of this one is to be written. */
  async execute(): Promise<ExecutionEnd | null> {
    const beat = setInterval(() => void this.enqueue(() => this.report()), BEAT_MS)
    try {
      const start = await this.guard.begin()
      if ('end' in start) return this.ended(start.end, 'stopped', start.reason)
      const budget = this.job.fuelBudget - this.job.fuelUsed
      if (budget <= 0n) return this.ended('failed', 'failed', BUDGET_USED)
      return this.judged(await this.runGuest(start.install, budget))
    } catch (error) {
      return this.broken(error)
    } finally {
      clearInterval(beat)
      if (this.timer !== null) clearTimeout(this.timer)
      await this.writing
    }
  }

  /** Asks the guest to stop. Heeded when it next looks. */
  ask(request: JobRequest | null): void {
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
    this.halt({ end: 'node ends', reason })
  }

  /** Ends the run at once because this node may not write for it any more. */
  drop(): void {
    this.halt({ end: 'not ours' })
  }

  /** Adds what the run has used to what the install has, once its end is written. */
  record({ outcome, reason, memoryPages }: ExecutionEnd): void {
    const { records } = this.services
    const failed = outcome === 'failed' || outcome === 'lost'
    const fuel = this.fuel > this.others.total ? this.fuel - this.others.total : 0n
    records.call(this.invocation, { fuel, pages: memoryPages, failed })
    if (failed && reason !== null) records.hostLog(this.invocation, 'error', reason.code, `The job: ${reason.message}`)
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
      port: this,
      context: this.invocation,
      signal: this.abort.signal,
    })
    this.run = run
    if (this.requested !== null) run.interrupt(this.requested)
    else if (this.leaving !== null) run.interrupt('pause')
    return run.outcome
  }

  private judged({ exit, message, fuelConsumed, memoryPages }: JobOutcome): ExecutionEnd | null {
    this.setFuel(fuelConsumed)
    if (this.stop !== null) return this.broken(new Stopped(this.stop))
    if (exit === 'completed') return this.ended('completed', 'completed', null, memoryPages)
    if (exit === 'failed') {
      const reason = { code: 'job_failed', message: message ?? 'The job says that it failed.' }
      return this.ended('failed', 'failed', reason, memoryPages)
    }
    if (this.requested === null && this.leaving !== null)
      return this.ended('node ends', 'stopped', this.leaving, memoryPages)
    const reason = this.requested === null ? INTERRUPTED_ITSELF : null
    return this.ended('interrupted', 'interrupted', reason, memoryPages)
  }

  private broken(error: unknown): ExecutionEnd | null {
    const stop = error instanceof Stopped ? error.stop : this.stop
    if (stop?.end === 'not ours') return null
    if (stop !== null && stop !== undefined) return this.ended(stop.end, 'stopped', stop.reason)
    const { end, reason, attempt } = judge(error)
    this.services.report(this.job, error)
    const outcome = reason.code === 'sandbox_lost' ? 'lost' : end === 'node ends' ? 'stopped' : 'failed'
    if (error instanceof GuestFault) this.setFuel(error.fuelConsumed)
    return { ...this.ended(end, outcome, reason), attempt }
  }

  private ended(
    end: RunEnd,
    outcome: ExecutionEnd['outcome'],
    reason: RunReason | null,
    memoryPages = 0,
  ): ExecutionEnd {
    const attempt = outcome === 'failed' || outcome === 'completed' ? 'counts' : 'does not count'
    return { end, outcome, reason, attempt, batch: this.journal.take(), memoryPages }
  }

  private halt(stop: Stop): void {
    if (this.stop !== null) return
    this.stop = stop
    this.abort.abort(new Stopped(stop))
  }

  // What the guest says, in its order.

  async checkpoint(state: Uint8Array): Promise<boolean> {
    // At once, in the order of the guest's calls: what it spawns from here on belongs to this checkpoint.
    this.spawns.checkpoint()
    const kept = await this.enqueue(async () => {
      if (this.isOver) return false
      const halt = await this.guard.check()
      if (halt !== null) return this.refuseCheckpoint(halt)
      const written = await this.services.runs.checkpoint(this.job, this.journal.take(), state, this.services.now())
      if (written === null) return this.refuseCheckpoint({ end: 'not ours' })
      this.ask(written.requested)
      return true
    })
    return kept === true
  }

  private refuseCheckpoint(stop: Stop): false {
    this.halt(stop)
    return false
  }

  progress(fraction: number, message: string): void {
    this.journal.setProgress(fraction, message)
    this.reportSoon()
  }

  warning(message: string): void {
    this.say('warning', message)
  }

  error(message: string): void {
    this.say('error', message)
  }

  log(message: string): void {
    this.say('log', message)
    this.services.records.guestLog(this.invocation, 'info', message)
  }

  bytes(count: bigint): void {
    this.journal.countBytes(count)
    this.reportSoon()
  }

  items(count: bigint): void {
    this.journal.countItems(count)
    this.reportSoon()
  }

  used(fuel: bigint): void {
    this.setFuel(fuel)
  }

  async spawn(jobType: string, params: string): Promise<string> {
    const spawn = { jobId: this.job.id, fence: this.job.fence, key: this.spawns.next(jobType, params) }
    return this.services.dispatch({ ...this.invocation, spawn }, jobType, params)
  }

  // What the gate has to tell.

  logged({ level, message }: LogEntry): void {
    this.say('log', level === 'info' ? message : `${level}: ${message}`)
  }

  /** Before the guest hears of a refusal it is decided whether the run may go on without what was refused. */
  async refused({ code, details }: DomainError): Promise<void> {
    if (!ABOUT_RIGHTS.has(code)) return
    const permission = details.fields?.['permission']
    const denied = typeof permission === 'string' && isPermissionId(permission) ? permission : null
    const halt = await this.guard.check(denied)
    if (halt !== null) this.halt(halt)
  }

  private say(kind: JobLineKind, message: string): void {
    this.journal.add(kind, message, this.services.now())
    this.reportSoon()
  }

  private setFuel(fuel: bigint): void {
    if (fuel > this.fuel) this.fuel = fuel
    this.journal.setFuel(this.fuel)
  }

  private reportSoon(): void {
    if (this.timer !== null || this.isOver) return
    const delayMs = Math.max(0, this.reportedAt + REPORT_MS - performance.now())
    this.timer = setTimeout(() => {
      this.timer = null
      this.reportedAt = performance.now()
      void this.enqueue(() => this.report())
    }, delayMs)
  }

  private async report(): Promise<void> {
    if (this.isOver) return
    const halt = await this.guard.check()
    if (halt !== null) return this.halt(halt)
    const reported = await this.services.runs.report(this.job, this.journal.take(), this.services.now())
    if (reported === null) this.drop()
    else this.ask(reported.requested)
  }

  /** A write that failed may have been made all the same: only a run that begins anew knows for certain. */
  private enqueue<T>(write: () => Promise<T>): Promise<T | undefined> {
    const written = this.writing.then(write).catch((error: unknown) => {
      this.services.report(this.job, error)
      this.give({ code: 'write_failed', message: 'What the run had done could not be written down.' })
      return undefined
    })
    this.writing = written.then(() => undefined)
    return written
  }
}

/** Refusals that may mean that the run has lost what it began with, and not only that the guest asked in vain. */
const ABOUT_RIGHTS: ReadonlySet<string> = new Set([
  'permission_denied',
  'install_suspended',
  'install_removed',
  'install_not_active',
  'consent_required',
  'version_taken_down',
])

const BUDGET_USED: RunReason = {
  code: 'fuel_exhausted',
  message: 'The job has used up the fuel that all its runs have together.',
}
const INTERRUPTED_ITSELF: RunReason = {
  code: 'interrupted',
  message: 'The job stopped by itself, without being asked. It goes on from its last checkpoint when it is resumed.',
}
