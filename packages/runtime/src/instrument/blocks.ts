import type { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { FunctionType } from '../inspect/module-info.ts'
import type { Operation } from '../inspect/opcodes.ts'
import { blockSignature } from '../inspect/value-types.ts'
import { FUEL_PER_ENTRY, fuelForValues } from './fuel-prices.ts'

/** Where a function body takes fuel. */
export type FuelPoint = CostBlock | MeasuredSite

/**
 * Code that runs from its first instruction to its last, whatever happens (a trap excepted): its whole cost can be taken
 * where it begins. It need not be contiguous: code behind a `loop`, or behind a `block` that nothing branches out
 * of, belongs to the same block as what runs just before it.
 */
export interface CostBlock {
  /**
   * `check` stops the guest when nothing is left: at function entries and loop headers, one of which every endless run
   * passes again and again.
   */
  readonly kind: 'charge' | 'check'
  /** Where in the file the cost is taken. */
  readonly offset: number
  /** Units of fuel. */
  cost: number
}

/** An instruction that is charged by an operand as well, which only it can know. */
export interface MeasuredSite {
  readonly kind: 'measure'
  readonly offset: number
  /** Behind the instruction. */
  readonly end: number
  readonly measure: Measure
}

/** What an operand counts: bytes to move, table elements, or pages to add. */
export type Measure = 'bytes' | 'elements' | 'pages'

/** What must be known of a module to price one body of it. */
export interface BodyScope {
  readonly types: readonly FunctionType[]
  readonly functions: readonly FunctionType[]
  /** Type of the function itself. */
  readonly type: FunctionType
  /** Without the parameters. */
  readonly localCount: number
}

const MEASURES: ReadonlyMap<string, Measure> = new Map([
  ['memory.fill', 'bytes'],
  ['memory.copy', 'bytes'],
  ['memory.init', 'bytes'],
  ['table.fill', 'elements'],
  ['table.copy', 'elements'],
  ['table.init', 'elements'],
  ['table.grow', 'elements'],
  ['memory.grow', 'pages'],
])

/**
 * Cuts a function body, whose first instruction the cursor is about to read, into blocks. One forward pass. Code that
 * cannot be reached belongs to no block and costs nothing.
 * @returns the points in the order of their offsets.
 */
export function fuelPoints(cursor: InstructionCursor, scope: BodyScope): readonly FuelPoint[] {
  const cutter = new BlockCutter(cursor, scope)
  cutter.run()
  return cutter.points
}

interface Frame {
  readonly kind: 'function' | 'block' | 'loop' | 'if' | 'else'
  /** Whether the code in front of it can be reached. */
  readonly isReachable: boolean
  /** How many values a branch to its label carries. */
  readonly carried: number
  /** Whether there is a way behind it that does not run through its last instruction. */
  isJoined: boolean
}

class BlockCutter {
  readonly points: FuelPoint[] = []
  readonly #cursor: InstructionCursor
  readonly #scope: BodyScope
  readonly #frames: Frame[]
  /** The block that the current instruction belongs to; null where it cannot be reached. */
  #block: CostBlock | null = null

  constructor(cursor: InstructionCursor, scope: BodyScope) {
    this.#cursor = cursor
    this.#scope = scope
    this.#frames = [{ kind: 'function', isReachable: true, carried: scope.type.results.length, isJoined: false }]
  }

  run(): void {
    this.#begin('check')
    this.#spend(FUEL_PER_ENTRY + fuelForValues(this.#scope.type.params.length + this.#scope.localCount))
    while (this.#frames.length > 0) this.#step(this.#cursor.next())
  }

  #step({ name, cost }: Operation): void {
    const { first, labels } = this.#cursor
    switch (name) {
      case 'block':
      case 'loop':
      case 'if':
        return this.#open(name, cost)
      case 'else':
        return this.#openElse()
      case 'end':
        return this.#close()
      case 'br':
        this.#branch(first, cost)
        return this.#leave()
      case 'br_if':
        this.#branch(first, cost)
        if (this.#block) this.#begin('charge')
        return
      case 'br_table':
        labels.forEach((label) => this.#join(label))
        this.#branch(labels.at(-1) ?? 0, cost)
        return this.#leave()
      case 'return':
        this.#spend(cost + fuelForValues(this.#scope.type.results.length))
        return this.#leave()
      case 'unreachable':
        this.#spend(cost)
        return this.#leave()
      case 'call':
        return this.#spend(cost + fuelForCall(this.#scope.functions[first]))
      case 'call_indirect':
        return this.#spend(cost + fuelForCall(this.#scope.types[first]))
      case 'return_call':
        this.#spend(cost + fuelForCall(this.#scope.functions[first]))
        return this.#leave()
      case 'return_call_indirect':
        this.#spend(cost + fuelForCall(this.#scope.types[first]))
        return this.#leave()
      default:
        this.#spend(cost)
        this.#noteMeasure(name)
    }
  }

  /** A loop's header belongs to the block that begins in it, since it is passed on every turn. */
  #open(kind: 'block' | 'loop' | 'if', cost: number): void {
    const { first, start } = this.#cursor
    const { params, results } = blockSignature(first, this.#scope.types, start)
    const carried = kind === 'loop' ? params.length : results.length
    this.#frames.push({ kind, isReachable: this.#block !== null, carried, isJoined: false })
    if (kind !== 'loop') this.#spend(cost)
    if (this.#block && kind !== 'block') this.#begin(kind === 'loop' ? 'check' : 'charge')
    if (kind === 'loop') this.#spend(cost + fuelForValues(carried))
  }

  #openElse(): void {
    const frame = this.#frames.pop()
    if (!frame) return
    // The then arm ran to its end: a way behind the whole that does not run through the else arm.
    const isJoined = frame.isJoined || this.#block !== null
    this.#frames.push({ ...frame, kind: 'else', isJoined })
    if (frame.isReachable) this.#begin('charge')
  }

  #close(): void {
    const frame = this.#frames.pop()
    if (!frame || frame.kind === 'function' || frame.kind === 'loop') return
    const isSkippable = frame.kind === 'if' && frame.isReachable
    if (frame.isJoined || isSkippable) this.#begin('charge')
  }

  #branch(label: number, cost: number): void {
    this.#join(label)
    this.#spend(cost + fuelForValues(this.#frames.at(-1 - label)?.carried ?? 0))
  }

  #join(label: number): void {
    const target = this.#frames.at(-1 - label)
    if (target && this.#block) target.isJoined = true
  }

  #leave(): void {
    this.#block = null
  }

  #begin(kind: CostBlock['kind']): void {
    this.#block = { kind, offset: this.#cursor.reader.position, cost: 0 }
    this.points.push(this.#block)
  }

  #spend(units: number): void {
    if (this.#block) this.#block.cost += units
  }

  #noteMeasure(name: string): void {
    const measure = MEASURES.get(name)
    if (!measure) return
    const { start: offset, reader } = this.#cursor
    this.points.push({ kind: 'measure', offset, end: reader.position, measure })
  }
}

const fuelForCall = (type: FunctionType | undefined): number =>
  type ? fuelForValues(type.params.length + type.results.length) : 0
