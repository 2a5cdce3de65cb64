import { Deadlines, type Due } from '../../deadlines.ts'
import { GuestFault, RuntimeUnavailable } from '../../faults.ts'
import type { Interrupt, JobOutcome, JobRequest, JobRun } from '../../job-run.ts'
import { printable } from '../../printable.ts'
import { SIGN_MS } from '../event-pace.ts'
import type { ToSandbox, ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import { describeGuest } from './describe-guest.ts'
import { guestFrames } from './guest-frames.ts'
import { HostCaller } from './host-caller.ts'
import { HostCalls, type Answer } from './host-calls.ts'
import { Account } from './lending.ts'
import { RunEvents } from './run-events.ts'
import { RunRequests } from './run-requests.ts'
import type { SandboxOptions } from './sandbox.ts'
import { tellCall, tellPrepared, type Tell } from './steps.ts'
import { describeEnd, SandboxNotStarted, type ProcessEnd, type SandboxProcess } from './sandbox-process.ts'

type Frame<Type extends ToSupervisor['type']> = Extract<ToSupervisor, { type: Type }>

/** A run says when a slice has ended; what it says has this much time to arrive. */
const GRACE_MS = 100 + SIGN_MS
const MAX_MESSAGE = 2_000
const ATTEMPTS = 2
/** The numbers of the one guest and the one run that a sandbox of this kind is given. */
const GUEST = 1
const RUN = 1

export interface JobSandboxOptions extends SandboxOptions {
  /** Milliseconds that a guest gets to end after a `cancel`. */
  readonly cancelGraceMs: number
  /** @throws SandboxNotStarted, RuntimeUnavailable */
  takeProcess(): Promise<SandboxProcess>
}

/**
 * One run of a job and the sandbox process that does nothing else. The process is treated as hostile, like any other:
 * what it says is checked against what the run was given, and nothing is heard of it once the run is over.
 */
export class JobSandbox implements JobRun {
  readonly outcome: Promise<JobOutcome>
  readonly #request: JobRequest
  readonly #options: JobSandboxOptions
  readonly #caller
  readonly #requests: RunRequests
  readonly #events: RunEvents
  readonly #firstWord = Promise.withResolvers<void>()
  readonly #end = Promise.withResolvers<JobOutcome>()
  readonly #slice: Due = { dueAt: 0, duePlace: null }
  readonly #deadlines = new Deadlines<Due>(() => this.#expire())
  #process: SandboxProcess | null = null
  #interrupt: Interrupt | null = null
  #hasSpoken = false
  #isPrepared = false
  #isOver = false
  #startedAt = performance.now()
  #cancelGrace: NodeJS.Timeout | null = null

  constructor(request: JobRequest, options: JobSandboxOptions) {
    this.#request = request
    this.#options = options
    const { context, limits, budget } = request
    this.#caller = new HostCaller('run', context, limits, new Account(limits, this.#culprit, budget.fuel))
    const { host, onIncident } = options
    const hostCalls = new HostCalls({ host, onIncident, unreadBytes: () => this.#process?.unreadBytes ?? 0 })
    const onPortFailure = (what: string, cause: unknown) => this.#reportPortFailure(what, cause)
    this.#requests = new RunRequests({
      request,
      caller: this.#caller,
      hostCalls,
      onAnswer: (number, answer) => this.#reply(number, answer),
      onWait: () => this.#watch(),
      onPortFailure,
    })
    this.#events = new RunEvents({
      caller: this.#caller,
      port: request.port,
      budget: request.budget.fuel,
      hostCalls,
      onTaken: (bytes) => this.#process?.send({ type: 'taken', call: RUN, bytes }),
      onSlice: () => this.#watch(),
      onPortFailure,
    })
    this.#end.promise.catch(() => {}) // the outcome carries it
    this.outcome = this.#run()
  }

  interrupt(kind: Interrupt): void {
    if (this.#isOver || this.#interrupt === 'cancel' || this.#interrupt === kind) return
    this.#interrupt = kind
    if (this.#process !== null) this.#sendInterrupt(kind)
  }

  /** Ends the run at once; its outcome rejects with the reason. */
  stop(reason: unknown): void {
    this.#finish()?.reject(reason)
  }

  async #run(): Promise<JobOutcome> {
    const { signal } = this.#request
    signal?.throwIfAborted()
    const stop = () => this.stop(signal?.reason)
    signal?.addEventListener('abort', stop)
    try {
      await Promise.race([this.#begin(), this.#end.promise])
      return await this.#end.promise
    } finally {
      signal?.removeEventListener('abort', stop)
      this.#finish()
      this.#process?.kill('the run is over')
      await this.#process?.ended
    }
  }

  /** A process that ends before it has said a word has not begun: its run is given to another one, once. */
  async #begin(): Promise<void> {
    const { guest, limits } = this.#request
    const supply = 'sliced'
    const description = describeGuest(this.#request, supply)
    const loading = { number: GUEST, description, source: guest, limits, supply } as const
    const frames = await guestFrames(loading, this.#options.modules, this.#tell)
    if (this.#tell !== undefined)
      tellCall(this.#tell, this.#export, Buffer.byteLength(this.#request.params), limits, limits.fuel)
    for (let attempt = 1; !this.#isOver; attempt += 1) {
      const end = await this.#tryProcess(frames)
      if (end === null) return
      if (attempt === ATTEMPTS) return this.#lose(end)
    }
  }

  /** Null when the run has begun, or is over; otherwise why it has not. */
  async #tryProcess(frames: readonly ToSandbox[]): Promise<string | null> {
    try {
      const process = await this.#options.takeProcess()
      if (this.#isOver) process.kill('the run is over')
      else this.#giveTo(process, frames)
      const end = await Promise.race([this.#firstWord.promise, process.ended])
      return end === undefined || this.#isOver ? null : describeEnd(end)
    } catch (error) {
      if (error instanceof SandboxNotStarted) return error.message
      throw error
    }
  }

  #giveTo(process: SandboxProcess, frames: readonly ToSandbox[]): void {
    const { jobId, state, budget } = this.#request
    this.#process = process
    this.#startedAt = performance.now()
    const onEnd = (end: ProcessEnd) =>
      this.#hasSpoken ? this.#lose(describeEnd(end)) : this.#deadlines.delete(this.#slice)
    process.adopt({ onMessage: (frame) => this.#receive(frame), onEnd })
    for (const frame of frames) process.send(frame)
    const context = contextOf(this.#request)
    process.send({
      type: 'run',
      call: RUN,
      guest: GUEST,
      export: this.#export,
      jobId,
      context,
      state,
      fuel: budget.fuel,
    })
    if (this.#interrupt !== null) this.#sendInterrupt(this.#interrupt)
    this.#watch()
  }

  #sendInterrupt(kind: Interrupt): void {
    this.#process?.send({ type: 'interrupt', call: RUN, kind })
    if (kind === 'cancel') this.#cancelGrace ??= setTimeout(() => this.#stopUnheeding(), this.#options.cancelGraceMs)
  }

  #stopUnheeding(): void {
    const message = `It was stopped: it did not end within ${this.#options.cancelGraceMs} ms of the cancel`
    const figures = { fuelConsumed: this.#events.fuel, memoryPages: 0, durationMs: this.#durationMs }
    this.#finish()?.resolve({ exit: 'interrupted', message, ...figures })
  }

  /** A slice is bounded work. Time begins anew with each, and stands still while the guest may be waiting for us. */
  #watch(): void {
    if (this.#isOver || this.#requests.isAwaited) this.#deadlines.delete(this.#slice)
    else this.#deadlines.set(this.#slice, this.#request.limits.deadlineMs + GRACE_MS)
  }

  #expire(): void {
    this.#options.onIncident({ kind: 'sandbox_lost', reason: 'a slice took too long', culprit: this.#culprit })
    const figures = { fuelConsumed: this.#events.fuel, memoryPages: 0 }
    this.stop(new GuestFault('deadline_exceeded', 'in one slice of the job', figures))
  }

  #lose(reason: string): void {
    if (this.#isOver) return
    const culprit = this.#process === null ? {} : { culprit: this.#culprit }
    this.#options.onIncident({ kind: 'sandbox_lost', reason, ...culprit })
    this.stop(new RuntimeUnavailable('sandbox_lost'))
  }

  #receive(frame: ToSupervisor): void {
    if (this.#isOver) return
    this.#hasSpoken = true
    this.#firstWord.resolve()
    if (frame.type === 'prepared') return this.#takePrepared(frame)
    if (!('call' in frame) || frame.call !== RUN) throw new ProtocolViolation('it names a call it was not given')
    switch (frame.type) {
      case 'tally':
      case 'progress':
      case 'note':
      case 'log':
        return this.#events.take(frame)
      case 'loaded':
        this.#tell?.('open', { micros: frame.micros })
        return this.#watch()
      case 'host_call':
        return this.#requests.hostCall(frame)
      case 'spawn':
        return this.#requests.spawn(frame)
      case 'checkpoint':
        return this.#requests.checkpoint(frame)
      case 'ended':
        return this.#takeEnd(frame)
      case 'fault':
        return this.#takeFault(frame)
      case 'entered':
      case 'slice_ended':
      case 'done':
      case 'unloaded':
      case 'checked':
        throw new ProtocolViolation('an answer to no question')
    }
  }

  #reply(request: number, answer: Answer): void {
    if (!this.#isOver) this.#process?.send({ type: 'reply', call: RUN, request, ...answer, rest: 'asleep' })
  }

  #takeEnd(frame: Frame<'ended'>): void {
    this.#requireFigures(frame)
    const { exit, message, fuelConsumed, memoryPages } = frame
    if (fuelConsumed < this.#events.fuel) throw new ProtocolViolation('it counts backwards at its end')
    const words = printable(message, MAX_MESSAGE)
    const figures = { fuelConsumed, memoryPages, durationMs: this.#durationMs }
    this.#finish()?.resolve({ exit, ...(words === '' ? {} : { message: words }), ...figures })
  }

  #takeFault(frame: Frame<'fault'>): void {
    this.#requireFigures(frame)
    const { code, detail, fuelConsumed, memoryPages } = frame
    this.stop(new GuestFault(code, detail, { fuelConsumed, memoryPages }))
  }

  #requireFigures({ type, fuelConsumed, memoryPages }: Frame<'ended' | 'fault'>): void {
    const { budget, limits } = this.#request
    const isWhileLoading = type === 'fault' && fuelConsumed <= limits.loadFuel
    const isPossible = (fuelConsumed <= budget.fuel || isWhileLoading) && memoryPages <= limits.memoryPages
    if (!isPossible) throw new ProtocolViolation('it reports more than there was')
  }

  /** The run is over; gives the way to say how, once. */
  #finish(): PromiseWithResolvers<JobOutcome> | null {
    if (this.#isOver) return null
    this.#isOver = true
    this.#caller.abandoned = true
    this.#caller.account.close()
    this.#events.close()
    this.#deadlines.close()
    if (this.#cancelGrace !== null) clearTimeout(this.#cancelGrace)
    return this.#end
  }

  #reportPortFailure(what: string, cause: unknown): void {
    this.#options.onIncident({ kind: 'job_port_failed', reason: `What a job said (${what}) was lost`, cause })
  }

  #takePrepared(frame: Frame<'prepared'>): void {
    if (this.#tell === undefined || this.#isPrepared) throw new ProtocolViolation('it tells of no guest of its')
    this.#isPrepared = true
    tellPrepared(this.#tell, frame)
  }

  get #tell(): Tell | undefined {
    const { onStep } = this.#options
    const { install } = this.#request
    return onStep === undefined ? undefined : (step, facts) => onStep({ step, install, facts })
  }

  get #export(): string {
    const { guest, job } = this.#request
    return guest.jobs.find(({ name }) => name === job)!.export
  }

  get #durationMs(): number {
    return performance.now() - this.#startedAt
  }

  get #culprit() {
    const { install, context } = this.#request
    return { install, context }
  }
}

/** What a job is told of itself. Its parameters are JSON text already. */
function contextOf({ jobId, workspace, capabilities, params }: JobRequest): string {
  const known = JSON.stringify({ job_id: jobId, library_id: workspace, capabilities })
  return `${known.slice(0, -1)},"params":${params}}`
}
