import { ByteReader } from '../inspect/byte-reader.ts'
import { InspectionRefused } from '../inspect/index.ts'
import type { FunctionType } from '../inspect/module-info.ts'
import { ByteWriter } from './byte-writer.ts'
import type { MeterLayout } from './meter-layout.ts'

const SECTION_NAME = 'name'
const LOCAL_NAMES = 2
const FUEL_NAME = 'fuel'

/**
 * The contents of a name section, its own name in front, in which the names of locals are right again: a function that carries the fuel has it
 * as one more parameter, behind which every local has moved up by one. Null for a section that cannot be read, of which
 * engines read nothing either.
 */
export function renameLocals(
  bytes: Uint8Array,
  { contents, end }: { readonly contents: number; readonly end: number },
  functions: readonly FunctionType[],
  { carriers }: MeterLayout,
): Uint8Array | null {
  try {
    const section = new ByteReader(bytes, contents, end)
    const written = new ByteWriter(end - contents)
    written.name(SECTION_NAME)
    while (!section.atEnd) {
      const id = section.u8()
      const subsection = section.take(section.u32())
      written.u8(id)
      if (id === LOCAL_NAMES) written.sized(renamed(subsection, functions, carriers))
      else written.sized(bytes.subarray(subsection.position, subsection.end))
    }
    return written.view()
  } catch (error) {
    if (!(error instanceof InspectionRefused)) throw error
    return null
  }
}

function renamed(
  names: ByteReader,
  functions: readonly FunctionType[],
  carriers: ReadonlyMap<number, number>,
): Uint8Array {
  const written = new ByteWriter(names.end - names.position)
  const count = names.u32()
  written.u32(count)
  for (let left = count; left > 0; left -= 1) {
    const index = names.u32()
    const fuel = carriers.has(index) ? (functions[index]?.params.length ?? null) : null
    written.u32(index)
    renameLocalsOf(names, fuel, written)
  }
  return written.view()
}

/**
 * Copies the names of one function's locals as they are; `fuel` is the index at which one has been put between them, if
 * it has. Nobody says that they are few, or text.
 */
function renameLocalsOf(names: ByteReader, fuel: number | null, written: ByteWriter): void {
  const count = names.u32()
  written.u32(fuel === null ? count : count + 1)
  let isFuelNamed = fuel === null
  const nameFuel = () => {
    written.u32(fuel ?? 0)
    written.name(FUEL_NAME)
    isFuelNamed = true
  }
  for (let left = count; left > 0; left -= 1) {
    const index = names.u32()
    const isBehind = fuel !== null && index >= fuel
    if (isBehind && !isFuelNamed) nameFuel()
    written.u32(isBehind ? index + 1 : index)
    const start = names.position
    names.skip(names.u32())
    written.copy(names.bytes, start, names.position)
  }
  if (!isFuelNamed) nameFuel()
}
