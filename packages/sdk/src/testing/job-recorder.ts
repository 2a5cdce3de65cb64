import { randomUUID } from 'node:crypto'
import type { JobPort } from '../guest/host-port.ts'
import type { JobEnd } from '../guest/run-job.ts'
import type { TestGrants } from './grants.ts'
import type { OwnJobs } from './own-jobs.ts'

export interface JobRunOptions<State = unknown> {
  /** The checkpoint to go on from; without it the job begins anew. */
  state?: State
  /** So many looks for interrupts find none; the next one finds a `pause`. Without it none ever does. */
  interruptAfter?: number
}

/** How a run of a job ended, and all it said. */
export interface JobReport<State = unknown> {
  exit: 'completed' | 'interrupted' | 'failed'
  /** Why it failed. */
  message?: string
  /** What it threw, when it failed without saying so itself: the platform would try it again from its last checkpoint. */
  error?: unknown
  /** The last checkpoint, to go on from; null when there is none. */
  state: State | null
  /** Every checkpoint of this run, in order. */
  checkpoints: State[]
  progress: { fraction: number; message: string }[]
  warnings: string[]
  errors: string[]
  log: string[]
  items: bigint
  bytes: bigint
  children: { id: string; jobType: string; params: unknown }[]
}

const MAX_STATE_BYTES = 4 << 20
const MAX_COUNT = 0xffffffffffffffffn
const EXITS = ['completed', 'interrupted', 'failed'] as const

/** The platform's end of one run, in memory. */
export class JobRecorder implements JobPort {
  readonly id = randomUUID()
  readonly #grants: TestGrants
  readonly #jobs: OwnJobs
  readonly #report: Omit<JobReport, 'exit' | 'message' | 'error'>
  #saved: string | null
  #looksLeft: number

  constructor(grants: TestGrants, jobs: OwnJobs, { state, interruptAfter = Infinity }: JobRunOptions) {
    this.#grants = grants
    this.#jobs = jobs
    this.#saved = state === undefined || state === null ? null : JSON.stringify(state)
    this.#looksLeft = interruptAfter
    this.#report = {
      state: this.#saved === null ? null : JSON.parse(this.#saved),
      checkpoints: [],
      progress: [],
      warnings: [],
      errors: [],
      log: [],
      items: 0n,
      bytes: 0n,
      children: [],
    }
  }

  report({ exit, message }: JobEnd): JobReport {
    return { exit: EXITS[exit], ...(message === undefined ? {} : { message }), ...this.#report }
  }

  /** Of a run that threw. */
  reportThrown(error: unknown): JobReport {
    const message = error instanceof Error ? error.message : String(error)
    return { ...this.report({ exit: 2, message }), error }
  }

  loadText(): string | null {
    return this.#saved
  }

  async checkpoint(state: string): Promise<boolean> {
    if (Buffer.byteLength(state) > MAX_STATE_BYTES) return false
    this.#saved = state
    this.#report.state = JSON.parse(state)
    this.#report.checkpoints.push(JSON.parse(state))
    return true
  }

  async progress(fraction: number, message = ''): Promise<boolean> {
    const isFraction = fraction >= 0 && fraction <= 1
    if (isFraction) this.#report.progress.push({ fraction, message })
    return isFraction
  }

  async checkInterrupt(): Promise<'pause' | null> {
    this.#looksLeft -= 1
    return this.#looksLeft < 0 ? 'pause' : null
  }

  warn(message: string): void {
    this.#report.warnings.push(message)
  }

  error(message: string): void {
    this.#report.errors.push(message)
  }

  log(message: string): void {
    this.#report.log.push(message)
  }

  items(count: number | bigint): void {
    this.#report.items += wholeCount(count)
  }

  bytes(count: number | bigint): void {
    this.#report.bytes += wholeCount(count)
  }

  async spawn(jobType: string, params: unknown): Promise<{ job_id: string }> {
    const job = this.#jobs.typeOf(jobType)
    this.#grants.require('jobs.run', { job })
    const id = randomUUID()
    const given: unknown = JSON.parse(JSON.stringify(params))
    this.#report.children.push({ id, jobType, params: this.#jobs.completeParams(job, given) })
    return { job_id: id }
  }
}

/** What the sandbox takes for a count, and throws for where it does not. */
function wholeCount(count: number | bigint): bigint {
  if (typeof count !== 'number' && typeof count !== 'bigint') throw new TypeError('A count is a number or a bigint')
  const whole = BigInt(count)
  if (whole < 0n || whole > MAX_COUNT) throw new RangeError('A count is from 0 to 2 to the power of 64 - 1')
  return whole
}
