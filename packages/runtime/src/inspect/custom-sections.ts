import { ByteReader } from './byte-reader.ts'
import { InspectionRefused } from './inspection.errors.ts'
import type { ModuleDraft } from './module-draft.ts'

const FUNCTION_NAMES = 1

/** Records a custom section, and takes the function names from the one called `name`. */
export function readCustomSection(reader: ByteReader, name: string, draft: ModuleDraft): void {
  draft.customSections.push({ name, sizeBytes: reader.end - reader.position })
  if (name === 'name') draft.functionNames = readFunctionNames(reader, draft.functions.length)
}

/**
 * Names are a courtesy for messages: engines ignore a name section that is malformed, and so does this reader, which
 * then knows no names at all.
 */
function readFunctionNames(reader: ByteReader, functionCount: number): ReadonlyMap<number, string> {
  try {
    while (!reader.atEnd) {
      const id = reader.u8()
      const subsection = reader.take(reader.u32())
      if (id === FUNCTION_NAMES) return readNameMap(subsection, functionCount)
    }
  } catch (error) {
    if (!(error instanceof InspectionRefused)) throw error
  }
  return new Map()
}

function readNameMap(reader: ByteReader, functionCount: number): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (let left = reader.u32(); left > 0; left -= 1) {
    const index = reader.u32()
    const name = reader.name()
    if (index < functionCount) names.set(index, name)
  }
  return names
}
