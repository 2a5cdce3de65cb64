import type { ByteReader } from './byte-reader.ts'
import { checkConstantExpression } from './constant-expression.ts'
import { readCount } from './declaration-sections.ts'
import { malformed } from './inspection.errors.ts'
import { InstructionCursor } from './instruction-cursor.ts'
import type { ModuleDraft } from './module-draft.ts'
import { unknownEncoding, unsupported } from './refused-features.ts'
import { enforce } from './structure-limits.ts'
import { readReferenceType } from './value-types.ts'

/** The sections that fill tables and memories. */

/** Bits of the number that begins an element segment. `named` means a table index, or "declarative" when passive. */
const ELEMENT_FLAGS = { passive: 1, named: 2, expressions: 4 } as const
const FUNCTION_ELEMENTS = 0x00

export function readElementSegments(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'elementSegments')
  const cursor = new InstructionCursor(reader)
  for (let index = 0; index < count; index += 1) readElementSegment(cursor, draft)
  draft.elementSegmentCount = count
}

function readElementSegment(cursor: InstructionCursor, draft: ModuleDraft): void {
  const { reader } = cursor
  const offset = reader.position
  const flags = reader.u32()
  if (flags > 7) throw unknownEncoding(`The form ${flags} of an element segment`, offset)
  if (flags & ELEMENT_FLAGS.passive) draft.features.add('bulk-memory')
  else readTarget(cursor, draft, flags & ELEMENT_FLAGS.named ? 'named' : 'first')
  if (flags & (ELEMENT_FLAGS.passive | ELEMENT_FLAGS.named)) readElementKind(reader, flags)
  const elements = reader.u32()
  draft.elementCount += elements
  enforce('elements', draft.elementCount, offset)
  for (let element = 0; element < elements; element += 1) {
    const at = reader.position
    if (flags & ELEMENT_FLAGS.expressions) checkConstantExpression(cursor, draft)
    else draft.refer(reader.u32(), at)
  }
}

/** Table and position of an active segment. */
function readTarget(cursor: InstructionCursor, draft: ModuleDraft, table: 'first' | 'named'): void {
  const offset = cursor.reader.position
  draft.resolve('table', table === 'first' ? 0 : cursor.reader.u32(), offset)
  checkConstantExpression(cursor, draft)
}

function readElementKind(reader: ByteReader, flags: number): void {
  const offset = reader.position
  if (flags & ELEMENT_FLAGS.expressions) readReferenceType(reader)
  else if (reader.u8() !== FUNCTION_ELEMENTS) throw unknownEncoding('This kind of elements', offset)
}

export function readDataCount(reader: ByteReader, draft: ModuleDraft): void {
  draft.declaredDataCount = readCount(reader, 'dataSegments')
  draft.features.add('bulk-memory')
}

const DATA_FORM = { active: 0, passive: 1, activeNamed: 2 } as const

export function readDataSegments(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'dataSegments')
  const cursor = new InstructionCursor(reader)
  for (let index = 0; index < count; index += 1) {
    readDataForm(cursor, draft)
    const sizeBytes = reader.u32()
    reader.skip(sizeBytes)
    draft.dataBytes += sizeBytes
  }
  draft.dataSegmentCount = count
}

function readDataForm(cursor: InstructionCursor, draft: ModuleDraft): void {
  const { reader } = cursor
  const offset = reader.position
  const form = reader.u32()
  if (form === DATA_FORM.passive) {
    draft.features.add('bulk-memory')
    return
  }
  if (form > DATA_FORM.activeNamed) throw unknownEncoding(`The form ${form} of a data segment`, offset)
  if (form === DATA_FORM.activeNamed && reader.u32() !== 0) throw unsupported('multi-memory', offset)
  if (draft.memories.length === 0) throw malformed(offset, 'A data segment needs a memory, and there is none')
  checkConstantExpression(cursor, draft)
}
