import { ByteReader } from '../inspect/byte-reader.ts'
import { readLocals } from '../inspect/code-section.ts'
import { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { FunctionType, ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import { fuelPoints, type FuelPoint } from './blocks.ts'
import { ByteWriter } from './byte-writer.ts'
import { measureBody, writeCall, writeCharge, writeCheck } from './meter-code.ts'
import type { MeterLayout } from './meter-layout.ts'

/** The contents of the metered code section: every body with its charges, then the measuring functions they call. */
export function meterCode(bytes: Uint8Array, section: SectionSpan, info: ModuleInfo, layout: MeterLayout): Uint8Array {
  const reader = new ByteReader(bytes, section.contents, section.end)
  reader.u32()
  const bodies = new ByteWriter((section.end - section.contents) * 2)
  const body = new ByteWriter()
  for (const type of info.functions.slice(info.importedCounts.function)) {
    body.clear()
    meterBody(reader.take(reader.u32()), type, info, layout, body)
    bodies.sized(body.view())
  }
  for (const measure of layout.measures) bodies.sized(measureBody(measure, layout, info.memory?.maxPages ?? null))
  return countedList(info.functionCount + layout.measures.length, bodies.view())
}

function meterBody(
  source: ByteReader,
  type: FunctionType,
  { types, functions }: ModuleInfo,
  layout: MeterLayout,
  target: ByteWriter,
): void {
  const start = source.position
  const localCount = readLocals(source)
  const points = fuelPoints(new InstructionCursor(source), { types, functions, type, localCount })
  splice(source.bytes.subarray(0, source.end), start, points, layout, target)
}

/** Copies a body, which ends where `bytes` do, and writes at each point what it takes. */
function splice(
  bytes: Uint8Array,
  start: number,
  points: readonly FuelPoint[],
  layout: MeterLayout,
  target: ByteWriter,
): void {
  let copied = start
  for (const point of points) {
    if (point.kind === 'charge' && point.cost === 0) continue
    target.raw(bytes.subarray(copied, point.offset))
    copied = writePoint(point, layout, target)
  }
  target.raw(bytes.subarray(copied))
}

/** @returns where the guest's own code goes on. */
function writePoint(point: FuelPoint, layout: MeterLayout, target: ByteWriter): number {
  if (point.kind === 'measure') {
    writeCall(target, layout.functionFor(point.measure))
    // memory.grow runs inside its measuring function, which must see the result; the others run behind theirs.
    return point.measure === 'pages' ? point.end : point.offset
  }
  writeCharge(target, layout, point.cost)
  if (point.kind === 'check') writeCheck(target, layout)
  return point.offset
}

/** A list in the binary format: how many, and then the entries. */
export function countedList(count: number, entries: Uint8Array): Uint8Array {
  const list = new ByteWriter(entries.length + 5)
  list.u32(count)
  list.raw(entries)
  return list.view()
}
