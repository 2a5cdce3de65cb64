import type { CallRequest } from '../../call-result.ts'
import type { FuelSupply } from '../../instrument/index.ts'
import { DEFAULT_LIMITS, type Limits } from '../../limits.ts'
import type { RewrittenModules } from '../../rewriting/rewritten-modules.ts'
import { describeGuest } from './describe-guest.ts'
import { guestFrames } from './guest-frames.ts'
import type { ToSandbox, ToSupervisor } from '../protocol.ts'
import { ProtocolViolation } from '../wire-fields.ts'
import { tellPrepared, type Tell } from './steps.ts'

export interface LoadedGuest {
  readonly number: number
  readonly install: string
  readonly request: CallRequest
  /** Calls with the same one are for the same guest. */
  readonly identity: string
  /** Settles when its `load` frame has been sent. */
  readonly sent: Promise<void>
  /** Whether it has. */
  isSent: boolean
}

const SUPPLIES: readonly FuelSupply[] = ['whole', 'sliced']

/** Which guests one sandbox has been told of: one for each install, and another one for its calls in slices. */
export class LoadedGuests {
  readonly #send: (message: ToSandbox) => void
  readonly #modules: RewrittenModules
  readonly #onSuperseded: (guest: LoadedGuest) => void
  /** By install. */
  readonly #loaded = { whole: new Map<string, LoadedGuest>(), sliced: new Map<string, LoadedGuest>() }
  readonly #tellerOf: ((install: string) => Tell) | undefined
  /** Installs of guests that their sandbox has not said anything of yet, by number. */
  readonly #untold = new Map<number, string>()
  #numbers = 0

  /** `onSuperseded` is called with a guest that no further call will name, because its install has another one now. */
  constructor(
    send: (message: ToSandbox) => void,
    modules: RewrittenModules,
    onSuperseded: (guest: LoadedGuest) => void,
    tellerOf?: (install: string) => Tell,
  ) {
    this.#send = send
    this.#modules = modules
    this.#onSuperseded = onSuperseded
    this.#tellerOf = tellerOf
  }

  /** The number of the guest that this call is for, whose `load` frame has been sent; null when there is none yet. */
  knownNumberFor(request: CallRequest): number | null {
    const loaded = this.#placeOf(request).get(request.install)
    return loaded !== undefined && loaded.isSent && isFor(loaded, request) ? loaded.number : null
  }

  /** The number of the guest that this call is for, after its `load` frame. Rejects when its code cannot be read. */
  async numberFor(request: CallRequest): Promise<number> {
    const loaded = this.#placeOf(request).get(request.install)
    const guest = loaded !== undefined && isFor(loaded, request) ? loaded : this.#load(request)
    await guest.sent
    return guest.number
  }

  /** Forgets the guests of an install and gives them. */
  remove(install: string): LoadedGuest[] {
    const removed = this.#of(install)
    for (const { request } of removed) this.#placeOf(request).delete(install)
    return removed
  }

  /** Takes what its sandbox says of a guest. @throws ProtocolViolation when it was not asked, or has said it before */
  prepared(frame: Extract<ToSupervisor, { type: 'prepared' }>): void {
    const install = this.#untold.get(frame.guest)
    if (install === undefined || this.#tellerOf === undefined)
      throw new ProtocolViolation('it tells of no guest of its')
    this.#untold.delete(frame.guest)
    tellPrepared(this.#tellerOf(install), frame)
  }

  installs(): string[] {
    return [...new Set(SUPPLIES.flatMap((supply) => [...this.#loaded[supply].keys()]))]
  }

  #load(request: CallRequest): LoadedGuest {
    const superseded = this.#supersededBy(request)
    const number = (this.#numbers += 1)
    const identity = identityOf(request)
    const sent = this.#sendCode(number, request)
    const guest = { number, install: request.install, request, identity, sent, isSent: false }
    sent.then(
      () => (guest.isSent = true),
      () => {}, // whoever waits for it is told
    )
    for (const { request: old } of superseded) this.#placeOf(old).delete(old.install)
    this.#placeOf(request).set(request.install, guest)
    if (this.#tellerOf !== undefined) this.#untold.set(number, request.install)
    for (const old of superseded) this.#onSuperseded(old)
    return guest
  }

  /** The one in whose place it comes, and another version of the same install. */
  #supersededBy(request: CallRequest): LoadedGuest[] {
    return this.#of(request.install).filter(
      ({ request: old }) => supplyOf(old) === supplyOf(request) || old.guest.digest !== request.guest.digest,
    )
  }

  #placeOf(request: CallRequest): Map<string, LoadedGuest> {
    return this.#loaded[supplyOf(request)]
  }

  #of(install: string): LoadedGuest[] {
    return SUPPLIES.flatMap((supply) => this.#loaded[supply].get(install) ?? [])
  }

  async #sendCode(number: number, request: CallRequest): Promise<void> {
    const { guest: source, limits } = request
    const supply = supplyOf(request)
    const guest = { number, description: describeGuest(request, supply), source, limits, supply }
    try {
      for (const frame of await guestFrames(guest, this.#modules, this.#tellerOf?.(request.install))) this.#send(frame)
    } catch (error) {
      const place = this.#placeOf(request)
      if (place.get(request.install)?.number === number) place.delete(request.install)
      this.#untold.delete(number)
      throw error
    }
  }
}

/**
 * What every call says anew, and what only the supervisor keeps: a guest is the same with other ones. Not so the time:
 * a burst of calls of one guest is announced with its first, and an unload waits for the last of them, as they all have
 * the same time.
 */
const OF_CALLS = ['fuel', 'hostCalls', 'concurrentCalls', 'waitingCalls'] as const
const LIMITS_OF_CALLS = Object.fromEntries(OF_CALLS.map((limit) => [limit, DEFAULT_LIMITS[limit]]))
const OF_GUESTS = (Object.keys(DEFAULT_LIMITS) as (keyof Limits)[]).filter((limit) => !(limit in LIMITS_OF_CALLS))

const identityOf = (request: CallRequest): string =>
  describeGuest({ ...request, limits: { ...request.limits, ...LIMITS_OF_CALLS } }, supplyOf(request))

/** The common cases, the same guest with the same limits again or with those of another call, cost a few comparisons. */
function isFor({ request: first, identity }: LoadedGuest, request: CallRequest): boolean {
  if (first.guest !== request.guest) return identity === identityOf(request)
  return first.limits === request.limits || OF_GUESTS.every((limit) => first.limits[limit] === request.limits[limit])
}

const supplyOf = ({ slice }: Pick<CallRequest, 'slice'>): FuelSupply => (slice === undefined ? 'whole' : 'sliced')
