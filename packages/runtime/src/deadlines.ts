/**
 * Deadlines of many things behind one timer, which is armed for the earliest. Most things are over long before their
 * time: setting a deadline and dropping it again then costs a look at a clock, and no timer of its own. The timer keeps no
 * process alive: what has a deadline has a process or a socket that does.
 *
 * What has arrived by then is read first, and may still drop a deadline: when it is this process that is late, it does
 * not blame others for it.
 */
export class Deadlines<T> {
  readonly #onDue: (thing: T) => void
  readonly #dueAt = new Map<T, number>()
  #timer: NodeJS.Timeout | null = null
  #armedFor = Infinity

  constructor(onDue: (thing: T) => void) {
    this.#onDue = onDue
  }

  /** Calls `onDue` in so many milliseconds, unless another time is set by then, or none. */
  set(thing: T, inMs: number): void {
    const at = performance.now() + inMs
    this.#dueAt.set(thing, at)
    if (at < this.#armedFor) this.#arm(at)
  }

  /** The timer stays for its time: whatever is set next may need it. */
  delete(thing: T): void {
    this.#dueAt.delete(thing)
  }

  /** Drops all of them, and the timer: for whoever sets no more. */
  close(): void {
    this.#dueAt.clear()
    this.#disarm()
  }

  /** Drops a deadline, and gives the milliseconds that were left; null when there was none. */
  stop(thing: T): number | null {
    const at = this.#dueAt.get(thing)
    this.delete(thing)
    return at === undefined ? null : Math.max(0, at - performance.now())
  }

  #arm(at: number): void {
    this.#disarm()
    this.#armedFor = at
    const lookAround = () => this.#lookAround()
    const inMs = Math.max(0, Math.ceil(at - performance.now()))
    this.#timer = setTimeout(() => setImmediate(lookAround), inMs).unref()
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#armedFor = Infinity
  }

  #lookAround(): void {
    this.#disarm()
    const now = performance.now()
    const due = [...this.#dueAt].filter(([, at]) => at <= now).map(([thing]) => thing)
    for (const thing of due) {
      if (!this.#dueAt.delete(thing)) continue // one of those before has seen to it
      this.#onDue(thing)
    }
    const earliest = Math.min(...this.#dueAt.values())
    if (earliest < this.#armedFor) this.#arm(earliest)
  }
}
