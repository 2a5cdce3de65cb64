import { Deadlines, type Due } from '../deadlines.ts'
import { GuestFault } from '../faults.ts'
import type { LogLevel } from '../host-port.ts'
import { loggedBytes, type Limits } from '../limits.ts'
import { Turnstile } from '../turnstile.ts'
import type { ActiveJob } from './active-job.ts'
import type { FuelSlices } from './fuel-slices.ts'
import type { Meter } from './meter.ts'

/** Where a call's host calls and log lines go. */
export interface CallPort {
  hostCall(method: string, payload: string): Promise<string>
  log(level: LogLevel, message: string): void
  /** An instance had to be brought up, which took this long from the beginning of the call. */
  loaded(micros: number): void
  /** A slice of the call's fuel has ended, and so much is used in all. Settles when the call may go on. */
  sliceEnded(fuel: bigint): Promise<void>
}

/** At most this many host calls of one call are under way at once; further ones wait their turn. */
export const HOST_CALLS_AT_ONCE = 16

/**
 * Whether a method is one of another extension: `query:ext:name.v1`, `action:ext:name.input.v1`, `ext:name`. The host
 * says what there is; this says whose fuel the answer may take.
 */
const isOfExtension = (method: string) => method.includes(':') && !/^(?:query|action):[^:]*\.v1$/.test(method)

/**
 * Everything one call may use that is not its instance's: host calls, log bytes and time. The same for every ABI. The
 * run of a job is a call as well, with bounds that are renewed and no deadline here: the supervisor looks after it.
 */
export class CallScope implements Due {
  readonly limits: Limits
  dueAt = 0
  duePlace: number | null = null
  /** The job that runs; null in a call of an operation. */
  job: ActiveJob | null = null
  /** Null when the instance gets its fuel as a whole. */
  slices: FuelSlices | null = null
  readonly #port: CallPort
  readonly #startedAt = performance.now()
  /** Made by the first who needs them, as most calls ask for nothing. */
  #hostCallsAtOnce: Turnstile | null = null
  #oneByOne: Turnstile | null = null
  /** Why the call has ended from outside, and whom to tell. */
  #endedBy: Error | null = null
  #onEnd: ((reason: Error) => void) | null = null
  #meter: Meter | null = null
  #isClosed = false
  /** Calls of other extensions that are under way or wait. */
  #others = 0
  #othersDone: PromiseWithResolvers<void> | null = null
  #hostCalls = 0
  /** Of them: not sent yet, as they wait for their turn or for room. */
  #unsent = 0
  #logBytes = 0
  /** Of them: logged when the last slice ended. */
  #oldLogBytes = 0

  constructor(limits: Limits, port: CallPort, deadlineMs: number | null = limits.deadlineMs) {
    this.limits = limits
    this.#port = port
    if (deadlineMs !== null) deadlines.set(this, deadlineMs)
  }

  get hostCalls(): number {
    return this.#hostCalls
  }

  /** Counts a host call before anything of it is looked at. @throws GuestFault `host_call_limit` */
  countHostCall(): void {
    this.#hostCalls += 1
    if (this.#hostCalls > this.limits.hostCalls) throw new GuestFault('host_call_limit')
  }

  /** The account of this call, from the moment when its instance is there. */
  spendFrom(meter: Meter): void {
    this.#meter = meter
  }

  get fuelLeft(): bigint {
    return this.#meter?.left ?? 0n
  }

  /** Takes what other guests used on this call's account. */
  charge({ fuel, hostCalls }: { fuel: bigint; hostCalls: number }): void {
    this.#meter?.deduct(fuel)
    this.#hostCalls += hostCalls
  }

  /**
   * Carries out a counted host call. Replies are JSON text; a refusal is a reply like any other.
   *
   * Another extension gets all the fuel that is left, so there is one at a time, and meanwhile the guest must rest, see
   * {@link othersAreDone}.
   */
  hostCall(method: string, payload: string): Promise<string> {
    this.#unsent += 1
    const send = () => {
      this.#unsent -= 1
      return this.#port.hostCall(method, payload)
    }
    return isOfExtension(method) ? this.#askOther(() => this.#inTurn(send)) : this.#inTurn(send)
  }

  /**
   * Carries out something else that has been counted as a host call, among those that may be under way at once. Calls
   * `sends` when the host is asked: that makes it a call of the slice which is then under way.
   */
  inTurn(ask: (sends: () => void) => Promise<string>): Promise<string> {
    this.#unsent += 1
    return this.#inTurn(() => ask(() => void (this.#unsent -= 1)))
  }

  #inTurn(ask: () => Promise<string>): Promise<string> {
    this.#hostCallsAtOnce ??= new Turnstile(HOST_CALLS_AT_ONCE)
    return this.#hostCallsAtOnce.pass(ask)
  }

  /** Whether a call of another extension is under way or waits: somebody but the guest spends its fuel then. */
  get hasOthers(): boolean {
    return this.#others > 0
  }

  /** Settles when {@link hasOthers} is no longer so. */
  async othersAreDone(): Promise<void> {
    while (this.#others > 0) await this.#othersDone?.promise
  }

  async #askOther(ask: () => Promise<string>): Promise<string> {
    if (this.#others === 0) this.#othersDone = Promise.withResolvers()
    this.#others += 1
    try {
      this.#oneByOne ??= new Turnstile(1)
      return await this.#oneByOne.pass(async () => {
        await Promise.resolve() // what the guest has left is known when its turn is over
        return this.#isClosed ? new Promise<never>(() => {}) : ask()
      })
    } finally {
      this.#others -= 1
      if (this.#others === 0) this.#othersDone?.resolve()
    }
  }

  /** Logs within the byte limit; the line that goes beyond it is replaced by a warning, the rest is dropped. */
  log(level: LogLevel, message: string): void {
    if (this.takesLine(message)) this.#port.log(level, message)
  }

  /** Whether a line is within the byte limit, of which it takes its part. */
  takesLine(message: string): boolean {
    if (this.#logBytes > this.limits.logBytes) return false
    this.#logBytes += loggedBytes(message)
    if (this.#logBytes <= this.limits.logBytes) return true
    this.#port.log('warn', 'The rest of this call was too much to log')
    return false
  }

  /**
   * Waits behind a slice until the call may go on. Its time stands still meanwhile, but for other extensions that it has
   * called: they spend what is left of its fuel.
   */
  async rest(): Promise<void> {
    const msLeft = deadlines.stop(this)
    await this.#port.sliceEnded(this.slices?.used ?? 0n)
    if (msLeft !== null && !this.#isClosed) deadlines.set(this, msLeft)
    await this.othersAreDone()
  }

  /**
   * A slice of a run has ended, at this moment: the supervisor has every frame from now on for one of the next. Host calls
   * are counted anew; those that have not been sent will be made in the next one.
   */
  endSlice(): void {
    this.#hostCalls = this.#unsent
    this.#oldLogBytes = this.#logBytes
  }

  /** There is room for what the next slice logs. What has been logged since the last one ended is of the next one. */
  renewLog(): void {
    this.#logBytes -= this.#oldLogBytes
    this.#oldLogBytes = 0
  }

  /** The call has its instance, and did not find it at rest. */
  loaded(): void {
    this.#port.loaded(Math.round((performance.now() - this.#startedAt) * 1_000))
  }

  /**
   * The outcome of the guest's work, or the end of the call, whichever comes first. A suspended guest stays behind. One
   * work of a call is waited for at a time.
   */
  orEnd<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#endedBy !== null) reject(this.#endedBy)
      this.#onEnd = reject
      work.then(resolve, reject)
    })
  }

  /** Ends the call from outside, if it is suspended. */
  end(reason: Error): void {
    this.#endedBy ??= reason
    this.#onEnd?.(reason)
  }

  close(): void {
    this.#isClosed = true
    deadlines.delete(this)
  }
}

/** Of all calls of this process. */
const deadlines = new Deadlines<CallScope>((scope) => scope.end(new GuestFault('deadline_exceeded')))
