import { setImmediate as nextTurn } from 'node:timers/promises'
import { MAX_STATE_BYTES, type Interrupt } from '../job-run.ts'
import type { CallScope } from './call-scope.ts'
import type { FuelSlices } from './fuel-slices.ts'

export type NoteKind = 'warning' | 'error' | 'log'
export type Counter = 'bytes' | 'items'

/** Where a job's words go. Everything arrives in the order in which it was handed over. */
export interface JobLink {
  progress(fraction: number, message: string): void
  note(kind: NoteKind, message: string): void
  count(counter: Counter, count: bigint): void
  checkpoint(state: Uint8Array): Promise<boolean>
  /** Calls `sends` when the words go out: they wait for room. */
  spawn(jobType: string, params: string, sends: () => void): Promise<string>
  /** A slice has ended. Resolves when there is room for what the next one may say. */
  sliceEnded(): Promise<void>
}

/** The end of a run that was asked to stop and computed on. */
export class StoppedUnheeding extends Error {
  override readonly name = 'StoppedUnheeding'

  constructor(kind: Interrupt) {
    super(`It was stopped within a computation: it did not look for the ${kind} for a whole slice of its fuel`)
  }
}

const MAX_COUNT = 2n ** 64n - 1n
/** Bytes of states that may wait until those before them are durable: the host keeps them meanwhile. */
const MAX_WAITING_BYTES = 2 * MAX_STATE_BYTES

/**
 * The job that an instance runs, as its job functions reach it, whatever the ABI. `progress`, `checkpoint` and
 * `checkInterrupt` end a slice, and so does the last unit of its fuel: the event loop turns, so that an interrupt can come
 * in, and what follows has fuel and bounds of its own.
 */
export class ActiveJob {
  /** UUID as text. */
  readonly id: string
  readonly #link: JobLink
  readonly #scope: CallScope
  readonly #slices: FuelSlices
  #state: Uint8Array | null
  /** Bytes of the states that are under way or wait. */
  #waitingBytes = 0
  #interrupt: Interrupt | null = null
  /** It has computed through the end of a slice since it could have learnt of the interrupt. */
  #computedOn: 'yes' | 'no' = 'no'

  constructor(job: { id: string; state: Uint8Array | null; link: JobLink; scope: CallScope; slices: FuelSlices }) {
    this.id = job.id
    this.#state = job.state
    this.#link = job.link
    this.#scope = job.scope
    this.#slices = job.slices
  }

  /** The last durable checkpoint, of this run or an earlier one; null when there is none. */
  get state(): Uint8Array | null {
    return this.#state
  }

  /** False, with a warning in the log, for a fraction that is not from 0 to 1. */
  async progress(fraction: number, message: string): Promise<boolean> {
    const isFraction = fraction >= 0 && fraction <= 1
    if (!isFraction) this.#scope.log('warn', `A progress of ${fraction} was refused: it goes from 0 to 1`)
    else if (this.#scope.takesLine(message)) this.#link.progress(fraction, message)
    await this.#nextSlice()
    return isFraction
  }

  /** Whether there is room for one more state, for a guest that does not wait. False, with a warning in the log, if not. */
  takesState(bytes: number): boolean {
    if (this.#waitingBytes === 0 || this.#waitingBytes + bytes <= MAX_WAITING_BYTES) return true
    this.#scope.log('warn', `A checkpoint was refused: ${this.#waitingBytes} bytes of others are not durable yet`)
    return false
  }

  /** True once the state is durable. False, with a warning in the log, for one that is too large. */
  async checkpoint(state: Uint8Array): Promise<boolean> {
    this.#waitingBytes += state.length
    try {
      const isSaved = state.length <= MAX_STATE_BYTES ? await this.#link.checkpoint(state) : this.#refuseState(state)
      if (isSaved) this.#state = state
      await this.#nextSlice()
      return isSaved
    } finally {
      this.#waitingBytes -= state.length
    }
  }

  async checkInterrupt(): Promise<Interrupt | null> {
    await this.#nextSlice()
    return this.#interrupt
  }

  /** A `cancel` stands against a later `pause`. */
  interrupt(kind: Interrupt): void {
    if (this.#interrupt !== 'cancel') this.#interrupt = kind
  }

  note(kind: NoteKind, message: string): void {
    if (this.#scope.takesLine(message)) this.#link.note(kind, message)
  }

  /** Adds to a counter; `count` is unsigned, of 64 bits. */
  count(counter: Counter, count: bigint): void {
    if (count < 0n || count > MAX_COUNT) throw new RangeError(`${count} is no count of ${counter}`)
    if (count > 0n) this.#link.count(counter, count)
  }

  /** Dispatches a child; gives JSON text. It is a host call, and counts as one. @throws GuestFault `host_call_limit` */
  async spawn(jobType: string, params: string): Promise<string> {
    this.#scope.countHostCall()
    return this.#scope.inTurn((sends) => this.#link.spawn(jobType, params, sends))
  }

  /**
   * A slice has ended within a computation. A guest that is asked to stop has one more slice to look; behind that, its run
   * is over.
   */
  async rest(): Promise<void> {
    this.#scope.endSlice() // before anything else is sent
    await nextTurn()
    if (this.#interrupt !== null && this.#computedOn === 'yes') {
      this.#scope.end(new StoppedUnheeding(this.#interrupt))
      return new Promise(() => {}) // its stack is left where it is
    }
    this.#computedOn = this.#interrupt === null ? 'no' : 'yes'
    await this.#link.sliceEnded()
    await this.#scope.othersAreDone()
    this.#scope.renewLog()
  }

  async #nextSlice(): Promise<void> {
    await nextTurn()
    this.#computedOn = 'no'
    this.#slices.next()
    this.#scope.endSlice()
    await this.#link.sliceEnded()
    this.#scope.renewLog()
  }

  #refuseState({ length }: Uint8Array): false {
    this.#scope.log('warn', `A checkpoint of ${length} bytes was refused: it may have ${MAX_STATE_BYTES}`)
    return false
  }
}
