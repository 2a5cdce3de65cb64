/** Counts what is under way, and tells when nothing is any more. */
export class UnderWay {
  #count = 0
  #nothing: PromiseWithResolvers<void> | null = null

  begin(): void {
    this.#count += 1
  }

  end(): void {
    this.#count -= 1
    if (this.#count === 0) this.#nothing?.resolve()
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.begin()
    try {
      return await work
    } finally {
      this.end()
    }
  }

  /** Settles when nothing is under way: at once, or when the last of it has ended. */
  nothingLeft(): Promise<void> {
    if (this.#count === 0) return Promise.resolve()
    this.#nothing ??= Promise.withResolvers()
    return this.#nothing.promise
  }
}
