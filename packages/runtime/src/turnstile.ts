/** Lets a number of tasks be under way at once; the others wait, first come first served. */
export class Turnstile {
  readonly #places: number
  #waiting: (() => void)[] | null = null
  #taken = 0

  constructor(places: number) {
    this.#places = places
  }

  /** Tasks that have no place yet. */
  get waiting(): number {
    return this.#waiting?.length ?? 0
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#taken < this.#places) this.#taken += 1
    else await new Promise<void>((takePlace) => (this.#waiting ??= []).push(takePlace))
    try {
      return await work()
    } finally {
      const next = this.#waiting?.shift()
      if (next === undefined) this.#taken -= 1
      else next() // it takes over this place
    }
  }
}
