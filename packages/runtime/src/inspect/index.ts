import { ByteReader } from './byte-reader.ts'
import { readCode } from './code-section.ts'
import { readCustomSection } from './custom-sections.ts'
import {
  readExports,
  readFunctions,
  readGlobals,
  readImports,
  readMemories,
  readStart,
  readTables,
  readTypes,
} from './declaration-sections.ts'
import { malformed } from './inspection.errors.ts'
import { ModuleDraft } from './module-draft.ts'
import type { ModuleInfo, SectionSpan } from './module-info.ts'
import { readHeader, readSections, SECTION } from './sections.ts'
import { readDataCount, readDataSegments, readElementSegments } from './segment-sections.ts'
import { enforce } from './structure-limits.ts'

export { InspectionRefused, type InspectionCode } from './inspection.errors.ts'
export type * from './module-info.ts'
export { RESERVED_PREFIX } from './reserved-names.ts'
export { STRUCTURE_LIMITS } from './structure-limits.ts'

/**
 * Parses and bounds a core module without running it. Total: on any input it returns or throws
 * {@link InspectionRefused}, nothing else. It accepts the WebAssembly 2.0 instruction set and tail calls, and refuses
 * every other proposal by name. Structure, nesting and indexes are checked here; operand types are not: whoever means
 * to run the module also calls `WebAssembly.validate` on the same bytes.
 */
export function inspect(bytes: Uint8Array): ModuleInfo {
  enforce('moduleBytes', bytes.length, 0)
  const reader = new ByteReader(bytes)
  readHeader(reader)
  const sections = readSections(reader)
  const draft = new ModuleDraft()
  for (const section of sections) readContents(bytes, section, draft)
  requireCompleteness(draft, bytes.length)
  return infoOf(draft, sections, bytes.length)
}

type SectionReader = (reader: ByteReader, draft: ModuleDraft) => void

const SECTION_READERS: ReadonlyMap<number, SectionReader> = new Map([
  [SECTION.type, readTypes],
  [SECTION.import, readImports],
  [SECTION.function, readFunctions],
  [SECTION.table, readTables],
  [SECTION.memory, readMemories],
  [SECTION.global, readGlobals],
  [SECTION.export, readExports],
  [SECTION.start, readStart],
  [SECTION.element, readElementSegments],
  [SECTION.dataCount, readDataCount],
  [SECTION.code, readCode],
  [SECTION.data, readDataSegments],
])

function readContents(bytes: Uint8Array, section: SectionSpan, draft: ModuleDraft): void {
  const reader = new ByteReader(bytes, section.contents, section.end)
  const read = SECTION_READERS.get(section.id)
  if (!read) return readCustomSection(reader, section.name, draft)
  read(reader, draft)
  if (!reader.atEnd) throw malformed(reader.position, `Section ${section.id} has bytes left over`)
}

/** What no single section can know: that its counterpart came. */
function requireCompleteness(draft: ModuleDraft, end: number): void {
  const bodies = draft.functions.length - draft.importedCounts.function
  if (bodies !== draft.bodyCount)
    throw malformed(end, `${bodies} functions are declared and ${draft.bodyCount} have a body`)
  if ((draft.declaredDataCount ?? draft.dataSegmentCount) !== draft.dataSegmentCount) {
    throw malformed(end, `${draft.declaredDataCount} data segments are announced and ${draft.dataSegmentCount} came`)
  }
}

function infoOf(draft: ModuleDraft, sections: SectionSpan[], sizeBytes: number): ModuleInfo {
  const { imports, exports, types, functions, tables, globals, start, importedCounts, codeBytes, dataBytes } = draft
  const { elementSegmentCount, dataSegmentCount, changesTables, customSections, functionNames, bodyCount } = draft
  const { referencedFunctions, functionReferences } = draft
  return {
    sizeBytes,
    imports,
    exports,
    types,
    functions,
    tables,
    memory: draft.memories[0] ?? null,
    globals,
    referencedFunctions,
    functionReferences,
    start,
    features: [...draft.features].sort(),
    importedCounts,
    functionCount: bodyCount,
    elementSegmentCount,
    dataSegmentCount,
    changesTables,
    codeBytes,
    dataBytes,
    customSections,
    functionNames,
    sections,
  }
}
