import type { Meter } from './meter.ts'

/**
 * The fuel of a run, which its instance gets in slices out of one budget: a run that comes back again and again may go
 * on for hours, one that does not is over with its slice.
 */
export class FuelSlices {
  readonly #slice: bigint
  readonly #budget: bigint
  #meter: Meter | null = null
  /** Used by the slices that have ended. */
  #spent = 0n
  #ended = 0

  constructor({ slice, budget }: { slice: bigint; budget: bigint }) {
    this.#slice = slice
    this.#budget = budget
  }

  /** Slices that have ended. */
  get ended(): number {
    return this.#ended
  }

  /** Fuel used in all. */
  get used(): bigint {
    return this.#spent + (this.#meter?.consumed ?? 0n)
  }

  get isBudgetGone(): boolean {
    return this.used >= this.#budget
  }

  /** Fills the meter of the run's instance for the first slice. @throws GuestFault like {@link next} */
  begin(meter: Meter): void {
    this.#meter = meter
    this.#refill(meter)
  }

  /** Ends a slice and begins the next. @throws GuestFault `fuel_exhausted` when nothing is left of the budget */
  next(): void {
    if (this.#meter === null) throw new Error('no slice of the run is under way')
    this.#spent = this.used
    this.#ended += 1
    this.#refill(this.#meter)
  }

  /** Ends the last slice. What the meter counts from now on is no longer the run's. */
  end(): void {
    this.#spent = this.used
    this.#meter = null
  }

  #refill(meter: Meter): void {
    const left = this.#budget - this.#spent
    meter.refill(left < this.#slice ? left : this.#slice)
    // The fault alone is not enough, a guest may catch it: with less than no fuel it stops at its next instruction.
    if (left <= 0n) meter.charge(1n)
  }
}
