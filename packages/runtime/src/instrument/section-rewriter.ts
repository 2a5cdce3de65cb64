import { ByteReader } from '../inspect/byte-reader.ts'
import type { ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import { MODULE_HEADER, SECTION, SECTION_ORDER } from '../inspect/sections.ts'
import { MAX_MEMORY_PAGES } from '../inspect/value-types.ts'
import { ByteWriter } from './byte-writer.ts'
import type { Caps } from './caps.ts'
import { countedList, meterCode } from './code-rewriter.ts'
import { MeterLayout } from './meter-layout.ts'
import { METER } from './meter-names.ts'
import { rewindableGlobals } from './rewindable.ts'

/** Writes the whole module anew: the sections that metering changes, and the others byte by byte. */
export function rewriteSections(bytes: Uint8Array, info: ModuleInfo, caps: Caps): Uint8Array<ArrayBuffer> {
  const rewrite = new SectionRewrite(bytes, info, caps)
  const module = new ByteWriter(bytes.length * 2)
  module.raw(MODULE_HEADER)
  for (const section of withRequired(info.sections)) {
    const contents = rewrite.contentsOf(section)
    if (contents === 'as it is') module.raw(bytes.subarray(section.start, section.end))
    else if (contents !== 'left out') module.section(section.id, contents)
  }
  return module.view().slice()
}

/** The sections that every metered module has: they hold the fuel and show it to the host. */
const REQUIRED = [SECTION.global, SECTION.export]

/** The sections with empty ones where a required one is missing. */
function withRequired(sections: readonly SectionSpan[]): SectionSpan[] {
  const all = [...sections]
  for (const id of REQUIRED) {
    if (sections.some((section) => section.id === id)) continue
    const rank = SECTION_ORDER.indexOf(id)
    const next = all.findIndex((section) => SECTION_ORDER.indexOf(section.id) > rank)
    all.splice(next === -1 ? all.length : next, 0, { id, name: '', start: 0, contents: 0, end: 0 })
  }
  return all
}

/**
 * Custom sections that speak of code by its position, or of the file as a whole: metering makes them wrong. Names are
 * kept, since no index changes.
 */
const OUTDATED_SECTIONS = /^(?:linking|reloc\..*|\.debug_.*|metadata\.code\..*|sourceMappingURL|external_debug_info)$/

const I32 = 0x7f
const I64 = 0x7e
const MUTABLE = 1
const I32_ZERO = [0x41, 0, 0x0b]
const I64_ZERO = [0x42, 0, 0x0b]
const MEASURE_TYPE = [0x60, 1, I32, 1, I32]
const HAS_MAX = 1
const ELEMENT_TYPE = { funcref: 0x70, externref: 0x6f } as const
const EXPORT_KIND = { function: 0, global: 3 } as const

class SectionRewrite {
  readonly #bytes: Uint8Array
  readonly #info: ModuleInfo
  readonly #caps: Caps
  readonly #layout: MeterLayout
  /** Written first: only then is it known which measuring functions the module needs. */
  readonly #code: Uint8Array

  constructor(bytes: Uint8Array, info: ModuleInfo, caps: Caps) {
    this.#bytes = bytes
    this.#info = info
    this.#caps = caps
    this.#layout = new MeterLayout(info)
    const code = info.sections.find((section) => section.id === SECTION.code)
    this.#code = code ? meterCode(bytes, code, info, this.#layout) : new Uint8Array()
  }

  contentsOf(section: SectionSpan): Uint8Array | 'as it is' | 'left out' {
    switch (section.id) {
      case SECTION.custom:
        return OUTDATED_SECTIONS.test(section.name) ? 'left out' : 'as it is'
      case SECTION.type:
        return this.#append(section, this.#layout.measures.length > 0 ? [MEASURE_TYPE] : [])
      case SECTION.function:
        return this.#append(
          section,
          this.#layout.measures.map(() => encoded((w) => w.u32(this.#layout.measureType))),
        )
      case SECTION.table:
        return this.#tables()
      case SECTION.memory:
        return this.#memories()
      case SECTION.global:
        return this.#append(section, [
          [I64, MUTABLE, ...I64_ZERO],
          [I32, MUTABLE, ...I32_ZERO],
        ])
      case SECTION.export:
        return this.#append(section, this.#exports())
      case SECTION.start:
        // An engine would run it before the host can set any fuel. As an export, the host calls it under fuel.
        return 'left out'
      case SECTION.code:
        return this.#code
      default:
        return 'as it is'
    }
  }

  /** A list section with further entries at its end. */
  #append(section: SectionSpan, added: readonly ArrayLike<number>[]): Uint8Array {
    const reader = new ByteReader(this.#bytes, section.contents, section.end)
    const count = reader.atEnd ? 0 : reader.u32()
    const entries = encoded((writer) => {
      writer.raw(this.#bytes.subarray(reader.position, section.end))
      for (const entry of added) writer.raw(entry)
    })
    return countedList(count + added.length, entries)
  }

  #tables(): Uint8Array {
    const tables = this.#info.tables.slice(this.#info.importedCounts.table)
    const entries = encoded((writer) => {
      for (const { element, minElements, maxElements } of tables) {
        writer.u8(ELEMENT_TYPE[element])
        writeLimits(writer, minElements, Math.min(maxElements ?? Infinity, this.#caps.tableElements))
      }
    })
    return countedList(tables.length, entries)
  }

  #memories(): Uint8Array {
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
      ...globals.map((index) => exportEntry(`${METER.globalPrefix}${index}`, EXPORT_KIND.global, index)),
    ]
    return start === null ? meters : [...meters, exportEntry(METER.start, EXPORT_KIND.function, start)]
  }
}

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
