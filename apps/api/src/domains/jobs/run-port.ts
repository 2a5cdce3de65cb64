import type { JobLineKind } from '@grantry/contract'
import type { JobPort, LogEntry } from '@grantry/runtime'
import type { Invocation } from '../operations/index.ts'
import type { ExecutionServices } from './execution-services.ts'
import type { JobRequest } from './job-states.ts'
import { RunJournal } from './run-journal.ts'
import type { Batch, ClaimedJob } from './runs.repository.ts'
import { SpawnKeys } from './spawn-keys.ts'

/** What is shown of a run is written at most this often. */
const REPORT_MS = 250
/** Even a run that says nothing is looked after this often: whether it is still the one, and what is asked of it. */
const BEAT_MS = 5_000

/** Lines of a run after which its oldest ones are looked at. */
const PRUNE_EVERY = 1_000

/** What a port has to tell the run that it is of. */
export interface RunListener {
  readonly isOver: boolean
  /** Whether the run may go on; it is ended when it may not. */
  mayGoOn(): Promise<boolean>
  asked(request: JobRequest | null): void
  /** Another run has the job. */
  replaced(): void
  /** Whether something was written is not known. */
  failed(error: unknown): void
}

/** A run's way out: what its guest says is gathered, and written in the guest's order. */
export class RunPort implements JobPort {
  private readonly journal = new RunJournal()
  private readonly spawns: SpawnKeys
  /** Writes go one after the other, so that a checkpoint never overtakes what was said before it. */
  private writing: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | null = null
  private readonly beat = setInterval(() => void this.write(() => this.report()), BEAT_MS)
  private reportedAt = 0
  private mostFuel = 0n
  private linesWritten = 0

  constructor(
    private readonly job: ClaimedJob,
    private readonly services: ExecutionServices,
    private readonly invocation: Invocation,
    private readonly listener: RunListener,
  ) {
    this.spawns = new SpawnKeys(job.checkpointSequence)
  }

  /** What the run is known to have used. */
  get fuel(): bigint {
    return this.mostFuel
  }

  /** Resolves when nothing is being written any more; answers what is left to be. */
  async close(): Promise<Batch> {
    clearInterval(this.beat)
    if (this.timer !== null) clearTimeout(this.timer)
    await this.writing
    return this.journal.take()
  }

  async checkpoint(state: Uint8Array): Promise<boolean> {
    // Both at once, in the order of the guest's calls: what was said until now, and which checkpoint a spawn comes after.
    const batch = this.journal.take()
    this.spawns.checkpoint()
    return (await this.write(() => this.keep(state, batch))) === true
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

  /** A line that stands in the install's log already. */
  logged({ level, message }: LogEntry): void {
    this.say('log', level === 'info' ? message : `${level}: ${message}`)
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
    if (fuel > this.mostFuel) this.mostFuel = fuel
    this.journal.setFuel(this.mostFuel)
  }

  async spawn(jobType: string, params: string): Promise<string> {
    const spawn = { jobId: this.job.id, fence: this.job.fence, key: this.spawns.next(jobType, params) }
    return this.services.dispatch({ ...this.invocation, spawn }, jobType, params)
  }

  private say(kind: JobLineKind, message: string): void {
    this.journal.add(kind, message, this.services.now())
    this.reportSoon()
  }

  private reportSoon(): void {
    if (this.timer !== null || this.listener.isOver) return
    const delayMs = Math.max(0, this.reportedAt + REPORT_MS - performance.now())
    this.timer = setTimeout(() => {
      this.timer = null
      this.reportedAt = performance.now()
      void this.write(() => this.report())
    }, delayMs)
  }

  private async report(): Promise<void> {
    if (this.listener.isOver || !(await this.listener.mayGoOn())) return
    await this.show(this.journal.take())
  }

  private async show(batch: Batch): Promise<void> {
    const shown = await this.services.runs.report(this.job, batch, this.services.now())
    if (shown === null) this.listener.replaced()
    else this.listener.asked(shown.requested)
    await this.prune(batch)
  }

  private async keep(state: Uint8Array, batch: Batch): Promise<boolean> {
    if (this.listener.isOver || !(await this.listener.mayGoOn())) {
      await this.show(batch)
      return false
    }
    const kept = await this.services.runs.checkpoint(this.job, batch, state, this.services.now())
    if (kept === null) this.listener.replaced()
    else this.listener.asked(kept.requested)
    await this.prune(batch)
    return kept !== null
  }

  /** Keeps a talkative guest from filling the database. */
  private async prune({ lines }: Batch): Promise<void> {
    this.linesWritten += lines.length
    if (this.linesWritten < PRUNE_EVERY) return
    this.linesWritten = 0
    await this.services.runs.pruneLines(this.job)
  }

  private write<T>(work: () => Promise<T>): Promise<T | undefined> {
    const written = this.writing.then(work).catch((error: unknown) => {
      this.listener.failed(error)
      return undefined
    })
    this.writing = written.then(() => undefined)
    return written
  }
}
