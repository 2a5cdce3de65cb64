import type { ByteReader } from './byte-reader.ts'
import { checkConstantExpression } from './constant-expression.ts'
import { InspectionRefused, malformed } from './inspection.errors.ts'
import { InstructionCursor } from './instruction-cursor.ts'
import type { ModuleDraft } from './module-draft.ts'
import type { Extern, ExternKind, ValueType } from './module-info.ts'
import { unknownEncoding, unsupported } from './refused-features.ts'
import { RESERVED_PREFIX } from './reserved-names.ts'
import { enforce, type StructureLimit } from './structure-limits.ts'
import { readGlobalType, readMemoryType, readTableType, readValueType } from './value-types.ts'

/** The sections that declare what a module has and what it shares with others. */

const FUNCTION_TYPE_FORM = 0x60
const GC_TYPE_FORMS = [0x4d, 0x4c, 0x4e, 0x4f, 0x50, 0x5e, 0x5f]
const TABLE_WITH_INITIALISER = 0x40

export function readTypes(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'types')
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    const form = reader.u8()
    if (GC_TYPE_FORMS.includes(form)) throw unsupported('gc', offset)
    if (form === 0x5d) throw unsupported('stack-switching', offset)
    if (form !== FUNCTION_TYPE_FORM) throw unknownEncoding(`The type form 0x${form.toString(16)}`, offset)
    const params = readValueTypes(reader, draft, 'params')
    const results = readValueTypes(reader, draft, 'results')
    if (results.length > 1) draft.features.add('multi-value')
    draft.types.push({ params, results })
  }
}

export function readImports(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'imports')
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    const module = reader.name()
    if (module.startsWith('wasm:')) throw unsupported('js-builtins', offset)
    const name = reader.name()
    const extern = readImportType(reader, draft)
    draft.define(extern, offset)
    draft.importedCounts[extern.kind] += 1
    draft.imports.push({ module, name, offset, ...extern })
    noteMutableGlobal(extern, draft)
  }
}

export function readFunctions(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'functions')
  for (let index = 0; index < count; index += 1) draft.define(readFunctionExtern(reader, draft), reader.position)
}

export function readTables(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'tables')
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    if (reader.bytes[offset] === TABLE_WITH_INITIALISER) throw unsupported('function-references', offset)
    draft.define({ kind: 'table', type: readTableType(reader) }, offset)
  }
}

export function readMemories(reader: ByteReader, draft: ModuleDraft): void {
  const count = reader.u32()
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    draft.define({ kind: 'memory', type: readMemoryType(reader) }, offset)
  }
}

export function readGlobals(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'globals')
  const cursor = new InstructionCursor(reader)
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    const type = readGlobalType(reader)
    checkConstantExpression(cursor, draft)
    draft.define({ kind: 'global', type }, offset)
  }
}

const EXTERN_KINDS: readonly ExternKind[] = ['function', 'table', 'memory', 'global']
const TAG_KIND = 4

export function readExports(reader: ByteReader, draft: ModuleDraft): void {
  const count = readCount(reader, 'exports')
  const names = new Set<string>()
  for (let index = 0; index < count; index += 1) {
    const offset = reader.position
    const name = reader.name()
    if (name.startsWith(RESERVED_PREFIX)) {
      throw new InspectionRefused(
        'reserved_name',
        offset,
        `Export names that begin with ${RESERVED_PREFIX} are reserved: rename it`,
      )
    }
    if (names.has(name)) throw malformed(offset, 'Two exports have the same name')
    names.add(name)
    const kind = readExternKind(reader)
    const at = reader.position
    const target = reader.u32()
    const extern = draft.resolve(kind, target, offset)
    if (kind === 'function') draft.refer(target, at)
    draft.exports.push({ name, index: target, offset, ...extern })
    noteMutableGlobal(extern, draft)
  }
}

export function readStart(reader: ByteReader, draft: ModuleDraft): void {
  const offset = reader.position
  const index = reader.u32()
  const type = draft.functions[index]
  if (!type) throw malformed(offset, `There is no function ${index}`)
  if (type.params.length + type.results.length > 0)
    throw malformed(offset, 'The start function takes or returns values')
  draft.start = index
  draft.referencedFunctions.add(index)
}

/** The length of a list, bounded before its first entry is read. */
export function readCount(reader: ByteReader, limit: StructureLimit): number {
  const offset = reader.position
  const count = reader.u32()
  enforce(limit, count, offset)
  return count
}

function readValueTypes(reader: ByteReader, draft: ModuleDraft, limit: 'params' | 'results'): ValueType[] {
  const count = readCount(reader, limit)
  return Array.from({ length: count }, () => {
    const type = readValueType(reader)
    draft.noteType(type)
    return type
  })
}

function readImportType(reader: ByteReader, draft: ModuleDraft): Extern {
  const kind = readExternKind(reader)
  switch (kind) {
    case 'function':
      return readFunctionExtern(reader, draft)
    case 'table':
      return { kind, type: readTableType(reader) }
    case 'memory':
      return { kind, type: readMemoryType(reader) }
    case 'global':
      return { kind, type: readGlobalType(reader) }
  }
}

function readFunctionExtern(reader: ByteReader, draft: ModuleDraft): Extern {
  const offset = reader.position
  return { kind: 'function', type: draft.typeAt(reader.u32(), offset) }
}

function readExternKind(reader: ByteReader): ExternKind {
  const offset = reader.position
  const byte = reader.u8()
  if (byte === TAG_KIND) throw unsupported('exceptions', offset)
  const kind = EXTERN_KINDS[byte]
  if (kind === undefined) throw unknownEncoding(`The import or export kind ${byte}`, offset)
  return kind
}

function noteMutableGlobal(extern: Extern, draft: ModuleDraft): void {
  if (extern.kind === 'global' && extern.type.mutable) draft.features.add('mutable-globals')
}
