import { availableParallelism } from 'node:os'

/** Who had something to say or to be told within this time has not left yet. */
const STAYS_MS = 1

/** Who may take a place. */
export interface Sitter {
  /** Kept by {@link PollingPlaces}: on the clock of `performance.now()`. */
  lastHereAt: number
}

/**
 * Which sandboxes may be waited for awake, and wait awake themselves: as many at a time as there are processors beside the
 * supervisor's own. One more would take a processor from somebody who has work for it, and whoever never sleeps
 * gives it back only when the system takes it away, after milliseconds.
 */
export class PollingPlaces {
  readonly #places: number
  readonly #here = new Set<Sitter>()

  constructor(processors = availableParallelism()) {
    this.#places = processors - 1
  }

  /** Notes that somebody is here, and says whether there is a place. */
  take(who: Sitter): 'awake' | 'asleep' {
    const now = performance.now()
    who.lastHereAt = now
    this.#here.add(who)
    if (this.#here.size > 1)
      for (const other of this.#here) if (now - other.lastHereAt > STAYS_MS) this.#here.delete(other)
    return this.#here.size <= this.#places ? 'awake' : 'asleep'
  }
}
