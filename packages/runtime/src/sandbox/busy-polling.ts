/** So long the other side is waited for awake: some times what waking up takes, and more than most calls do. */
const POLL_MS = 0.1
/**
 * After a second wait in vain, one is slept through, after another one two, then four …, at most so many. A wait in vain
 * makes a call several times as slow: few enough of them, on both sides together, stay well out of the slowest hundredth.
 */
const MOST_SLEPT_THROUGH = 1_024

/**
 * Waits for the other side of a channel awake for a moment, and asleep after that: the event loop goes on turning, serves
 * everything else as ever, and finds what arrives without being woken. A processor that has gone idle on a virtual
 * machine takes longer to come back than a short call takes in all. Waits in vain make waiting awake rarer, down to one
 * wait of 1,025, so that a channel that is quiet, or whose other side takes its time or needs this very processor, costs
 * next to nothing. A single one changes nothing: to sleep through the call after a collection of garbage makes two slow.
 *
 * Known as busy polling, or adaptive polling, of network interfaces and hypervisors.
 */
export class BusyPolling {
  readonly #mayPoll: () => boolean
  /** On the clock of `performance.now()`; null while nothing is waited for awake. */
  #until: number | null = null
  #isTurning = false
  /** Waits in vain, one after the other. */
  #inVain = 0
  #toSleepThrough = 0

  /** `mayPoll` is asked at each wait: see `supervisor/polling-places.ts`. */
  constructor(mayPoll: () => boolean) {
    this.#mayPoll = mayPoll
  }

  /** Something has been sent: the other side may say something soon. */
  begin(): void {
    if (!this.#mayPoll()) return
    if (this.#toSleepThrough > 0) this.#toSleepThrough -= 1
    else this.#waitAwake()
  }

  /** Something has come. */
  end(): void {
    if (this.#until !== null) this.#inVain = 0
    this.#until = null
  }

  #waitAwake(): void {
    this.#until = performance.now() + POLL_MS
    if (this.#isTurning) return
    this.#isTurning = true
    setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    if (this.#until !== null && performance.now() < this.#until) return void setImmediate(this.#turn)
    this.#isTurning = false
    if (this.#until !== null) this.#giveUp()
  }

  #giveUp(): void {
    this.#until = null
    this.#inVain += 1
    this.#toSleepThrough = this.#inVain === 1 ? 0 : Math.min(MOST_SLEPT_THROUGH, 2 ** (this.#inVain - 2))
  }
}
