/** An install next door: it calls its own guest all the time, and remembers every answer that was not its own. */
export class Neighbour {
  readonly #echo: (nonce: string) => Promise<unknown>
  readonly #lanes: number
  /** Of each right answer, in milliseconds. */
  readonly latencies: number[] = []
  readonly wrong: unknown[] = []
  #nonces = 0

  /** `echo` should answer what it is given; so many calls are always under way at once. */
  constructor(echo: (nonce: string) => Promise<unknown>, lanes: number) {
    this.#echo = echo
    this.#lanes = lanes
  }

  /** Right answers so far. */
  get answers(): number {
    return this.latencies.length
  }

  /** Calls in every lane until this settles, and at least once. */
  async callUntil(end: Promise<unknown>): Promise<void> {
    const state = { isOver: false }
    const over = end.finally(() => (state.isOver = true)).catch(() => {}) // how it ended is for who began it
    const lane = async () => {
      do await this.#callOnce()
      while (!state.isOver)
    }
    await Promise.all([over, ...Array.from({ length: this.#lanes }, lane)])
  }

  /** For people; nothing is asserted on it. */
  figures(): string {
    const sorted = this.latencies.toSorted((a, b) => a - b)
    const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(2)
    return `${sorted.length} calls, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`
  }

  async #callOnce(): Promise<void> {
    const nonce = `call ${(this.#nonces += 1)}`
    const startedAt = performance.now()
    const answer = await this.#echo(nonce).catch((error: unknown) => error)
    if (answer === nonce) this.latencies.push(performance.now() - startedAt)
    else this.wrong.push(answer)
  }
}
