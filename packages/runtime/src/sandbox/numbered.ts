const SLOTS = 64

/**
 * Things by number, for numbers that count upwards and things that do not stay: most are kept in a slot each, by the last
 * digits of their number. A Map takes new memory each time it has been emptied, which is after every call of a quiet
 * sandbox, and the old pieces hold on to one another past the collections of young memory.
 */
export class Numbered<T extends { readonly number: number }> {
  readonly #slots: (T | null)[] = Array.from({ length: SLOTS }, () => null)
  /** Those whose slot was taken. */
  readonly #others = new Map<number, T>()
  #inSlots = 0

  get size(): number {
    return this.#inSlots + this.#others.size
  }

  get(number: number): T | undefined {
    const inSlot = this.#slots[number % SLOTS]
    return inSlot?.number === number ? inSlot : this.#others.get(number)
  }

  has(number: number): boolean {
    return this.get(number) !== undefined
  }

  /** Its number is that of no other. */
  add(thing: T): void {
    const slot = thing.number % SLOTS
    if (this.#slots[slot] !== null) return void this.#others.set(thing.number, thing)
    this.#slots[slot] = thing
    this.#inSlots += 1
  }

  delete(number: number): void {
    const slot = number % SLOTS
    if (this.#slots[slot]?.number !== number) return void this.#others.delete(number)
    this.#slots[slot] = null
    this.#inSlots -= 1
  }

  /** By number, the lowest first. */
  all(): T[] {
    const inSlots = this.#slots.filter((thing) => thing !== null)
    return [...inSlots, ...this.#others.values()].sort((one, other) => one.number - other.number)
  }
}
