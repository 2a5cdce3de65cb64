import { ByteReader } from '../inspect/byte-reader.ts'
import type { FunctionType, ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import { MODULE_HEADER, SECTION, SECTION_ORDER } from '../inspect/sections.ts'
import { byteOf, MAX_MEMORY_PAGES } from '../inspect/value-types.ts'
import { ByteWriter } from './byte-writer.ts'
import type { Caps } from './caps.ts'
import { countedList, meterCode, type Pieces } from './code-rewriter.ts'
import type { FuelSupply } from './fuel-supply.ts'
import { OffsetRecorder } from './offset-map.ts'
import { MeterLayout } from './meter-layout.ts'
import { METER } from './meter-names.ts'
import { renameLocals } from './name-section.ts'
import { rewindableGlobals } from './rewindable.ts'

export interface Rewritten {
  readonly metered: Uint8Array<ArrayBuffer>
  /** An `OffsetMap`, of a module that says which source its code comes from; null of others, and of the largest. */
  readonly offsets: Uint8Array<ArrayBuffer> | null
  /** For people who wonder what was done. */
  readonly figures: { readonly steps: number; readonly carriers: number; readonly doors: number }
}

/** More than that no sandbox is sent. */
const MAX_OFFSET_BYTES = 8 << 20

/** Writes the whole module anew: the sections that metering changes, and the others byte by byte. */
export function rewriteSections(bytes: Uint8Array, info: ModuleInfo, caps: Caps, supply: FuelSupply): Rewritten {
  const rewrite = new SectionRewrite(bytes, info, caps, supply)
  const pieces: Uint8Array[] = [Uint8Array.from(MODULE_HEADER)]
  for (const section of withRequired(info.sections, REQUIRED[supply])) {
    const contents = rewrite.contentsOf(section)
    if (section.id === SECTION.code) pieces.push(...rewrite.hints())
    if (contents === 'as it is') pieces.push(bytes.subarray(section.start, section.end))
    else if (contents !== 'left out') pieces.push(sectionHead(section.id, contents), ...contents)
    // The bodies stand behind their count, which is a piece of its own.
    if (section.id === SECTION.code) rewrite.offsets?.moveAll(lengthOf(pieces.slice(0, -1)))
  }
  const offsets = rewrite.offsets?.bytes() ?? null
  const known = (offsets?.length ?? 0) > MAX_OFFSET_BYTES ? null : offsets
  return { metered: joined(pieces), offsets: known, figures: rewrite.figures }
}

const sectionHead = (id: number, contents: Pieces): Uint8Array =>
  encoded((writer) => {
    writer.u8(id)
    writer.u32(lengthOf(contents))
  })

const lengthOf = (pieces: Pieces): number => pieces.reduce((sum, { length }) => sum + length, 0)

function joined(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(lengthOf(pieces))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.length
  }
  return whole
}

/** The sections that every metered module has: they hold the fuel, and the way to more of it, and show it to the host. */
const REQUIRED: Readonly<Record<FuelSupply, readonly number[]>> = {
  whole: [SECTION.global, SECTION.export],
  sliced: [SECTION.table, SECTION.global, SECTION.export],
}

/** The sections with empty ones where a required one is missing. */
function withRequired(sections: readonly SectionSpan[], required: readonly number[]): SectionSpan[] {
  const all = [...sections]
  for (const id of required) {
    if (sections.some((section) => section.id === id)) continue
    const rank = SECTION_ORDER.indexOf(id)
    const next = all.findIndex((section) => SECTION_ORDER.indexOf(section.id) > rank)
    all.splice(next === -1 ? all.length : next, 0, { id, name: '', start: 0, contents: 0, end: 0 })
  }
  return all
}

/**
 * Custom sections that speak of code by its position, or of the file as a whole: metering makes them wrong. Names are
 * kept, since no index of a function changes; those of locals that do are written anew.
 */
const OUTDATED_SECTIONS = /^(?:linking|reloc\..*|\.debug_.*|metadata\.code\..*|sourceMappingURL|external_debug_info)$/

const DEBUG_LINES = '.debug_line'

const I32 = 0x7f
const I64 = 0x7e
const MUTABLE = 1
const I32_ZERO = [0x41, 0, 0x0b]
const I64_ZERO = [0x42, 0, 0x0b]
const FUNCTION_TYPE = 0x60
const HAS_MAX = 1
const ELEMENT_TYPE = { funcref: 0x70, externref: 0x6f } as const
const TABLE_OF_ONE = [ELEMENT_TYPE.funcref, HAS_MAX, 1, 1]
const EXPORT_KIND = { function: 0, table: 1, global: 3 } as const

class SectionRewrite {
  readonly #bytes: Uint8Array
  readonly #info: ModuleInfo
  readonly #caps: Caps
  readonly #supply: FuelSupply
  readonly offsets: OffsetRecorder | null
  readonly #layout: MeterLayout
  /** Written first: only then is it known which measuring functions the module needs. */
  readonly #code: Pieces

  constructor(bytes: Uint8Array, info: ModuleInfo, caps: Caps, supply: FuelSupply) {
    this.#bytes = bytes
    this.#info = info
    this.#caps = caps
    this.#supply = supply
    this.#layout = new MeterLayout(info)
    const code = info.sections.find((section) => section.id === SECTION.code)
    const isTraceable = info.customSections.some(({ name }) => name === DEBUG_LINES)
    this.offsets = code && isTraceable ? new OffsetRecorder(code.contents) : null
    this.#code = code ? meterCode(bytes, code, info, this.#layout, { supply, offsets: this.offsets }) : []
  }

  /** The section that must stand before the code, if there is one. */
  hints(): Pieces {
    const contents = this.#layout.hints?.contents()
    return contents === undefined ? [] : [sectionHead(SECTION.custom, contents), ...contents]
  }

  get figures(): Rewritten['figures'] {
    const { steps, carriers, doors } = this.#layout
    return { steps, carriers: carriers.size, doors: doors.size }
  }

  contentsOf(section: SectionSpan): Pieces | 'as it is' | 'left out' {
    switch (section.id) {
      case SECTION.custom:
        return this.#custom(section)
      case SECTION.type:
        return this.#append(section, this.#layout.types.map(typeEntry))
      case SECTION.function:
        return this.#functions(section)
      case SECTION.table:
        return this.#tables()
      case SECTION.memory:
        return this.#memories()
      case SECTION.global:
        return this.#append(section, [
          Uint8Array.of(I64, MUTABLE, ...I64_ZERO),
          Uint8Array.of(I32, MUTABLE, ...I32_ZERO),
        ])
      case SECTION.export:
        return this.#append(section, this.#exports())
      case SECTION.start:
        // An engine would run it before the host can set any fuel. As an export, the host calls it under fuel.
        return 'left out'
      case SECTION.element:
        return [encoded((writer) => this.#copy(section.contents, section.end, writer))]
      case SECTION.code:
        return this.#code
      default:
        return 'as it is'
    }
  }

  #custom(section: SectionSpan): Pieces | 'as it is' | 'left out' {
    if (OUTDATED_SECTIONS.test(section.name)) return 'left out'
    if (section.name !== 'name' || this.#layout.carriers.size === 0) return 'as it is'
    const names = renameLocals(this.#bytes, section, this.#info.functions, this.#layout)
    return names === null ? 'left out' : [names]
  }

  /** A list section with further entries at its end. */
  #append(section: SectionSpan, added: readonly Uint8Array[]): Pieces {
    const reader = new ByteReader(this.#bytes, section.contents, section.end)
    const count = reader.atEnd ? 0 : reader.u32()
    const entries = encoded((writer) => {
      this.#copy(reader.position, section.end, writer)
      for (const entry of added) writer.raw(entry)
    })
    return countedList(count + added.length, entries)
  }

  /** Copies a part of the module, in which functions that have a door are named by that. */
  #copy(start: number, end: number, writer: ByteWriter): void {
    let copied = start
    for (const at of this.#info.functionReferences) {
      if (at < start || at >= end) continue
      const reference = new ByteReader(this.#bytes, at)
      const door = this.#layout.doors.get(reference.u32())
      if (door === undefined) continue
      writer.copy(this.#bytes, copied, at)
      writer.u32(door)
      copied = reference.position
    }
    writer.copy(this.#bytes, copied, end)
  }

  /** The types of all functions: those that carry the fuel have another than they had. */
  #functions(section: SectionSpan): Pieces {
    const { carriers, doors, refill, measures } = this.#layout
    const types = new ByteReader(this.#bytes, section.contents, section.end)
    const count = types.u32()
    const first = this.#info.importedCounts.function
    const entries = encoded((writer) => {
      const own = new Uint32Array(count)
      for (let index = 0; index < count; index += 1) {
        own[index] = types.u32()
        writer.u32(carriers.get(first + index) ?? own[index] ?? 0)
      }
      for (const index of doors.keys()) writer.u32(own[index - first] ?? 0)
      if (refill !== null) writer.u32(refill.type)
      measures.forEach(() => writer.u32(this.#layout.measureType))
    })
    return countedList(count + this.#layout.addedFunctions, entries)
  }

  #tables(): Pieces {
    const tables = this.#info.tables.slice(this.#info.importedCounts.table)
    const entries = encoded((writer) => {
      for (const { element, minElements, maxElements } of tables) {
        writer.u8(ELEMENT_TYPE[element])
        writeLimits(writer, minElements, Math.min(maxElements ?? Infinity, this.#caps.tableElements))
      }
      if (this.#supply === 'sliced') writer.bytes(TABLE_OF_ONE)
    })
    return countedList(tables.length + (this.#supply === 'sliced' ? 1 : 0), entries)
  }

  #memories(): Pieces {
    const memory = this.#info.importedCounts.memory === 0 ? this.#info.memory : null
    if (!memory) return countedList(0, new Uint8Array())
    const { minPages, maxPages } = memory
    const max = Math.min(maxPages ?? MAX_MEMORY_PAGES, this.#caps.memoryPages)
    return countedList(
      1,
      encoded((writer) => writeLimits(writer, minPages, max)),
    )
  }

  #exports(): Uint8Array[] {
    const { start } = this.#info
    const globals = rewindableGlobals(this.#info) ?? []
    const meters = [
      exportEntry(METER.fuel, EXPORT_KIND.global, this.#layout.fuel),
      exportEntry(METER.deniedGrowth, EXPORT_KIND.global, this.#layout.deniedGrowth),
      ...(this.#supply === 'sliced' ? [exportEntry(METER.more, EXPORT_KIND.table, this.#layout.more)] : []),
      ...globals.map((index) => exportEntry(`${METER.globalPrefix}${index}`, EXPORT_KIND.global, index)),
    ]
    if (start === null) return meters
    return [...meters, exportEntry(METER.start, EXPORT_KIND.function, this.#layout.doors.get(start) ?? start)]
  }
}

const typeEntry = ({ params, results }: FunctionType): Uint8Array =>
  encoded((writer) => {
    writer.u8(FUNCTION_TYPE)
    for (const types of [params, results]) {
      writer.u32(types.length)
      types.forEach((type) => writer.u8(byteOf(type)))
    }
  })

function writeLimits(writer: ByteWriter, min: number, max: number): void {
  writer.u8(HAS_MAX)
  writer.u32(min)
  writer.u32(max)
}

const exportEntry = (name: string, kind: number, index: number): Uint8Array =>
  encoded((writer) => {
    writer.name(name)
    writer.u8(kind)
    writer.u32(index)
  })

function encoded(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(64)
  write(writer)
  return writer.view()
}
