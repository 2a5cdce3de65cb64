import type { FuelSlices } from '../../call/fuel-slices.ts'
import { offerFuel } from '../../call/more-fuel.ts'

type EngineExport = (...values: number[]) => number

/** Calls of an engine's exports from outside, by name: those that the host waits for, and those that may be held up. */
export class EngineCalls {
  readonly #exports: Readonly<Record<string, EngineExport>>
  readonly #suspendable = new Map<string, (...values: number[]) => Promise<number>>()
  readonly #slices: () => FuelSlices | null
  /** Calls that the host waits for, and that cannot be held up therefore. */
  #heldByHost = 0

  /** `slices`: those of the fuel of what runs; null when it has its fuel as a whole. */
  constructor(exports: WebAssembly.Exports, slices: () => FuelSlices | null) {
    this.#exports = exports as unknown as Record<string, EngineExport>
    this.#slices = slices
    offerFuel(exports, { grant: () => this.#grantFuel(), wait: () => slices()!.wait() })
  }

  /** A call that the host waits for. */
  do(name: string, ...values: number[]): number {
    this.#heldByHost += 1
    try {
      return this.#exports[name]!(...values)
    } finally {
      this.#heldByHost -= 1
    }
  }

  /** A call with nothing else under way. A promise when it may be held up, which only one that gets its fuel in slices is. */
  enter(name: string, ...values: number[]): number | Promise<number> {
    if (this.#slices() === null) return this.do(name, ...values)
    const known = this.#suspendable.get(name)
    if (known !== undefined) return known(...values)
    const wrapped = WebAssembly.promising(this.#exports[name]!) as (...all: number[]) => Promise<number>
    this.#suspendable.set(name, wrapped)
    return wrapped(...values)
  }

  #grantFuel(): 'go on' | 'wait' {
    const slices = this.#slices()
    if (slices === null) return 'go on'
    if (this.#heldByHost === 0) return slices.grant()
    slices.passOn()
    return 'go on'
  }
}
