import { ByteReader } from '../inspect/byte-reader.ts'
import { readLocals } from '../inspect/code-section.ts'
import type { ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import type { Flow } from './flow.ts'
import { FlowReader } from './flow-reader.ts'

/** One function body: where it is in the file, and in the table of steps. */
export interface Body {
  readonly functionIndex: number
  readonly start: number
  /** Behind the declarations of locals. */
  readonly code: number
  readonly end: number
  /** Parameters included. */
  readonly localCount: number
  readonly first: number
  readonly last: number
  /** Whether it may be given the fuel as a parameter, and where the lists of the table begin to tell what that moves. */
  readonly mayCarry: boolean
  readonly firstShort: number
  readonly firstLong: number
}

/** Finds all bodies of a code section, and reads them into the table. */
export function readBodies(bytes: Uint8Array, section: SectionSpan, info: ModuleInfo, flow: Flow): Body[] {
  const imported = info.importedCounts.function
  const reader = new ByteReader(bytes, section.contents, section.end)
  const flowReader = new FlowReader(reader, info, flow)
  reader.u32()
  return info.functions.slice(imported).map((type, index) => {
    const sizeBytes = reader.u32()
    const start = reader.position
    const declared = readLocals(reader)
    const code = reader.position
    const [first, firstShort, firstLong] = [flow.length, flow.short.length, flow.long.length]
    const mayCarry = type.results.length <= 1
    flowReader.read(type, declared, mayCarry ? 'may carry' : 'stays as it is')
    return {
      functionIndex: imported + index,
      start,
      code,
      end: start + sizeBytes,
      localCount: type.params.length + declared,
      first,
      last: flow.length - 1,
      mayCarry,
      firstShort,
      firstLong,
    }
  })
}
