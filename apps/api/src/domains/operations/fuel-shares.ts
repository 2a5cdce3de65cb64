/** Who used how much fuel in one chain of calls. The figures of a call contain those of the calls made for it. */
export class FuelShares {
  readonly #byExtension = new Map<string, bigint>()
  #total = 0n

  /** Of everybody, so far. */
  get total(): bigint {
    return this.#total
  }

  /** Adds what an extension used itself. */
  add(extension: string, fuel: bigint): void {
    this.#byExtension.set(extension, (this.#byExtension.get(extension) ?? 0n) + fuel)
    this.#total += fuel
  }

  /** `finance=1200, mail=53`: a dictionary of structured fields (RFC 9651), sorted by name. */
  toHeader(): string {
    const shares = [...this.#byExtension].toSorted(([a], [b]) => (a < b ? -1 : 1))
    return shares.map(([extension, fuel]) => `${extension}=${fuel}`).join(', ')
  }
}
