import { GuestFault } from '../faults.ts'
import { loggedBytes, type Limits } from '../limits.ts'
import { Turnstile } from '../turnstile.ts'
import type { ActiveJob } from './active-job.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** Where a call's host calls and log lines go. */
export interface CallPort {
  hostCall(method: string, payload: string): Promise<string>
  log(level: LogLevel, message: string): void
  /** An instance had to be brought up, which took this long from the beginning of the call. */
  loaded(micros: number): void
}

/** At most this many host calls of one call are under way at once; further ones wait their turn. */
export const HOST_CALLS_AT_ONCE = 16

/**
 * Everything one call may use that is not its instance's: host calls, log bytes and time. The same for every ABI. The
 * run of a job is a call as well, with bounds that are renewed and no deadline here: the supervisor looks after it.
 */
export class CallScope {
  readonly limits: Limits
  /** The job that runs; null in a call of an operation. */
  job: ActiveJob | null = null
  readonly #port: CallPort
  readonly #timer: NodeJS.Timeout | null
  readonly #ended = Promise.withResolvers<never>()
  readonly #hostCallsAtOnce = new Turnstile(HOST_CALLS_AT_ONCE)
  readonly #startedAt = performance.now()
  #hostCalls = 0
  #logBytes = 0

  constructor(limits: Limits, port: CallPort, deadlineMs: number | null = limits.deadlineMs) {
    this.limits = limits
    this.#port = port
    this.#ended.promise.catch(() => {})
    const expire = () => this.end(new GuestFault('deadline_exceeded'))
    this.#timer = deadlineMs === null ? null : setTimeout(expire, deadlineMs)
  }

  get hostCalls(): number {
    return this.#hostCalls
  }

  /** Counts a host call before anything of it is looked at. @throws GuestFault `host_call_limit` */
  countHostCall(): void {
    this.#hostCalls += 1
    if (this.#hostCalls > this.limits.hostCalls) throw new GuestFault('host_call_limit')
  }

  /** Carries out a counted host call. Replies are JSON text; a refusal is a reply like any other. */
  hostCall(method: string, payload: string): Promise<string> {
    return this.inTurn(() => this.#port.hostCall(method, payload))
  }

  /** Carries out something for which the host is asked, among the host calls that may be under way at once. */
  inTurn(ask: () => Promise<string>): Promise<string> {
    return this.#hostCallsAtOnce.pass(ask)
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

  /** Begins the counts of host calls and log bytes anew, for the next slice of a run. */
  renew(): void {
    this.#hostCalls = 0
    this.#logBytes = 0
  }

  /** The call has its instance, and did not find it at rest. */
  loaded(): void {
    this.#port.loaded(Math.round((performance.now() - this.#startedAt) * 1_000))
  }

  /** The outcome of the guest's work, or the end of the call, whichever comes first. A suspended guest stays behind. */
  orEnd<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#ended.promise])
  }

  /** Ends the call from outside, if it is suspended. */
  end(fault: GuestFault): void {
    this.#ended.reject(fault)
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
  }
}
