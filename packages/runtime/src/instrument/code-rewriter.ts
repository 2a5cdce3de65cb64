import { ByteReader } from '../inspect/byte-reader.ts'
import type { FunctionType, ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import { readBodies, type Body } from './bodies.ts'
import { BodyWriter } from './body-writer.ts'
import { ByteWriter } from './byte-writer.ts'
import { calleesOf, STRANGER } from './callees.ts'
import { Charges } from './charges.ts'
import { Flow } from './flow.ts'
import { keepsFuelInLocal } from './fuel-choice.ts'
import { GlobalHome, LocalHome } from './fuel-homes.ts'
import type { FuelSupply } from './fuel-supply.ts'
import { doorBody, I64, measureBody, refillBody } from './meter-code.ts'
import type { OffsetRecorder } from './offset-map.ts'
import type { MeterLayout } from './meter-layout.ts'
import type { Metering } from './metering.ts'
import { SourceCopy } from './source-copy.ts'
import { UncheckedFuel } from './unchecked-fuel.ts'

/** How much longer the meter makes code at most, usually. */
const USUAL_GROWTH = 1.5

const NOTHING: FunctionType = { params: [], results: [] }

/** The contents of the metered code section: every body with its charges, then the functions that are added. */
export function meterCode(
  bytes: Uint8Array,
  section: SectionSpan,
  info: ModuleInfo,
  layout: MeterLayout,
  { supply, offsets }: { supply: FuelSupply; offsets: OffsetRecorder | null },
): Pieces {
  const flow = new Flow(section.end - section.contents)
  const bodies = readBodies(bytes, section, info, flow)
  layout.steps = flow.length
  const charges = new Charges(flow)
  const { callees, entryLevels } = calleesOf(bodies, info, flow, charges)
  callees.forEach((callee, index) => {
    if (callee.carries) layout.carry(index)
    if (callee !== STRANGER && info.referencedFunctions.has(index)) layout.addDoor(index)
  })
  // Without functions nothing asks for more, and there may be no section that gives one a type.
  if (supply === 'sliced' && bodies.length > 0) layout.addRefill()
  const unchecked = new UncheckedFuel(flow)
  const metering = { flow, charges, callees, entryLevels, layout, offsets, unchecked, functions: info.functions }
  const written = new ByteWriter(Math.ceil((section.end - section.contents) * USUAL_GROWTH))
  const code = new ByteWriter()
  for (const body of bodies) {
    code.clear()
    meterBody(bytes, body, metering, code)
    written.append(code)
    layout.hints?.endBody(body.functionIndex)
    offsets?.move(written.length - code.length)
  }
  for (const [index, door] of layout.doors) {
    written.sized(doorBody(index, info.functions[index] ?? NOTHING, callees[index] ?? STRANGER, layout))
    layout.hints?.endBody(door)
  }
  if (layout.refill !== null) written.sized(refillBody(layout, layout.refill.type))
  for (const measure of layout.measures) {
    written.sized(measureBody(measure, layout, info.memory?.maxPages ?? null))
    layout.hints?.endBody(layout.functionFor(measure))
  }
  return countedList(info.functionCount + layout.addedFunctions, written.view())
}

function meterBody(bytes: Uint8Array, body: Body, metering: Metering, code: ByteWriter): void {
  const { flow, charges, callees, entryLevels, layout } = metering
  const { first, last, localCount, firstShort, firstLong } = body
  const self = callees[body.functionIndex] ?? STRANGER
  const entryLevel = entryLevels.get(body.functionIndex) ?? charges.settle(first, last, callees)
  charges.behind[first] = entryLevel - self.toll
  const isLocal = !self.carries && keepsFuelInLocal(flow, charges, callees, first, last)
  if (isLocal) declareLocal(bytes, body, code)
  else code.copy(bytes, body.start, body.code)
  const type = metering.functions[body.functionIndex] ?? NOTHING
  const plan = { first, last, self, type, firstShort, firstLong }
  const source = new SourceCopy(bytes, code, metering, plan)
  const home = self.carries
    ? LocalHome.ofParameter(source, layout, type.params.length)
    : isLocal
      ? LocalHome.ofGlobal(source, layout, localCount)
      : new GlobalHome(source, layout)
  new BodyWriter(metering, bytes, source, plan, home).write()
}

/** Adds a local for the fuel behind those that are declared. */
function declareLocal(bytes: Uint8Array, { start, code: end }: Body, code: ByteWriter): void {
  const groups = new ByteReader(bytes, start)
  code.u32(groups.u32() + 1)
  code.copy(bytes, groups.position, end)
  code.instruction(1, I64)
}

/** What stands one behind the other in the new module; it is put together once, at the end. */
export type Pieces = readonly Uint8Array[]

/** A list in the binary format: how many, and then the entries. */
export function countedList(count: number, entries: Uint8Array): Pieces {
  const head = new ByteWriter(5)
  head.u32(count)
  return [head.view(), entries]
}
