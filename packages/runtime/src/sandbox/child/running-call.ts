import { CallScope, type CallPort } from '../../call/call-scope.ts'
import type { LogLevel } from '../../host-port.ts'
import type { Limits } from '../../limits.ts'
import type { ToSupervisor } from '../protocol.ts'
import type { LoadedGuest } from './loaded-guest.ts'
import type { RunLink } from './run-link.ts'

/** What a call needs of the sandbox that it runs in. */
interface Surroundings {
  send(message: ToSupervisor): void
  /** A number for something that the supervisor is asked, unique in this sandbox. */
  nextRequest(): number
  /** An instance has been opened for a call. */
  opened(): void
  /** A call has used so much fuel in all, and is held up behind a slice of it. Settles when it may go on. */
  rest(call: number, fuel: bigint): Promise<void>
}

/** A call under way: what it says to the supervisor and asks it, by its number. */
export class RunningCall implements CallPort {
  readonly number: number
  readonly guest: LoadedGuest
  readonly scope: CallScope
  /** Of the run of a job: the supervisor hears of a slice before it hears what counts against its bounds. */
  link: RunLink | null = null
  readonly #surroundings: Surroundings
  /** Who waits for the answers, by request. Most calls ask for nothing. */
  #waiting: Map<number, (reply: string) => void> | null = null

  /** `deadlineMs` as in {@link CallScope}. */
  constructor(
    number: number,
    guest: LoadedGuest,
    surroundings: Surroundings,
    limits: Limits = guest.description.limits,
    deadlineMs: number | null = limits.deadlineMs,
  ) {
    this.number = number
    this.guest = guest
    this.#surroundings = surroundings
    this.scope = new CallScope(limits, this, deadlineMs)
  }

  hostCall(method: string, payload: string): Promise<string> {
    this.link?.tellSlices()
    const { number: call, scope } = this
    return this.ask((request) => ({ type: 'host_call', call, request, method, payload, fuelLeft: scope.fuelLeft }))
  }

  log(level: LogLevel, message: string): void {
    if (this.link === null) this.#surroundings.send({ type: 'log', call: this.number, level, message })
    else this.link.log(level, message)
  }

  loaded(micros: number): void {
    this.#surroundings.opened()
    this.#surroundings.send({ type: 'loaded', call: this.number, micros })
  }

  sliceEnded(fuel: bigint): Promise<void> {
    return this.#surroundings.rest(this.number, fuel)
  }

  /** Sends a question, made for a number that is given, and gives its answer: JSON text. */
  ask(question: (request: number) => ToSupervisor): Promise<string> {
    const request = this.#surroundings.nextRequest()
    this.#surroundings.send(question(request))
    this.#waiting ??= new Map()
    return new Promise((deliver) => this.#waiting!.set(request, deliver))
  }

  awaits(request: number): boolean {
    return this.#waiting?.has(request) ?? false
  }

  /** Hands an answer to who {@link awaits} it. */
  deliver(request: number, reply: string): void {
    const deliver = this.#waiting?.get(request)
    this.#waiting?.delete(request)
    deliver?.(reply)
  }
}
