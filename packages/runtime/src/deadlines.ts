/** What can have a deadline. Both fields are kept by {@link Deadlines}. */
export interface Due {
  /** On the clock of `performance.now()`. */
  dueAt: number
  /** Where it stands among the others; null without a deadline. */
  duePlace: number | null
}

/**
 * Deadlines of many things behind one timer, which is armed for the earliest. Most things are over long before their
 * time: setting a deadline and dropping it again then costs a look at a clock, and no timer of its own. The timer keeps no
 * process alive: what has a deadline has a process or a socket that does.
 *
 * What has arrived by then is read first, and may still drop a deadline: when it is this process that is late, it does
 * not blame others for it.
 */
export class Deadlines<T extends Due> {
  readonly #onDue: (thing: T) => void
  /** In no order. Each knows its place: nothing is looked for when a deadline is dropped. */
  readonly #things: T[] = []
  #timer: NodeJS.Timeout | null = null
  #armedFor = Infinity

  constructor(onDue: (thing: T) => void) {
    this.#onDue = onDue
  }

  /** Calls `onDue` in so many milliseconds, unless another time is set by then, or none. */
  set(thing: T, inMs: number): void {
    const at = performance.now() + inMs
    thing.dueAt = at
    if (thing.duePlace === null) thing.duePlace = this.#things.push(thing) - 1
    if (at < this.#armedFor) this.#arm(at)
  }

  /** The timer stays for its time: whatever is set next may need it. */
  delete(thing: T): void {
    const place = thing.duePlace
    if (place === null) return
    thing.duePlace = null
    const last = this.#things.pop()!
    if (last === thing) return
    this.#things[place] = last
    last.duePlace = place
  }

  /** Drops all of them, and the timer: for whoever sets no more. */
  close(): void {
    for (const thing of this.#things) thing.duePlace = null
    this.#things.length = 0
    this.#disarm()
  }

  /** Drops a deadline, and gives the milliseconds that were left; null when there was none. */
  stop(thing: T): number | null {
    if (thing.duePlace === null) return null
    this.delete(thing)
    return Math.max(0, thing.dueAt - performance.now())
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
    for (const thing of this.#things.filter(({ dueAt }) => dueAt <= now)) {
      if (thing.duePlace === null || thing.dueAt > now) continue // one of those before has seen to it
      this.delete(thing)
      this.#onDue(thing)
    }
    const earliest = this.#things.reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity)
    if (earliest < this.#armedFor) this.#arm(earliest)
  }
}
