import { MOST_UNCHECKED_FUEL } from './fuel-prices.ts'
import type { Flow } from './flow.ts'

/**
 * The most units that a function may have taken since it last looked what is left, at the place that is being written. They count
 * on from a call, and where ways meet the most of all ways count.
 */
export class UncheckedFuel {
  /** By frame, as far as it is written: the most units on the ways to its label, and in front of it. */
  readonly #joined: Int32Array
  readonly #before: Int32Array
  #units = 0

  /** For one module: the functions are written one after the other. */
  constructor({ length }: Flow) {
    this.#joined = new Int32Array(length)
    this.#before = new Int32Array(length)
  }

  get units(): number {
    return this.#units
  }

  /** A function begins, or a way on which another figure holds. */
  begin(units: number): void {
    this.#units = units
  }

  /** It has been looked. */
  checked(): void {
    this.#units = 0
  }

  take(units: number): void {
    this.#units += units
  }

  /** Whether so many more would be too many without a look. */
  isFullWith(units: number): boolean {
    return this.#units + units > MOST_UNCHECKED_FUEL
  }

  /** Ways part at a frame; the second of them begins with {@link goBackTo}. */
  part(frame: number): void {
    this.#before[frame] = this.#units
  }

  goBackTo(frame: number): void {
    this.#units = this.#before[frame] ?? 0
  }

  /** A way goes to the label of a frame. */
  join(frame: number): void {
    this.#joined[frame] = Math.max(this.#joined[frame] ?? 0, this.#units)
  }

  /** All ways to the label of a frame have come together. */
  arrive(frame: number): void {
    this.#units = this.#joined[frame] ?? 0
  }
}
