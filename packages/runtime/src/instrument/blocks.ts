import type { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { FunctionType } from '../inspect/module-info.ts'
import type { Operation } from '../inspect/opcodes.ts'
import { blockSignature } from '../inspect/value-types.ts'
import { FUEL_PER_ENTRY, fuelForValues, MOST_UNCHECKED_FUEL } from './fuel-prices.ts'

/** Where a function body takes fuel. */
export type FuelPoint = CostBlock | MeasuredSite

/**
 * Code that runs from its first instruction to its last, whatever happens (a trap excepted): its whole cost can be
 * taken where it begins. It need not be contiguous: code behind a `loop`, or behind a `block` that nothing branches out
 * of, belongs to the same block as what runs just before it.
 */
export interface CostBlock {
  /**
   * `check` stops the guest when nothing is left: at function entries and loop headers, one of which every endless run
   * passes again and again, and before much straight code. Otherwise a guest could pile up a thousand calls, each with
   * a long way to go, and walk all of it after its fuel has ended in the innermost.
   */
  kind: 'charge' | 'check'
  /** Where in the file the cost is taken. */
  readonly offset: number
  /** Units of fuel. */
  cost: number
  /** The most units that may have been taken since the last check when the block begins. */
  readonly unchecked: number
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
  /** The most units that may have been taken since the last check, in front of it. */
  readonly unchecked: number
  /** The same on all ways behind it that do not run through its last instruction; null when there is none. */
  joined: number | null
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
    const carried = scope.type.results.length
    this.#frames = [{ kind: 'function', isReachable: true, carried, unchecked: 0, joined: null }]
  }

  run(): void {
    this.#begin('check', 0)
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
        if (this.#block) this.#begin('charge', this.#unchecked)
        return
      case 'br_table':
        this.#branch(labels.at(-1) ?? 0, cost)
        labels.forEach((label) => this.#join(label))
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
    if (kind !== 'loop') this.#spend(cost)
    this.#frames.push({ kind, carried, isReachable: this.#block !== null, unchecked: this.#unchecked, joined: null })
    if (!this.#block || kind === 'block') return
    if (kind === 'if') return this.#begin('charge', this.#unchecked)
    this.#begin('check', 0)
    this.#spend(cost + fuelForValues(carried))
  }

  #openElse(): void {
    // When the then arm runs to its end, that is a way behind the whole which does not run through the else arm.
    this.#join(0)
    const frame = this.#frames.pop()
    if (!frame) return
    this.#frames.push({ ...frame, kind: 'else' })
    if (frame.isReachable) this.#begin('charge', frame.unchecked)
  }

  #close(): void {
    const frame = this.#frames.pop()
    if (!frame || frame.kind === 'function' || frame.kind === 'loop') return
    const skipped = frame.kind === 'if' && frame.isReachable ? frame.unchecked : null
    if (frame.joined === null && skipped === null) return
    this.#begin('charge', Math.max(frame.joined ?? 0, skipped ?? 0, this.#unchecked))
  }

  #branch(label: number, cost: number): void {
    this.#spend(cost + fuelForValues(this.#frames.at(-1 - label)?.carried ?? 0))
    this.#join(label)
  }

  #join(label: number): void {
    const target = this.#frames.at(-1 - label)
    if (target && this.#block) target.joined = Math.max(target.joined ?? 0, this.#unchecked)
  }

  #leave(): void {
    this.#block = null
  }

  #begin(kind: CostBlock['kind'], unchecked: number): void {
    this.#block = { kind, offset: this.#cursor.reader.position, cost: 0, unchecked }
    this.points.push(this.#block)
  }

  #spend(units: number): void {
    if (!this.#block) return
    this.#block.cost += units
    if (this.#block.unchecked + this.#block.cost > MOST_UNCHECKED_FUEL) this.#block.kind = 'check'
  }

  /** The most units that may have been taken since the last check, where the cursor stands. */
  get #unchecked(): number {
    if (!this.#block || this.#block.kind === 'check') return 0
    return this.#block.unchecked + this.#block.cost
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
