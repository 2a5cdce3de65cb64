import type { ModuleInfo } from '../inspect/module-info.ts'
import type { Measure } from './measures.ts'

/**
 * The indexes of what metering adds to a module. Everything is appended, so that no index of the guest's own changes.
 * The guest cannot reach the additions either: {@link inspect} has refused every index that points behind its own.
 */
export class MeterLayout {
  /** Global: units of fuel left. */
  readonly fuel: number
  /** Global: how often memory growth failed for our cap alone. */
  readonly deniedGrowth: number
  /** Type `(i32) -> (i32)`, which all measuring functions have; it is in the module only when one of them is. */
  readonly measureType: number
  /** The measuring functions that bodies call, in the order of their indexes. */
  readonly measures: Measure[] = []
  readonly #firstFunction: number

  constructor(info: ModuleInfo) {
    this.fuel = info.globals.length
    this.deniedGrowth = info.globals.length + 1
    this.measureType = info.types.length
    this.#firstFunction = info.functions.length
  }

  /** Index of the function that charges for a measured operand; it is added to the module at its first use. */
  functionFor(measure: Measure): number {
    if (!this.measures.includes(measure)) this.measures.push(measure)
    return this.#firstFunction + this.measures.indexOf(measure)
  }
}
