import type { ByteReader } from './byte-reader.ts'
import { InspectionRefused, malformed } from './inspection.errors.ts'
import type { SectionSpan } from './module-info.ts'
import { unknownEncoding, unsupported } from './refused-features.ts'
import { enforce } from './structure-limits.ts'

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const

/** The order in which sections must stand; custom sections may stand anywhere. */
export const SECTION_ORDER: readonly number[] = [
  SECTION.type,
  SECTION.import,
  SECTION.function,
  SECTION.table,
  SECTION.memory,
  SECTION.global,
  SECTION.export,
  SECTION.start,
  SECTION.element,
  SECTION.dataCount,
  SECTION.code,
  SECTION.data,
]

const MAGIC = [0x00, 0x61, 0x73, 0x6d]
const MODULE_VERSION = [0x01, 0x00, 0x00, 0x00]
export const MODULE_HEADER: readonly number[] = [...MAGIC, ...MODULE_VERSION]

/** Byte 6 is the layer: 0 for core modules, 1 for components. */
const COMPONENT_LAYER = 1

/** Checks the eight bytes before the first section. */
export function readHeader(reader: ByteReader): void {
  const { bytes } = reader
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw new InspectionRefused(
      'not_wasm',
      0,
      'This is no WebAssembly: it does not begin with \\0asm; send the .wasm file itself',
    )
  }
  if (bytes[6] === COMPONENT_LAYER && bytes[7] === 0) throw unsupported('component', 4)
  if (!MODULE_HEADER.every((byte, index) => bytes[index] === byte)) {
    throw new InspectionRefused(
      'not_wasm',
      4,
      'This is not version 1 of WebAssembly: build the module with a current toolchain',
    )
  }
  reader.skip(MODULE_HEADER.length)
}

/** Cuts a module behind its header into sections, and checks that they stand in order and at most once. */
export function readSections(reader: ByteReader): SectionSpan[] {
  const sections: SectionSpan[] = []
  let rank = -1
  let customCount = 0
  while (!reader.atEnd) {
    const section = readSection(reader)
    sections.push(section)
    if (section.id === SECTION.custom) {
      customCount += 1
      enforce('customSections', customCount, section.start)
      continue
    }
    const nextRank = SECTION_ORDER.indexOf(section.id)
    if (nextRank <= rank) throw malformed(section.start, `Section ${section.id} is repeated or out of order`)
    rank = nextRank
  }
  return sections
}

function readSection(reader: ByteReader): SectionSpan {
  const start = reader.position
  const id = reader.u8()
  if (id === SECTION.tag) throw unsupported('exceptions', start)
  if (id > SECTION.tag) throw unknownEncoding(`Section ${id}`, start)
  const contents = reader.take(reader.u32())
  const name = id === SECTION.custom ? contents.name() : ''
  return { id, name, start, contents: contents.position, end: contents.end }
}
