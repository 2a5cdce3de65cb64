import type { FuelGiver } from './more-fuel.ts'
import type { Meter } from './meter.ts'

/**
 * The fuel of a call or a run that its instance gets in slices, out of one budget. Where a slice ends, in the middle of a
 * computation as well, the guest can be watched, held up and stopped. What it uses in all is the same as without slices,
 * to the unit; only a trap costs no more than the slices that had begun.
 */
export class FuelSlices implements FuelGiver {
  readonly #slice: bigint
  readonly #budget: bigint
  readonly #rest: () => Promise<void>
  #meter: Meter | null = null
  /** Used when the last slice had ended. */
  #spent = 0n
  #ended = 0

  /** `rest` is awaited where a slice has ended within a computation, before the next one begins. */
  constructor({ slice, budget, rest }: { slice: bigint; budget: bigint; rest: () => Promise<void> }) {
    this.#slice = slice
    this.#budget = budget
    this.#rest = rest
  }

  /** Slices that have ended. */
  get ended(): number {
    return this.#ended
  }

  /** Fuel used in all. */
  get used(): bigint {
    return this.#meter?.consumed ?? this.#spent
  }

  /** Fills the meter of the instance for the first slice. @throws GuestFault `fuel_exhausted` without a budget */
  begin(meter: Meter): void {
    this.#meter = meter
    meter.refill(this.#budget, this.#slice)
    this.#requireFuel(meter)
  }

  /** Ends a slice where the guest calls its host. @throws GuestFault `fuel_exhausted` when nothing is left of the budget */
  next(): void {
    const meter = this.#requireMeter()
    this.#advance(meter)
    meter.forgetDenials()
    this.#requireFuel(meter)
  }

  /** Ends the last slice. What the meter counts from now on is no longer the run's. */
  end(): void {
    this.#spent = this.used
    this.#meter = null
  }

  grant(): 'go on' | 'wait' {
    return this.#meter === null || this.#meter.exhausted ? 'go on' : 'wait'
  }

  async wait(): Promise<void> {
    this.#ended += 1
    await this.#rest()
    this.#requireMeter().nextSlice(this.#slice)
  }

  /** Ends a slice where the guest cannot be held up. */
  passOn(): void {
    if (this.#meter !== null && !this.#meter.exhausted) this.#advance(this.#meter)
  }

  #advance(meter: Meter): void {
    this.#ended += 1
    meter.nextSlice(this.#slice)
  }

  /** The fault alone is not enough, a guest may catch it: with less than no fuel it stops at its next instruction. */
  #requireFuel(meter: Meter): void {
    if (meter.left === 0n) meter.charge(1n)
  }

  #requireMeter(): Meter {
    if (this.#meter === null) throw new Error('no slice is under way')
    return this.#meter
  }
}
