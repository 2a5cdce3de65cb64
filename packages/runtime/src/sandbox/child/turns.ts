/** What is sent meanwhile, as in `Channel`. */
interface Outbox {
  hold(): void
  release(): void
}

/** The way to a microtask that makes nothing but the microtask. */
const settled = Promise.resolve()

/**
 * Hands messages on, one for each turn of the event loop. All guest code of a turn then belongs to one call, which has been
 * announced: when this thread no longer answers, the supervisor knows whose code it is in.
 */
export class Turns<Message> {
  readonly #outbox: Outbox
  readonly #handle: (message: Message) => void
  /** Messages that wait for a turn of their own. */
  #postponed = 0
  #isTaken = false

  constructor(outbox: Outbox, handle: (message: Message) => void) {
    this.#outbox = outbox
    this.#handle = handle
  }

  /**
   * Messages that arrive in one chunk are spread over turns; the reset is a microtask, so it comes after the chunk and before
   * anything else.
   */
  take(message: Message): void {
    if (this.#isTaken || this.#postponed > 0) return this.#postpone(message)
    this.#isTaken = true
    void settled.then(this.#giveBack)
    this.#handle(message)
  }

  readonly #giveBack = (): void => {
    this.#isTaken = false
  }

  /** Immediates that wait together run one after the other with all microtasks of each in between: each is a turn. */
  #postpone(message: Message): void {
    if (this.#postponed === 0) this.#outbox.hold()
    this.#postponed += 1
    setImmediate(() => {
      this.#handle(message)
      this.#postponed -= 1
      if (this.#postponed === 0) setImmediate(() => this.#releaseOutbox())
    })
  }

  /** After the turn of the last message, unless there are new ones by now: they come with a release of their own. */
  #releaseOutbox(): void {
    if (this.#postponed === 0) this.#outbox.release()
  }
}
