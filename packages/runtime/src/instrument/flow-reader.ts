import { ByteReader } from '../inspect/byte-reader.ts'
import type { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { FunctionType } from '../inspect/module-info.ts'
import type { Immediates } from '../inspect/opcode-runs.ts'
import { PLAIN_OPERATIONS, type Operation } from '../inspect/opcodes.ts'
import { blockSignature } from '../inspect/value-types.ts'
import { FRAME, STEP, UNKNOWN, type Flow } from './flow.ts'
import { FUEL_PER_ENTRY, fuelForValues } from './fuel-prices.ts'
import { MEASURES } from './measures.ts'
import { OP } from './meter-code.ts'

/** What must be known of a module to price one body of it. */
export interface BodyScope {
  readonly types: readonly FunctionType[]
  readonly functions: readonly FunctionType[]
  /** Type of the function itself. */
  readonly type: FunctionType
  /** Without the parameters. */
  readonly localCount: number
  /** Whether the function may get one more parameter: the table then tells where its other locals are named. */
  readonly mayCarry: boolean
}

/**
 * Reads a function body, whose first instruction the cursor is about to read, into the table. Code that cannot be
 * reached leaves no trace: it costs nothing.
 */
export function readFlow(cursor: InstructionCursor, scope: BodyScope, flow: Flow): void {
  new FlowReader(cursor, scope, flow).run()
}

/** What has to be known of an opcode to step over it: nothing follows it, an index of a local, one number, or two. */
const FORM = { other: 0, none: 1, local: 2, number: 3, access: 4 } as const
const FORM_OF: Partial<Record<Immediates, number>> = {
  none: FORM.none,
  local: FORM.local,
  global: FORM.number,
  i32: FORM.number,
  i64: FORM.number,
  access: FORM.access,
}
const FORM_BITS = 3
/** Above all indexes of locals. */
const NO_LOCAL = 2 ** 30
/** Up to this index of a local, that of the next fits into its one byte too. */
const LAST_SHORT = 0x7e
/** By opcode: its price, and behind it in the last bits its form. */
const PLAIN = Uint16Array.from(PLAIN_OPERATIONS, (operation) => {
  const form = operation?.isPlain ? (FORM_OF[operation.immediates] ?? FORM.other) : FORM.other
  return ((operation?.cost ?? 0) << FORM_BITS) | form
})

function behindNumber(bytes: Uint8Array, offset: number): number {
  let at = offset
  while ((bytes[at] ?? 0) >= 0x80) at += 1
  return at + 1
}

interface OpenFrame {
  /** Of its step; of an `if`, that of its `else` once that has come. */
  kind: number
  /** Its step; of a frame that cannot be reached, UNKNOWN. */
  readonly step: number
  /** How many values a branch to its label carries. */
  readonly carried: number
  flags: number
  reach: number
  /** Whether a branch goes to its end. */
  isJoined: boolean
}

class FlowReader {
  readonly #cursor: InstructionCursor
  readonly #scope: BodyScope
  readonly #flow: Flow
  readonly #frames: OpenFrame[] = []
  #isReachable = true
  /** Units of the straight code read since the last step, which stands at `#last`. */
  #units = 0
  #last = 0

  constructor(cursor: InstructionCursor, scope: BodyScope, flow: Flow) {
    this.#cursor = cursor
    this.#scope = scope
    this.#flow = flow
  }

  run(): void {
    const { type, localCount, mayCarry } = this.#scope
    const firstMoving = mayCarry ? type.params.length : NO_LOCAL
    const { position } = this.#cursor.reader
    this.#openFrame(STEP.entry, this.#step(STEP.entry, UNKNOWN, position), type.results.length)
    this.#units = FUEL_PER_ENTRY + fuelForValues(type.params.length + localCount)
    while (this.#frames.length > 0) {
      this.#skipPlain(firstMoving)
      const operation = this.#cursor.next()
      if (!operation.isPlain) this.#transfer(operation)
      else {
        this.#units += operation.cost
        if (operation.immediates === 'function') this.#flow.long.push(this.#cursor.start + 1)
      }
    }
  }

  /** Steps over the instructions that make up most code, and takes their price; inspection has looked at them closely. */
  #skipPlain(firstMoving: number): void {
    const { reader } = this.#cursor
    const { bytes } = reader
    const lowest = Math.min(firstMoving, LAST_SHORT + 1)
    let at = reader.position
    let units = 0
    for (;;) {
      const plain = PLAIN[bytes[at] ?? 0] ?? FORM.other
      const form = plain & ((1 << FORM_BITS) - 1)
      if (form === FORM.other) break
      units += plain >> FORM_BITS
      at += 1
      if (form === FORM.none) continue
      const byte = bytes[at] ?? 0
      if (form === FORM.local && byte >= lowest) this.#noteLocal(at, firstMoving)
      at = byte < 0x80 ? at + 1 : behindNumber(bytes, at + 1)
      if (form === FORM.access) at = behindNumber(bytes, at)
    }
    this.#units += units
    reader.position = at
  }

  /** Notes the index of a local if it moves; one that keeps its one byte does. */
  #noteLocal(offset: number, firstMoving: number): void {
    const { bytes } = this.#cursor.reader
    if ((bytes[offset] ?? 0) <= LAST_SHORT) return this.#flow.short.push(offset)
    if (new ByteReader(bytes, offset).u32() >= firstMoving) this.#flow.long.push(offset)
  }

  #transfer(operation: Operation): void {
    const { reader, start } = this.#cursor
    const opcode = reader.bytes[start] ?? OP.unreachable
    switch (opcode) {
      case OP.block:
        return this.#open(STEP.block, operation.cost)
      case OP.loop:
        return this.#open(STEP.loop, operation.cost)
      case OP.if:
        return this.#open(STEP.if, operation.cost)
      case OP.else:
        return this.#else()
      case OP.end:
        return this.#close()
    }
    if (this.#isReachable) this.#go(opcode, operation)
  }

  #go(opcode: number, { name, cost }: Operation): void {
    const { first, labels } = this.#cursor
    this.#units += cost
    switch (opcode) {
      case OP.br:
        return this.#branch(STEP.branch, first)
      case OP.brIf:
        return this.#branch(STEP.branchIf, first)
      case OP.brTable:
        return this.#branchTable(labels)
      case OP.return:
        this.#units += fuelForValues(this.#scope.type.results.length)
        return this.#leave(STEP.leave, UNKNOWN)
      case OP.unreachable:
        this.#step(STEP.trap, UNKNOWN)
        this.#isReachable = false
        return
      case OP.call:
        this.#units += fuelForCall(this.#scope.functions[first])
        this.#step(STEP.call, first)
        return
      case OP.callIndirect:
        this.#units += fuelForCall(this.#scope.types[first])
        this.#step(STEP.call, UNKNOWN)
        return
      case OP.returnCall:
        this.#units += fuelForCall(this.#scope.functions[first])
        return this.#leave(STEP.tailCall, first)
      case OP.returnCallIndirect:
        this.#units += fuelForCall(this.#scope.types[first])
        return this.#leave(STEP.tailCall, UNKNOWN)
      default:
        this.#step(
          STEP.measure,
          MEASURES.findIndex((measured) => measured.instruction === name),
        )
    }
  }

  /** A loop's own price belongs behind its header, since it is passed on every turn. */
  #open(kind: typeof STEP.block | typeof STEP.loop | typeof STEP.if, cost: number): void {
    if (!this.#isReachable) return this.#openFrame(kind, UNKNOWN, 0)
    const { params, results } = blockSignature(this.#cursor.first, this.#scope.types, this.#cursor.start)
    const carried = kind === STEP.loop ? params.length : results.length
    if (kind !== STEP.loop) this.#units += cost
    this.#openFrame(kind, this.#step(kind, UNKNOWN), carried)
    if (kind === STEP.loop) this.#units = cost + fuelForValues(carried)
  }

  #openFrame(kind: number, step: number, carried: number): void {
    this.#frames.push({ kind, step, carried, flags: 0, reach: this.#frames.length, isJoined: false })
  }

  #else(): void {
    const frame = this.#frames.at(-1)
    if (!frame) return
    frame.kind = STEP.else
    frame.isJoined ||= this.#isReachable
    if (this.#isReachable) frame.flags |= FRAME.thenFallsThrough
    if (frame.step === UNKNOWN) return
    this.#isReachable = true
    // A new step may make the table move: it comes first.
    const step = this.#step(STEP.else, frame.step)
    this.#flow.target[frame.step] = step
  }

  #close(): void {
    const frame = this.#frames.pop()
    if (!frame || frame.step === UNKNOWN) return
    if (this.#isReachable) frame.flags |= FRAME.fallsThrough
    this.#isReachable ||= frame.isJoined || frame.kind === STEP.if
    if (this.#isReachable) frame.flags |= FRAME.goesOn
    this.#describe(frame)
    const step = this.#step(STEP.end, frame.step)
    this.#flow.close[frame.step] = step
  }

  /** Enters what is known of a frame at its end, and hands what concerns them to those around it. */
  #describe({ step, flags, reach }: OpenFrame): void {
    const outer = this.#frames.at(-1)
    this.#flow.flags[step] = flags
    this.#flow.depth[step] = this.#frames.length
    this.#flow.reach[step] = reach
    if (!outer) return
    outer.reach = Math.min(outer.reach, reach)
    outer.flags |= flags & FRAME.flat
  }

  #branch(kind: typeof STEP.branch | typeof STEP.branchIf, label: number): void {
    const values = this.#frameOf(label)?.carried ?? 0
    this.#units += fuelForValues(values)
    const step = this.#join(label)
    if (kind === STEP.branchIf && values > 0) this.#pin(label)
    this.#step(kind, step)
    if (kind === STEP.branch) this.#isReachable = false
  }

  #branchTable(labels: readonly number[]): void {
    this.#units += fuelForValues(this.#frameOf(labels.at(-1) ?? 0)?.carried ?? 0)
    const targets = [...new Set(labels)].map((label) => {
      this.#pin(label)
      return this.#join(label)
    })
    this.#flow.tables.push(targets)
    this.#step(STEP.branchTable, this.#flow.tables.length - 1)
    this.#isReachable = false
  }

  #leave(kind: number, target: number): void {
    const frame = this.#frames.at(-1)
    if (frame) frame.reach = 0
    this.#step(kind, target)
    this.#isReachable = false
  }

  /** Notes that the current instruction may go to a label. @returns the step of its frame. */
  #join(label: number): number {
    const frame = this.#frameOf(label)
    if (!frame) return UNKNOWN
    frame.isJoined ||= frame.kind !== STEP.loop
    this.#flow.uses[frame.step] = (this.#flow.uses[frame.step] ?? 0) + 1
    const here = this.#frames.at(-1)
    if (here) here.reach = Math.min(here.reach, this.#frames.length - 1 - label)
    return frame.step
  }

  #pin(label: number): void {
    const frame = this.#frameOf(label)
    const here = this.#frames.at(-1)
    if (frame) frame.flags |= FRAME.pinned
    if (here) here.flags |= FRAME.flat
  }

  #frameOf(label: number): OpenFrame | undefined {
    return this.#frames.at(-1 - label)
  }

  /** Ends the straight code before the current instruction, which may be in front of the first. */
  #step(kind: number, target: number, start = this.#cursor.start): number {
    if (kind !== STEP.entry) this.#flow.cost[this.#last] = this.#units
    this.#units = 0
    this.#last = this.#flow.push(kind, start, this.#cursor.reader.position, target)
    return this.#last
  }
}

const fuelForCall = (type: FunctionType | undefined): number =>
  type ? fuelForValues(type.params.length + type.results.length) : 0
