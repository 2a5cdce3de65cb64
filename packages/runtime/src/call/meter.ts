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

  constructor(exports: WebAssembly.Exports) {
    this.#fuel = exports[METER.fuel] as WebAssembly.Global<bigint>
    this.#deniedGrowth = exports[METER.deniedGrowth] as WebAssembly.Global<number>
    this.#memory = exports.memory as WebAssembly.Memory
  }

  /** Starts a new account with this much fuel. */
  refill(fuel: bigint): void {
    this.#budget = fuel
    this.#fuel.value = fuel
    this.#deniedGrowth.value = 0
  }

  /** Takes fuel for work that the host does. @throws GuestFault `fuel_exhausted` */
  charge(units: bigint): void {
    const left = this.#fuel.value - units
    this.#fuel.value = left
    if (left < 0n) throw this.fault('fuel_exhausted')
  }

  /** Fuel that is left. */
  get left(): bigint {
    return this.exhausted ? 0n : this.#fuel.value
  }

  /** Takes fuel that has been used elsewhere on this account. Without so much, the guest stops at its next instruction. */
  deduct(units: bigint): void {
    this.#fuel.value -= units
  }

  get exhausted(): boolean {
    return this.#fuel.value < 0n
  }

  /** Whether the memory cap, and nothing else, has refused the guest memory since the last refill. */
  get deniedGrowth(): boolean {
    return this.#deniedGrowth.value > 0
  }

  /** Fuel used since the last refill. */
  get consumed(): bigint {
    return this.exhausted ? this.#budget : this.#budget - this.#fuel.value
  }

  get pages(): number {
    return this.#memory.buffer.byteLength / PAGE_BYTES
  }

  /** A fault with this meter's figures. */
  fault(code: GuestFaultCode, detail = '', cause?: unknown): GuestFault {
    return new GuestFault(code, detail, { fuelConsumed: this.consumed, memoryPages: this.pages, cause })
  }

  /**
   * A fault by a trap. What a function kept of the fuel in a local is lost with it, so the whole budget counts as used:
   * the same on every machine, and never less than what ran.
   */
  trap(code: GuestFaultCode, detail: string, cause: unknown): GuestFault {
    this.#fuel.value = 0n
    return this.fault(code, detail, cause)
  }
}
