import { MAX_MEMORY_PAGES } from '../inspect/value-types.ts'
import { ByteWriter } from './byte-writer.ts'
import { BYTES_PER_UNIT, FUEL_PER_ELEMENT, FUEL_PER_PAGE } from './fuel-prices.ts'
import type { FunctionType } from '../inspect/module-info.ts'
import type { Callee } from './callees.ts'
import type { Measure } from './measures.ts'
import type { MeterLayout } from './meter-layout.ts'

/** The instructions that metering writes, or looks for. */
export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
  globalGet: 0x23,
  globalSet: 0x24,
  memorySize: 0x3f,
  memoryGrow: 0x40,
  refFunc: 0xd2,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtU: 0x49,
  i32GtU: 0x4b,
  i32LeU: 0x4d,
  i64LtS: 0x53,
  i64LeU: 0x58,
  i64GeS: 0x59,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32And: 0x71,
  i32ShrU: 0x76,
  i64Add: 0x7c,
  i64Sub: 0x7d,
  i64Mul: 0x7e,
  i64DivU: 0x80,
  i64ExtendI32U: 0xad,
} as const

export const VOID_BLOCK = 0x40
export const I32 = 0x7f
export const I64 = 0x7e
const MINUS_ONE = 0x7f

const BELOW_ZERO = Uint8Array.of(OP.i64Const, 0, OP.i64LtS)
const IF_BELOW_ZERO = Uint8Array.of(...BELOW_ZERO, OP.if, VOID_BLOCK)
/** Where in that the `if` stands. */
const IF_OFFSET = BELOW_ZERO.length
const TRAP_AND_END = Uint8Array.of(OP.unreachable, OP.end)

/** Takes `cost` units without looking at what is left. */
export function writeCharge(code: ByteWriter, { fuel }: MeterLayout, cost: number): void {
  code.instruction(OP.globalGet, fuel)
  code.u8(OP.i64Const)
  code.constant(cost)
  code.u8(OP.i64Sub)
  code.instruction(OP.globalSet, fuel)
}

/**
 * Traps when less than nothing is left, or asks for more first. A trap of this kind cannot be caught by the guest, and the
 * fuel stays negative: every later entry traps again until the host sets it anew.
 */
export function writeCheck(code: ByteWriter, layout: MeterLayout): void {
  code.u8(OP.globalGet)
  code.u32(layout.fuel)
  layout.hints?.add(code.length + IF_OFFSET)
  code.raw(IF_BELOW_ZERO)
  if (layout.refill === null) return code.raw(TRAP_AND_END)
  writeCall(code, layout.refill.index)
  code.u8(OP.end)
}

/** Keeps what is on the stack in a local, and does the same as {@link writeCheck} when that is less than nothing. */
export function writeLocalCheck(code: ByteWriter, layout: MeterLayout, local: number): void {
  code.u8(OP.localTee)
  code.u32(local)
  writeCheckOf(code, layout, local)
}

/** The check of what is on the stack, and in a local: while there is some, the global need not know. */
export function writeCheckOf(code: ByteWriter, { fuel, refill, hints }: MeterLayout, local: number): void {
  hints?.add(code.length + IF_OFFSET)
  code.raw(IF_BELOW_ZERO)
  code.u8(OP.localGet)
  code.u32(local)
  code.u8(OP.globalSet)
  code.u32(fuel)
  if (refill === null) return code.raw(TRAP_AND_END)
  writeCall(code, refill.index)
  code.u8(OP.globalGet)
  code.u32(fuel)
  code.u8(OP.localSet)
  code.u32(local)
  code.u8(OP.end)
}

/** Goes to a label when what is on the stack is less than nothing. */
export function writeExitBelowZero(code: ByteWriter, { hints }: MeterLayout, label: number): void {
  code.raw(BELOW_ZERO)
  hints?.add(code.length)
  code.u8(OP.brIf)
  code.u32(label)
}

/** Asks for more fuel, and gives back units that are going to be taken once more. */
export function writeRefill(code: ByteWriter, { fuel, refill }: MeterLayout, units: number): void {
  if (refill === null) throw new Error('this module does not ask for fuel')
  writeCall(code, refill.index)
  if (units === 0) return
  code.instruction(OP.globalGet, fuel)
  code.u8(OP.i64Const)
  code.constant(units)
  code.u8(OP.i64Add)
  code.instruction(OP.globalSet, fuel)
}

/** Asks the host for more fuel, and traps when there is still less than nothing. */
export function refillBody({ fuel, more }: MeterLayout, type: number): Uint8Array {
  const code = new ByteWriter(32)
  code.bytes([0, OP.i32Const, 0, OP.callIndirect])
  code.u32(type)
  code.u32(more)
  code.u8(OP.globalGet)
  code.u32(fuel)
  code.raw(IF_BELOW_ZERO)
  code.raw(TRAP_AND_END)
  code.u8(OP.end)
  return code.view()
}

/**
 * Stands for a function of the module wherever it is not named by a direct call: with the type that the function had,
 * it does for it what direct callers do. It looks what is left whatever the function does: a chain of calls through a
 * table may meet no other look.
 */
export function doorBody(functionIndex: number, type: FunctionType, callee: Callee, layout: MeterLayout): Uint8Array {
  const code = new ByteWriter(64)
  const remainder = type.params.length
  if (callee.carries) {
    code.bytes([1, 1, I64])
    writeRemainder(code, layout, callee.toll)
    writeLocalCheck(code, layout, remainder)
  } else {
    code.u8(0)
    if (callee.toll > 0) writeCharge(code, layout, callee.toll)
    writeCheck(code, layout)
  }
  type.params.forEach((_, index) => code.instruction(OP.localGet, index))
  if (callee.carries) code.instruction(OP.localGet, remainder)
  writeCall(code, functionIndex)
  if (callee.carries) code.instruction(OP.globalSet, layout.fuel)
  code.u8(OP.end)
  return code.view()
}

/** Puts on the stack what is left when so many units are taken. */
function writeRemainder(code: ByteWriter, { fuel }: MeterLayout, units: number): void {
  code.instruction(OP.globalGet, fuel)
  if (units === 0) return
  code.u8(OP.i64Const)
  code.constant(units)
  code.u8(OP.i64Sub)
}

export function writeCall(code: ByteWriter, functionIndex: number): void {
  code.u8(OP.call)
  code.u32(functionIndex)
}

/** The body of a measuring function. `declaredMaxPages` is what the guest's own memory may grow to. */
export function measureBody(measure: Measure, layout: MeterLayout, declaredMaxPages: number | null): Uint8Array {
  if (measure === 'pages') return growBody(layout, declaredMaxPages ?? MAX_MEMORY_PAGES)
  return lengthBody(layout, measure)
}

const OPERAND = 0
const FUEL = 1
const RESULT = 2

/** `(length, fuel) -> (length, fuel)`: charges for a length and hands it on, before the instruction that takes it runs. */
function lengthBody(layout: MeterLayout, measure: 'bytes' | 'elements'): Uint8Array {
  const code = new ByteWriter(64)
  code.u8(0)
  code.bytes([OP.localGet, FUEL, OP.localGet, OPERAND, OP.i64ExtendI32U, OP.i64Const])
  code.constant(measure === 'bytes' ? BYTES_PER_UNIT : FUEL_PER_ELEMENT)
  code.bytes([measure === 'bytes' ? OP.i64DivU : OP.i64Mul, OP.i64Sub])
  writeLocalCheck(code, layout, FUEL)
  code.bytes([OP.localGet, OPERAND, OP.localGet, FUEL, OP.end])
  return code.view()
}

/**
 * `(pages, fuel) -> (previous size or -1, fuel)`: stands in for `memory.grow`. A growth that succeeds is charged by the page. One
 * that fails although the guest's own maximum allowed it is counted, so that the host can tell a guest that then gives
 * up from one that is at fault itself.
 */
function growBody(layout: MeterLayout, declaredMaxPages: number): Uint8Array {
  const code = new ByteWriter(64)
  code.bytes([1, 1, I32])
  code.bytes([OP.localGet, OPERAND, OP.memoryGrow, 0, OP.localTee, RESULT])
  code.bytes([OP.i32Const, MINUS_ONE, OP.i32Eq, OP.if, VOID_BLOCK])
  code.bytes([OP.memorySize, 0, OP.i64ExtendI32U, OP.localGet, OPERAND, OP.i64ExtendI32U, OP.i64Add, OP.i64Const])
  code.constant(declaredMaxPages)
  code.bytes([OP.i64LeU, OP.if, VOID_BLOCK, OP.globalGet])
  code.u32(layout.deniedGrowth)
  code.bytes([OP.i32Const, 1, OP.i32Add, OP.globalSet])
  code.u32(layout.deniedGrowth)
  code.bytes([OP.end, OP.else, OP.localGet, FUEL, OP.localGet, OPERAND, OP.i64ExtendI32U, OP.i64Const])
  code.constant(FUEL_PER_PAGE)
  code.bytes([OP.i64Mul, OP.i64Sub])
  writeLocalCheck(code, layout, FUEL)
  code.bytes([OP.end, OP.localGet, RESULT, OP.localGet, FUEL, OP.end])
  return code.view()
}
