import type { FunctionType, ModuleInfo } from '../inspect/module-info.ts'
import { BranchHints } from './branch-hints.ts'
import type { Measure } from './measures.ts'

const MEASURE: FunctionType = { params: ['i32'], results: ['i32'] }
const REFILL: FunctionType = { params: [], results: [] }

/**
 * The indexes of what metering adds to a module. Everything is appended, so that no index of the guest's own changes.
 * The guest cannot reach the additions either: {@link inspect} has refused every index that points behind its own.
 */
export class MeterLayout {
  /** Global: units of fuel left. */
  readonly fuel: number
  /** Global: how often memory growth failed for our cap alone. */
  readonly deniedGrowth: number
  /** Table: the host's function that gives more fuel, in a module that may ask for it. */
  readonly more: number
  /** Types that stand behind the module's own. */
  readonly types: FunctionType[] = []
  /** The functions that are given the fuel and give it back, with the index of the type that they get. */
  readonly carriers = new Map<number, number>()
  /** The measuring functions that bodies call, in the order of their indexes. */
  readonly measures: Measure[] = []
  /** Of a module that may ask for more fuel; null of others, where the engine sees by itself which way is unlikely. */
  hints: BranchHints | null = null
  /** Steps of the control flow of all functions: where their straight pieces of code end. */
  steps = 0
  /** The functions that have a door, with the index of that. */
  readonly doors = new Map<number, number>()
  #refill: { readonly index: number; readonly type: number } | null = null
  readonly #firstFunction: number
  readonly #firstType: number
  readonly #functions: readonly FunctionType[]
  readonly #carryingTypes = new Map<FunctionType, number>()

  constructor(info: ModuleInfo) {
    this.fuel = info.globals.length
    this.deniedGrowth = info.globals.length + 1
    this.more = info.tables.length
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
    const first = this.#firstFunction + this.doors.size + (this.#refill === null ? 0 : 1)
    return first + this.measures.indexOf(measure)
  }

  /** How many functions stand behind the module's own: doors, the one that asks for fuel, and measuring functions. */
  get addedFunctions(): number {
    return this.doors.size + (this.#refill === null ? 0 : 1) + this.measures.length
  }

  /** What all measuring functions are: `(operand, fuel) -> (operand or result, fuel)`. */
  get measureType(): number {
    return this.#carryingType(MEASURE)
  }

  /** Gives a function a door. All doors come before the first measuring function. */
  addDoor(functionIndex: number): void {
    this.doors.set(functionIndex, this.#firstFunction + this.doors.size)
  }

  /** The function that asks for more fuel; null in a module that does not ask. */
  get refill(): { readonly index: number; readonly type: number } | null {
    return this.#refill
  }

  /** Has the module ask for more fuel. Comes behind all doors and before the first body is written. */
  addRefill(): void {
    const type = this.#firstType + this.types.push(REFILL) - 1
    this.hints = new BranchHints()
    this.#refill = { index: this.#firstFunction + this.doors.size, type }
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
