import { ByteReader } from '../inspect/byte-reader.ts'
import { readLocals } from '../inspect/code-section.ts'
import { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import { BodyWriter, type Metering } from './body-writer.ts'
import { ByteWriter } from './byte-writer.ts'
import { calleeOf, STRANGER, type Callee } from './callees.ts'
import { Charges } from './charges.ts'
import { Flow } from './flow.ts'
import { readFlow } from './flow-reader.ts'
import { keepsFuelInLocal } from './fuel-choice.ts'
import { GlobalHome, LocalHome } from './fuel-homes.ts'
import { I64, measureBody } from './meter-code.ts'
import type { MeterLayout } from './meter-layout.ts'

/** One function body: where it is in the file, and in the table of steps. */
interface Body {
  readonly functionIndex: number
  readonly start: number
  /** Behind the declarations of locals. */
  readonly code: number
  readonly end: number
  /** Parameters included. */
  readonly localCount: number
  readonly first: number
  readonly last: number
}

/** The contents of the metered code section: every body with its charges, then the measuring functions they call. */
export function meterCode(bytes: Uint8Array, section: SectionSpan, info: ModuleInfo, layout: MeterLayout): Uint8Array {
  const flow = new Flow()
  const bodies = readBodies(bytes, section, info, flow)
  const charges = new Charges(flow)
  const callees = calleesOf(bodies, info, flow, charges)
  const [joined, before] = [new Int32Array(flow.length), new Int32Array(flow.length)]
  const metering = { flow, charges, callees, layout, joined, before }
  const written = new ByteWriter((section.end - section.contents) * 2)
  const code = new ByteWriter()
  for (const body of bodies) {
    code.clear()
    meterBody(bytes, body, metering, code)
    written.sized(code.view())
  }
  for (const measure of layout.measures) written.sized(measureBody(measure, layout, info.memory?.maxPages ?? null))
  return countedList(info.functionCount + layout.measures.length, written.view())
}

function readBodies(bytes: Uint8Array, section: SectionSpan, info: ModuleInfo, flow: Flow): Body[] {
  const { types, functions, importedCounts } = info
  const reader = new ByteReader(bytes, section.contents, section.end)
  reader.u32()
  return functions.slice(importedCounts.function).map((type, index) => {
    const source = reader.take(reader.u32())
    const start = source.position
    const localCount = readLocals(source)
    const code = source.position
    const first = flow.length
    readFlow(new InstructionCursor(source), { types, functions, type, localCount }, flow)
    const last = flow.length - 1
    const functionIndex = importedCounts.function + index
    return { functionIndex, start, code, end: source.end, localCount: type.params.length + localCount, first, last }
  })
}

/**
 * What callers do for each function. Those that can also be called from outside, or through a reference, do everything
 * for themselves; so do the imported ones.
 */
function calleesOf(bodies: readonly Body[], info: ModuleInfo, flow: Flow, charges: Charges): readonly Callee[] {
  const callees: Callee[] = info.functions.map(() => STRANGER)
  for (const { functionIndex, first, last } of bodies) {
    if (info.referencedFunctions.has(functionIndex)) continue
    const entryLevel = charges.settle(first, last, callees)
    callees[functionIndex] = calleeOf(flow, charges, first, last, entryLevel)
  }
  return callees
}

function meterBody(bytes: Uint8Array, body: Body, metering: Metering, code: ByteWriter): void {
  const { flow, charges, callees, layout } = metering
  const { first, last, localCount } = body
  const self = callees[body.functionIndex] ?? STRANGER
  charges.behind[first] = charges.settle(first, last, callees) - self.toll
  const isLocal = keepsFuelInLocal(flow, charges, callees, first, last)
  const locals = bytes.subarray(body.start, body.code)
  if (isLocal) declareLocal(locals, code)
  else code.raw(locals)
  const home = isLocal ? new LocalHome(code, layout, localCount) : new GlobalHome(code, layout)
  new BodyWriter(metering, bytes, code, home).write(first, last, self)
}

/** Adds a local for the fuel behind those that are declared. */
function declareLocal(locals: Uint8Array, code: ByteWriter): void {
  const groups = new ByteReader(locals)
  code.u32(groups.u32() + 1)
  code.raw(locals.subarray(groups.position))
  code.raw([1, I64])
}

/** A list in the binary format: how many, and then the entries. */
export function countedList(count: number, entries: Uint8Array): Uint8Array {
  const list = new ByteWriter(entries.length + 5)
  list.u32(count)
  list.raw(entries)
  return list.view()
}
