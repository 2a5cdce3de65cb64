import { availableParallelism } from 'node:os'

/** Who had something to say or to be told within this time has not left yet. */
const STAYS_MS = 1

/**
 * Which sandboxes may be waited for awake, and wait awake themselves: as many at a time as there are processors beside the
 * supervisor's own. One more would take a processor from somebody who has work for it, and whoever never sleeps
 * gives it back only when the system takes it away, after milliseconds.
 */
export class PollingPlaces {
  readonly #places: number
  /** When somebody was here last, on the clock of `performance.now()`. */
  readonly #lastHere = new Map<object, number>()

  constructor(processors = availableParallelism()) {
    this.#places = processors - 1
  }

  /** Notes that somebody is here, and says whether there is a place. */
  take(who: object): 'awake' | 'asleep' {
    const now = performance.now()
    this.#lastHere.set(who, now)
    for (const [other, at] of this.#lastHere) if (now - at > STAYS_MS) this.#lastHere.delete(other)
    return this.#lastHere.size <= this.#places ? 'awake' : 'asleep'
  }
}
