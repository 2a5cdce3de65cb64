import { GuestFault } from '../../faults.ts'
import type { Culprit } from '../../host-port.ts'
import type { Limits } from '../../limits.ts'
import { Turnstile } from '../../turnstile.ts'

/** What has been used by calls on loan. */
export interface Spending {
  readonly fuel: bigint
  readonly hostCalls: number
}

export const NOTHING_SPENT: Spending = { fuel: 0n, hostCalls: 0 }

/**
 * What one call has left, as the supervisor counts it. Out of it the call lends to the calls of other guests that are
 * made for it, so that a chain of calls has one budget. What a sandbox says of its own fuel can only make it less.
 */
export class Account {
  /** Whose deadline the call has: its own install's, or that of the caller whose time it is running out of. */
  readonly timekeeper: Culprit
  readonly #limits: Limits
  readonly #budget: bigint
  readonly #oneLoan = new Turnstile(1)
  /** Made when somebody asks for its signal: most calls lend to nobody. */
  #ended: AbortController | null = null
  #isClosed = false
  #fuelLeft: bigint
  #hostCallsLent = 0
  #fuelLent = 0n
  /** On the clock of `performance.now()`; null while its time does not run. */
  #runsOutAt: number | null = null

  /** `budget` is what all slices of a run may lend together; a call has one slice. */
  constructor(limits: Limits, timekeeper: Culprit, budget: bigint = limits.fuel) {
    this.#limits = limits
    this.timekeeper = timekeeper
    this.#budget = budget
    this.#fuelLeft = limits.fuel
  }

  /** Aborted when the call has ended: what runs on its account is then of no use to anybody. */
  get ended(): AbortSignal {
    this.#ended ??= new AbortController()
    if (this.#isClosed) this.#ended.abort(callerEnded())
    return this.#ended.signal
  }

  get fuelLent(): bigint {
    return this.#fuelLent
  }

  /** The call has begun, and its time with it. */
  start(): void {
    this.#runsOutAt ??= performance.now() + this.#limits.deadlineMs
  }

  /** The time of the call has stood still for so long. */
  postpone(ms: number): void {
    if (this.#runsOutAt !== null) this.#runsOutAt += ms
  }

  /** For one host call, which the sandbox says it makes with this much fuel left, and which is its `hostCalls`th. */
  loan(fuelLeft: bigint, hostCalls: number): Loan {
    if (fuelLeft < this.#fuelLeft) this.#fuelLeft = fuelLeft
    return new Loan(this, hostCalls)
  }

  /** A run has got another slice, out of which it lends from now on. */
  renew(): void {
    const left = this.#budget - this.#fuelLent
    this.#fuelLeft = left < this.#limits.fuel ? left : this.#limits.fuel
    this.#hostCallsLent = 0
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#ended?.abort(callerEnded())
  }

  /** Lets one call at a time have all that is left. */
  inTurn<T>(call: () => Promise<T>): Promise<T> {
    return this.#oneLoan.pass(call)
  }

  /** @throws GuestFault when there is no fuel or no time to lend */
  within(limits: Limits, hostCallsMade: number): Limits {
    const msLeft = this.#runsOutAt === null ? this.#limits.deadlineMs : Math.ceil(this.#runsOutAt - performance.now())
    if (msLeft <= 0) throw new GuestFault('deadline_exceeded', 'its caller has no time left')
    if (this.#fuelLeft <= 0n) throw new GuestFault('fuel_exhausted', 'its caller has no fuel left')
    const hostCallsLeft = Math.max(0, this.#limits.hostCalls - hostCallsMade - this.#hostCallsLent)
    return {
      ...limits,
      fuel: limits.fuel < this.#fuelLeft ? limits.fuel : this.#fuelLeft,
      deadlineMs: Math.min(limits.deadlineMs, msLeft),
      hostCalls: Math.min(limits.hostCalls, hostCallsLeft),
    }
  }

  charge({ fuel, hostCalls }: Spending): void {
    this.#fuelLeft -= fuel
    this.#fuelLent += fuel
    this.#hostCallsLent += hostCalls
  }
}

const callerEnded = () => new GuestFault('deadline_exceeded', 'its caller has ended')

/**
 * The right to make calls of guests on the account of another call, given to the host with each host call. It ends with
 * that call.
 */
export class Loan {
  readonly #account: Account
  readonly #hostCallsMade: number
  #fuel = 0n
  #hostCalls = 0

  constructor(account: Account, hostCallsMade: number) {
    this.#account = account
    this.#hostCallsMade = hostCallsMade
  }

  /** What has been used of it so far. */
  get spent(): Spending {
    return { fuel: this.#fuel, hostCalls: this.#hostCalls }
  }

  get ended(): AbortSignal {
    return this.#account.ended
  }

  inTurn<T>(call: () => Promise<T>): Promise<T> {
    return this.#account.inTurn(call)
  }

  /** The limits of a call, and of each no more than the caller has left. @throws GuestFault */
  within(limits: Limits): Limits {
    return this.#account.within(limits, this.#hostCallsMade)
  }

  /** Whose deadline a call has that was to have `own`, which are its install's limits, and got `limits`. */
  timekeeperOf(own: Limits, limits: Limits, callee: Culprit): Culprit {
    return limits.deadlineMs < own.deadlineMs ? this.#account.timekeeper : callee
  }

  charge(spending: Spending): void {
    this.#fuel += spending.fuel
    this.#hostCalls += spending.hostCalls
    this.#account.charge(spending)
  }
}
