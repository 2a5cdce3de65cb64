import { ByteReader } from '../inspect/byte-reader.ts'
import { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { ByteWriter } from './byte-writer.ts'
import { STEP, type Flow } from './flow.ts'
import { OP } from './meter-code.ts'

/** Of a loop that is worth reading, and writing twice. */
const MOST_BYTES = 64
/** A step must be a power of two, up to this one. */
const LONGEST_STEP = 2 ** 16
const MOST_INDEX_BYTES = 5

/** A local of the guest, or a constant: an i32. */
type Limit = { readonly local: number } | { readonly constant: number }

/**
 * A loop of straight code that has one way out, at its end, and moves a counter by the same step on each turn: it goes on
 * until the counter has come to a limit (`at the limit`), or is no longer below it (`not below`, unsigned).
 */
export interface CountedLoop {
  /** The local that is moved, once in each turn. */
  readonly counter: number
  readonly isRising: boolean
  /** By how much: 2 to this power. */
  readonly stepBits: number
  /** Nothing in the loop changes it. */
  readonly limit: Limit
  readonly ends: 'at the limit' | 'not below'
}

interface Instruction {
  readonly opcode: number
  /** Index of a local, or value of an `i32.const`; 0 for all others. */
  readonly operand: number
}

/** Reads the loop that a step opens; null when it is not a counted one. */
export function countedLoopAt(bytes: Uint8Array, flow: Flow, step: number): CountedLoop | null {
  const [start, end] = [flow.end[step] ?? 0, flow.start[step + 1] ?? 0]
  if (end - start > MOST_BYTES || !isOneWay(flow, step) || !mayEndOne(bytes, end)) return null
  const code = readStraight(bytes, start, end)
  const loop = lookAtEnd(code)
  if (loop === null) return null
  const sets = (local: number) => code.filter(({ opcode, operand }) => isSet(opcode) && operand === local).length
  if (sets(loop.counter) !== 1) return null
  return 'local' in loop.limit && sets(loop.limit.local) > 0 ? null : loop
}

/** Whether a loop is straight code up to a branch back, and ends right behind that. */
function isOneWay({ kind, target }: Flow, loop: number): boolean {
  const [branch, end] = [loop + 1, loop + 2]
  return kind[branch] === STEP.branchIf && target[branch] === loop && kind[end] === STEP.end && target[end] === loop
}

/** Whether code ends like such a loop, as far as its last bytes tell: most loops need not be read any further. */
function mayEndOne(bytes: Uint8Array, end: number): boolean {
  const last = bytes[end - 1] ?? OP.unreachable
  if (COUNTER_FIRST.has(last) || LIMIT_FIRST.has(last)) return true
  for (let size = 1; size <= MOST_INDEX_BYTES; size += 1) if (bytes[end - size - 1] === OP.localTee) return true
  return false
}

function readStraight(bytes: Uint8Array, start: number, end: number): Instruction[] {
  const cursor = new InstructionCursor(new ByteReader(bytes, start, end))
  const code: Instruction[] = []
  while (!cursor.reader.atEnd) {
    const { immediates } = cursor.next()
    const opcode = bytes[cursor.start] ?? OP.unreachable
    const constant = opcode === OP.i32Const ? new ByteReader(bytes, cursor.start + 1).s33() : 0
    code.push({ opcode, operand: immediates === 'local' ? cursor.first : constant })
  }
  return code
}

const isSet = (opcode: number) => opcode === OP.localSet || opcode === OP.localTee

type Move = Pick<CountedLoop, 'counter' | 'isRising' | 'stepBits'>
type Ends = CountedLoop['ends']

/** Comparisons that go on with the loop, of the counter with the limit, and of the limit with the counter. */
const COUNTER_FIRST: ReadonlyMap<number, Ends> = new Map([
  [OP.i32Ne, 'at the limit'],
  [OP.i32LtU, 'not below'],
])
const LIMIT_FIRST: ReadonlyMap<number, Ends> = new Map([
  [OP.i32Ne, 'at the limit'],
  [OP.i32GtU, 'not below'],
])
/** Instructions that move a counter. */
const MOVE = 4

/** What compilers end such a loop with: the counter is moved and, unless the limit is zero, compared. */
function lookAtEnd(code: readonly Instruction[]): CountedLoop | null {
  const moved = moveBefore(code, 0)
  if (moved !== null) return { ...moved, limit: { constant: 0 }, ends: 'at the limit' }
  const comparison = code.at(-1)?.opcode ?? OP.unreachable
  return (
    compared(moveBefore(code, 2), code.at(-2), COUNTER_FIRST.get(comparison)) ??
    compared(moveBefore(code, 1), code.at(-2 - MOVE), LIMIT_FIRST.get(comparison))
  )
}

function compared(move: Move | null, against: Instruction | undefined, ends: Ends | undefined): CountedLoop | null {
  const limit = limitOf(against)
  if (move === null || limit === null || ends === undefined) return null
  return ends === 'at the limit' || move.isRising ? { ...move, limit, ends } : null
}

function limitOf(instruction: Instruction | undefined): Limit | null {
  if (instruction?.opcode === OP.localGet) return { local: instruction.operand }
  return instruction?.opcode === OP.i32Const ? { constant: instruction.operand } : null
}

/** The move of a counter that leaves its new value on the stack, with so many instructions behind it. */
function moveBefore(code: readonly Instruction[], behind: number): Move | null {
  const at = code.length - behind - MOVE
  const [get, by, operation, tee] = code.slice(Math.max(0, at), Math.max(0, at + MOVE))
  if (get?.opcode !== OP.localGet || by?.opcode !== OP.i32Const) return null
  if (tee?.opcode !== OP.localTee || tee.operand !== get.operand) return null
  if (operation?.opcode !== OP.i32Add && operation?.opcode !== OP.i32Sub) return null
  const step = operation.opcode === OP.i32Add ? by.operand : -by.operand
  const stepBits = Math.log2(Math.abs(step))
  if (Math.abs(step) > LONGEST_STEP || !Number.isInteger(stepBits)) return null
  return { counter: get.operand, isRising: step > 0, stepBits }
}

/** Where the guest's locals are now. */
export type IndexOf = (local: number) => number

/**
 * Puts on the stack how many turns the loop is going to take from here on, as an i64 from 1 to 2^32. It is right
 * where {@link writeForeseen} says so.
 */
export function writeTurns(code: ByteWriter, loop: CountedLoop, indexOf: IndexOf): void {
  const { stepBits } = loop
  writeDistance(code, loop, indexOf)
  // One less here and one more in the end: rounded up, and a distance of nothing is the whole way round.
  code.bytes([OP.i32Const, 1, OP.i32Sub])
  if (stepBits > 0) code.bytes([OP.i32Const, stepBits, OP.i32ShrU])
  code.bytes([OP.i64ExtendI32U, OP.i64Const, 1, OP.i64Add])
}

/** Leaves the i32 on the stack 1, if it is, only where the number of turns is right. */
export function writeForeseen(code: ByteWriter, loop: CountedLoop, indexOf: IndexOf): void {
  const { counter, stepBits, limit, ends } = loop
  const step = 2 ** stepBits
  if (ends === 'at the limit') {
    if (stepBits === 0) return
    // A counter that steps past the limit comes round again, for ever.
    writeDistance(code, loop, indexOf)
    writeConstant(code, step - 1)
    return code.bytes([OP.i32And, OP.i32Eqz, OP.i32And])
  }
  code.instruction(OP.localGet, indexOf(counter))
  writeLimit(code, limit, indexOf)
  code.bytes([OP.i32LtU, OP.i32And])
  if (stepBits === 0) return
  // One that steps over the end of the numbers begins below the limit again.
  writeLimit(code, limit, indexOf)
  writeConstant(code, -step)
  code.bytes([OP.i32LeU, OP.i32And])
}

/** How far the counter has to go, modulo 2^32. */
function writeDistance(code: ByteWriter, { counter, isRising, limit }: CountedLoop, indexOf: IndexOf): void {
  if (isRising) writeLimit(code, limit, indexOf)
  code.instruction(OP.localGet, indexOf(counter))
  if (!isRising && 'constant' in limit && limit.constant === 0) return
  if (!isRising) writeLimit(code, limit, indexOf)
  code.u8(OP.i32Sub)
}

function writeLimit(code: ByteWriter, limit: Limit, indexOf: IndexOf): void {
  if ('local' in limit) code.instruction(OP.localGet, indexOf(limit.local))
  else writeConstant(code, limit.constant)
}

function writeConstant(code: ByteWriter, value: number): void {
  code.u8(OP.i32Const)
  code.s32(value)
}
