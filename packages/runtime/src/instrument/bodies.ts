import { ByteReader } from '../inspect/byte-reader.ts'
import { readLocals } from '../inspect/code-section.ts'
import { InstructionCursor } from '../inspect/instruction-cursor.ts'
import type { ModuleInfo, SectionSpan } from '../inspect/module-info.ts'
import type { Flow } from './flow.ts'
import { readFlow } from './flow-reader.ts'

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
  const { types, functions, importedCounts } = info
  const reader = new ByteReader(bytes, section.contents, section.end)
  reader.u32()
  return functions.slice(importedCounts.function).map((type, index) => {
    const source = reader.take(reader.u32())
    const start = source.position
    const localCount = readLocals(source)
    const code = source.position
    const before = { first: flow.length, firstShort: flow.short.length, firstLong: flow.long.length }
    const functionIndex = importedCounts.function + index
    const mayCarry = type.results.length <= 1
    readFlow(new InstructionCursor(source), { types, functions, type, localCount, mayCarry }, flow)
    const last = flow.length - 1
    const all = type.params.length + localCount
    return { ...before, functionIndex, start, code, end: source.end, localCount: all, last, mayCarry }
  })
}
