import type { ByteReader } from '../inspect/byte-reader.ts'
import { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { FunctionType, ModuleInfo } from '../inspect/module-info.ts'
import type { Operation } from '../inspect/opcodes.ts'
import { blockSignature } from '../inspect/value-types.ts'
import { FRAME, STEP, UNKNOWN, type Flow } from './flow.ts'
import { FUEL_PER_ENTRY, fuelForValues } from './fuel-prices.ts'
import { MEASURES } from './measures.ts'
import { OP, VOID_BLOCK } from './meter-code.ts'
import { NO_LOCAL, priceOf, skipStraight } from './straight-code.ts'

type Opening = typeof STEP.block | typeof STEP.loop | typeof STEP.if

/** Types of blocks up to here, from the void one on, are one byte; others, which may take parameters, are an index. */
const LAST_SHORT_TYPE = 0x7f
/** Of an instruction with such a type. */
const SHORT_BLOCK_BYTES = 2

/** Whether a function may get one more parameter: the table then tells where its other locals are named. */
export type Fate = 'may carry' | 'stays as it is'

/**
 * Reads the function bodies of a module into the table, one after the other. Code that cannot be reached leaves no trace: it
 * costs nothing.
 */
export class FlowReader {
  readonly #reader: ByteReader
  readonly #cursor: InstructionCursor
  readonly #types: readonly FunctionType[]
  readonly #functions: readonly FunctionType[]
  readonly #flow: Flow
  /** Of the open frames, the outermost first: the step, of those that cannot be reached UNKNOWN; and what a branch to the label carries. */
  readonly #frames: number[] = []
  readonly #carried: number[] = []
  #isReachable = true
  /** Where the current instruction begins. */
  #start = 0
  /** Units of the straight code read since the last step, which stands at `#last`. */
  #units = 0
  #last = 0

  constructor(reader: ByteReader, { types, functions }: Pick<ModuleInfo, 'types' | 'functions'>, flow: Flow) {
    this.#reader = reader
    this.#cursor = new InstructionCursor(reader)
    this.#types = types
    this.#functions = functions
    this.#flow = flow
  }

  /** Reads a body, the first instruction of which comes next, of a function that declares so many locals beside its parameters. */
  read({ params, results }: FunctionType, declared: number, fate: Fate): void {
    const firstMoving = fate === 'may carry' ? params.length : NO_LOCAL
    this.#start = this.#reader.position
    this.#isReachable = true
    this.#last = this.#flow.push(STEP.entry, this.#start, this.#start, UNKNOWN)
    this.#openFrame(this.#last, results.length)
    this.#units = FUEL_PER_ENTRY + fuelForValues(params.length + declared)
    while (this.#frames.length > 0) {
      this.#units += skipStraight(this.#reader, firstMoving, this.#flow)
      this.#next()
    }
  }

  /** Reads an instruction that was not stepped over: those that steer control in place, all others with the cursor. */
  #next(): void {
    const { bytes, position } = this.#reader
    const opcode = bytes[position] ?? OP.unreachable
    this.#start = position
    switch (opcode) {
      case OP.end:
        this.#reader.position = position + 1
        return this.#close()
      case OP.block:
        return this.#open(STEP.block, priceOf(opcode))
      case OP.loop:
        return this.#open(STEP.loop, priceOf(opcode))
      case OP.if:
        return this.#open(STEP.if, priceOf(opcode))
      case OP.else:
        this.#reader.position = position + 1
        return this.#else()
      case OP.br:
        return this.#branch(STEP.branch, this.#operand(), priceOf(opcode))
      case OP.brIf:
        return this.#branch(STEP.branchIf, this.#operand(), priceOf(opcode))
      case OP.call:
        return this.#call(this.#operand(), priceOf(opcode))
      default:
        return this.#other(opcode)
    }
  }

  /** The number behind the one byte of an opcode; moves behind it. */
  #operand(): number {
    this.#reader.position = this.#start + 1
    return this.#reader.u32()
  }

  #other(opcode: number): void {
    const operation = this.#cursor.next()
    if (!operation.isPlain) return this.#isReachable ? this.#go(opcode, operation) : undefined
    this.#units += operation.cost
    if (operation.immediates === 'function') this.#flow.long.push(this.#start + 1)
  }

  #go(opcode: number, { name, cost }: Operation): void {
    const { first, labels } = this.#cursor
    this.#units += cost
    switch (opcode) {
      case OP.brTable:
        return this.#branchTable(labels)
      case OP.return:
        this.#units += fuelForValues(this.#carried[0] ?? 0)
        return this.#leave(STEP.leave, UNKNOWN)
      case OP.unreachable:
        this.#step(STEP.trap, UNKNOWN)
        this.#isReachable = false
        return
      case OP.callIndirect:
        this.#units += fuelForCall(this.#types[first])
        this.#step(STEP.call, UNKNOWN)
        return
      case OP.returnCall:
        this.#units += fuelForCall(this.#functions[first])
        return this.#leave(STEP.tailCall, first)
      case OP.returnCallIndirect:
        this.#units += fuelForCall(this.#types[first])
        return this.#leave(STEP.tailCall, UNKNOWN)
      default:
        this.#step(
          STEP.measure,
          MEASURES.findIndex((measured) => measured.instruction === name),
        )
    }
  }

  #call(callee: number, cost: number): void {
    if (!this.#isReachable) return
    this.#units += cost + fuelForCall(this.#functions[callee])
    this.#step(STEP.call, callee)
  }

  /** A loop's own price belongs behind its header, since it is passed on every turn. */
  #open(kind: Opening, cost: number): void {
    const carried = this.#readCarried(kind)
    if (!this.#isReachable) return this.#openFrame(UNKNOWN, carried)
    if (kind !== STEP.loop) this.#units += cost
    this.#openFrame(this.#step(kind, UNKNOWN), carried)
    if (kind === STEP.loop) this.#units = cost + fuelForValues(carried)
  }

  /** Reads the instruction that opens a frame. @returns how many values a branch to its label carries */
  #readCarried(kind: Opening): number {
    const type = this.#reader.bytes[this.#start + 1] ?? 0
    if (type >= VOID_BLOCK && type <= LAST_SHORT_TYPE) {
      this.#reader.position = this.#start + SHORT_BLOCK_BYTES
      return type === VOID_BLOCK || kind === STEP.loop ? 0 : 1
    }
    this.#cursor.next()
    const { params, results } = blockSignature(this.#cursor.first, this.#types, this.#start)
    return kind === STEP.loop ? params.length : results.length
  }

  #openFrame(step: number, carried: number): void {
    const depth = this.#frames.length
    this.#frames.push(step)
    this.#carried.push(carried)
    if (step === UNKNOWN) return
    this.#flow.depth[step] = depth
    this.#flow.reach[step] = depth
  }

  #else(): void {
    const frame = this.#frames.at(-1) ?? UNKNOWN
    if (frame === UNKNOWN) return
    if (this.#isReachable) this.#mark(frame, FRAME.thenFallsThrough | FRAME.joined)
    this.#isReachable = true
    // A new step may make the table move: it comes first.
    const step = this.#step(STEP.else, frame)
    this.#flow.target[frame] = step
  }

  #close(): void {
    const frame = this.#frames.pop() ?? UNKNOWN
    this.#carried.pop()
    if (frame === UNKNOWN) return
    const arriving = this.#isReachable ? FRAME.fallsThrough | FRAME.goesOn : this.#isArrivedAt(frame) ? FRAME.goesOn : 0
    this.#mark(frame, arriving)
    this.#isReachable = arriving !== 0
    this.#handOut(frame)
    const step = this.#step(STEP.end, frame)
    this.#flow.close[frame] = step
  }

  /** Whether there is another way to the end of a frame than through its code: a branch, or past an `if` without an else. */
  #isArrivedAt(frame: number): boolean {
    const { kind, target } = this.#flow
    return (this.#flags(frame) & FRAME.joined) !== 0 || (kind[frame] === STEP.if && target[frame] === UNKNOWN)
  }

  /** Hands what is known of a frame at its end, and concerns them, to those around it. */
  #handOut(frame: number): void {
    if (this.#frames.length === 0) return
    this.#reach(this.#flow.reach[frame] ?? 0)
    const isFlat = this.#flags(frame) & FRAME.flat
    if (isFlat !== 0) this.#mark(this.#frames.at(-1) ?? UNKNOWN, isFlat)
  }

  #branch(kind: typeof STEP.branch | typeof STEP.branchIf, label: number, cost: number): void {
    if (!this.#isReachable) return
    const values = this.#carriedTo(label)
    this.#units += cost + fuelForValues(values)
    const frame = this.#join(label)
    if (kind === STEP.branchIf && values > 0) this.#pin(frame)
    this.#step(kind, frame)
    if (kind === STEP.branch) this.#isReachable = false
  }

  #branchTable(labels: readonly number[]): void {
    this.#units += fuelForValues(this.#carriedTo(labels.at(-1) ?? 0))
    const targets = [...new Set(labels)].map((label) => {
      const frame = this.#join(label)
      this.#pin(frame)
      return frame
    })
    this.#flow.tables.push(targets)
    this.#step(STEP.branchTable, this.#flow.tables.length - 1)
    this.#isReachable = false
  }

  #leave(kind: number, target: number): void {
    this.#reach(0)
    this.#step(kind, target)
    this.#isReachable = false
  }

  /** Notes that the current instruction may go to a label. @returns the step of its frame. */
  #join(label: number): number {
    const depth = this.#frames.length - 1 - label
    const frame = this.#frames[depth] ?? UNKNOWN
    const { kind, uses } = this.#flow
    if (kind[frame] !== STEP.loop) this.#mark(frame, FRAME.joined)
    uses[frame] = (uses[frame] ?? 0) + 1
    this.#reach(depth)
    return frame
  }

  /** Notes that no code can be put on the way to the label of a frame. */
  #pin(frame: number): void {
    this.#mark(frame, FRAME.pinned)
    this.#mark(this.#frames.at(-1) ?? UNKNOWN, FRAME.flat)
  }

  /** Notes that the code in the innermost frame may go out to a depth. */
  #reach(depth: number): void {
    const { reach } = this.#flow
    const here = this.#frames.at(-1) ?? UNKNOWN
    if (depth < (reach[here] ?? 0)) reach[here] = depth
  }

  #carriedTo(label: number): number {
    return this.#carried[this.#carried.length - 1 - label] ?? 0
  }

  #flags(frame: number): number {
    return this.#flow.flags[frame] ?? 0
  }

  #mark(frame: number, flags: number): void {
    this.#flow.flags[frame] = this.#flags(frame) | flags
  }

  /** Ends the straight code before the current instruction. */
  #step(kind: number, target: number): number {
    const flow = this.#flow
    flow.cost[this.#last] = this.#units
    this.#units = 0
    this.#last = flow.push(kind, this.#start, this.#reader.position, target)
    return this.#last
  }
}

const fuelForCall = (type: FunctionType | undefined): number =>
  type ? fuelForValues(type.params.length + type.results.length) : 0
