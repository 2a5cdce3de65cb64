import { METER } from '../instrument/meter-names.ts'
import { GuestFault, type GuestFaultCode } from '../faults.ts'
import { PAGE_BYTES } from '../limits.ts'

/**
 * The counters that the instrumenter put into an instance, seen from the host: the fuel that is left, and how often the
 * memory cap stopped it from growing.
 */
export class Meter {
  readonly #fuel: WebAssembly.Global<bigint>
  readonly #deniedGrowth: WebAssembly.Global<number>
  readonly #memory: WebAssembly.Memory
  #budget = 0n
  /** Fuel of the account that the instance has not been given yet. */
  #reserve = 0n

  constructor(exports: WebAssembly.Exports) {
    this.#fuel = exports[METER.fuel] as WebAssembly.Global<bigint>
    this.#deniedGrowth = exports[METER.deniedGrowth] as WebAssembly.Global<number>
    this.#memory = exports.memory as WebAssembly.Memory
  }

  /** Starts a new account with this much fuel, of which the instance is given a slice first. */
  refill(fuel: bigint, slice: bigint = fuel): void {
    this.#budget = fuel
    this.#reserve = 0n
    this.#fuel.value = fuel
    this.#deniedGrowth.value = 0
    if (slice < fuel) this.nextSlice(slice)
  }

  /** Gives the instance so much of what is left of the account, or all of it if that is less. */
  nextSlice(size: bigint): void {
    const left = this.#fuel.value + this.#reserve
    const slice = left < size ? left : size
    this.#fuel.value = slice
    this.#reserve = left - slice
  }

  /** Takes fuel for work that the host does. @throws GuestFault `fuel_exhausted` */
  charge(units: bigint): void {
    const left = this.#fuel.value - units
    this.#fuel.value = left
    if (left < 0n && left + this.#reserve < 0n) throw this.fault('fuel_exhausted')
  }

  /** Fuel that is left of the account. */
  get left(): bigint {
    const left = this.#fuel.value + this.#reserve
    return left < 0n ? 0n : left
  }

  /** Takes fuel that has been used elsewhere on this account. Without so much, the guest stops at its next instruction. */
  deduct(units: bigint): void {
    this.#fuel.value -= units
  }

  get exhausted(): boolean {
    return this.#fuel.value + this.#reserve < 0n
  }

  /** Whether the memory cap, and nothing else, has refused the guest memory since the last refill. */
  get deniedGrowth(): boolean {
    return this.#deniedGrowth.value > 0
  }

  /** Fuel used since the last refill. */
  get consumed(): bigint {
    return this.#budget - this.left
  }

  /** What was refused until now no longer counts. */
  forgetDenials(): void {
    this.#deniedGrowth.value = 0
  }

  get pages(): number {
    return this.#memory.buffer.byteLength / PAGE_BYTES
  }

  /** A fault with this meter's figures. */
  fault(code: GuestFaultCode, detail = '', cause?: unknown): GuestFault {
    return new GuestFault(code, detail, { fuelConsumed: this.consumed, memoryPages: this.pages, cause })
  }

  /**
   * A fault by a trap. What a function kept of the fuel in a local is lost with it, so all that the instance was given
   * counts as used: the same on every machine, and never less than what ran. What the host charged beyond it stays used.
   */
  trap(code: GuestFaultCode, detail: string, cause: unknown): GuestFault {
    if (this.#fuel.value > 0n) this.#fuel.value = 0n
    return this.fault(code, detail, cause)
  }
}
