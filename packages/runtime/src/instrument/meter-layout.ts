import type { FunctionType, ModuleInfo } from '../inspect/module-info.ts'
import type { Measure } from './measures.ts'

const MEASURE: FunctionType = { params: ['i32'], results: ['i32'] }

/**
 * The indexes of what metering adds to a module. Everything is appended, so that no index of the guest's own changes.
 * The guest cannot reach the additions either: {@link inspect} has refused every index that points behind its own.
 */
export class MeterLayout {
  /** Global: units of fuel left. */
  readonly fuel: number
  /** Global: how often memory growth failed for our cap alone. */
  readonly deniedGrowth: number
  /** Types that stand behind the module's own. */
  readonly types: FunctionType[] = []
  /** The functions that are given the fuel and give it back, with the index of the type that they get. */
  readonly carriers = new Map<number, number>()
  /** The measuring functions that bodies call, in the order of their indexes. */
  readonly measures: Measure[] = []
  /** The functions that have a door, with the index of that. */
  readonly doors = new Map<number, number>()
  readonly #firstFunction: number
  readonly #firstType: number
  readonly #functions: readonly FunctionType[]
  readonly #carryingTypes = new Map<FunctionType, number>()

  constructor(info: ModuleInfo) {
    this.fuel = info.globals.length
    this.deniedGrowth = info.globals.length + 1
    this.#firstFunction = info.functions.length
    this.#firstType = info.types.length
    this.#functions = info.functions
  }

  /** Index of the function that charges for a measured operand; it is added to the module at its first use. */
  functionFor(measure: Measure): number {
    if (!this.measures.includes(measure)) {
      this.measures.push(measure)
      this.#carryingType(MEASURE)
    }
    return this.#firstFunction + this.doors.size + this.measures.indexOf(measure)
  }

  /** What all measuring functions are: `(operand, fuel) -> (operand or result, fuel)`. */
  get measureType(): number {
    return this.#carryingType(MEASURE)
  }

  /** Gives a function a door. All doors come before the first measuring function. */
  addDoor(functionIndex: number): void {
    this.doors.set(functionIndex, this.#firstFunction + this.doors.size)
  }

  /** Has the fuel go through a function of the module. */
  carry(functionIndex: number): void {
    const type = this.#functions[functionIndex]
    if (type) this.carriers.set(functionIndex, this.#carryingType(type))
  }

  #carryingType(type: FunctionType): number {
    const known = this.#carryingTypes.get(type)
    if (known !== undefined) return known
    const index =
      this.#firstType + this.types.push({ params: [...type.params, 'i64'], results: [...type.results, 'i64'] }) - 1
    this.#carryingTypes.set(type, index)
    return index
  }
}
