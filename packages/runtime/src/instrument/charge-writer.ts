import type { Charges } from './charges.ts'
import type { FuelHome } from './fuel-homes.ts'
import type { Metering } from './metering.ts'
import type { UncheckedFuel } from './unchecked-fuel.ts'

/**
 * Writes the charges of one body. Where fuel is taken, it is also checked that some is left: at loop headers and at the
 * entry, one of which every endless run passes again and again, and wherever {@link UncheckedFuel} would be full. Otherwise
 * a guest could pile up a thousand calls, each with a long way to go, and walk all of it after its fuel has ended in the
 * innermost.
 */
export class ChargeWriter {
  readonly #charges: Charges
  readonly #unchecked: UncheckedFuel
  readonly #home: FuelHome

  constructor({ charges, unchecked }: Metering, home: FuelHome) {
    this.#charges = charges
    this.#unchecked = unchecked
    this.#home = home
  }

  /** Takes what is due behind a step. */
  takeBehind(step: number): void {
    const units = this.#charges.behind[step] ?? 0
    if (units !== 0) this.take(units)
  }

  /** The same with a check. */
  checkBehind(step: number): void {
    this.#home.takeAndCheck(this.#charges.behind[step] ?? 0)
    this.#unchecked.checked()
  }

  take(units: number): void {
    if (this.#unchecked.isFullWith(units)) {
      this.#home.takeAndCheck(units)
      return this.#unchecked.checked()
    }
    this.#home.take(units)
    this.#unchecked.take(units)
  }

  /** Checks what is left before a callee takes so many units. */
  makeRoomFor(units: number): void {
    if (!this.#unchecked.isFullWith(units)) return
    this.#home.takeAndCheck(0)
    this.#unchecked.checked()
  }
}
