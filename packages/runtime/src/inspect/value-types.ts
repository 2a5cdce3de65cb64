import type { ByteReader } from './byte-reader.ts'
import { malformed, type InspectionRefused } from './inspection.errors.ts'
import type { FunctionType, GlobalType, MemoryType, ReferenceType, TableType, ValueType } from './module-info.ts'
import { unknownEncoding, unsupported } from './refused-features.ts'

/** The most pages a 32-bit memory can have: 4 GiB. */
export const MAX_MEMORY_PAGES = 65_536

const VOID_BLOCK = 0x40
const VALUE_TYPES: ReadonlyMap<number, ValueType> = new Map([
  [0x7f, 'i32'],
  [0x7e, 'i64'],
  [0x7d, 'f32'],
  [0x7c, 'f64'],
  [0x7b, 'v128'],
  [0x70, 'funcref'],
  [0x6f, 'externref'],
])

/** Signatures of blocks without a type index, by the byte of their short form. */
const SHORT_BLOCKS: readonly (FunctionType | undefined)[] = Array.from({ length: 128 }, (_, byte) => {
  const type = VALUE_TYPES.get(byte)
  if (type !== undefined) return { params: [], results: [type] }
  return byte === VOID_BLOCK ? { params: [], results: [] } : undefined
})

const BYTES = new Map([...VALUE_TYPES].map(([byte, type]) => [type, byte]))

/** The byte that stands for a value type. */
export const byteOf = (type: ValueType): number => BYTES.get(type) ?? 0

/** The value type that a byte stands for. */
export function valueTypeOf(byte: number, offset: number): ValueType {
  const type = VALUE_TYPES.get(byte)
  if (type === undefined) throw unsupportedType(byte, offset)
  return type
}

export function readValueType(reader: ByteReader): ValueType {
  const offset = reader.position
  return valueTypeOf(reader.u8(), offset)
}

/** The type that `ref.null` names, from the number that {@link InstructionCursor} shows for it. */
export function nullReferenceType(code: number, offset: number): ReferenceType {
  if (code >= 0) throw unsupported('function-references', offset)
  return referenceTypeOf(code + 128, offset)
}

function referenceTypeOf(byte: number, offset: number): ReferenceType {
  const type = valueTypeOf(byte, offset)
  if (type === 'funcref' || type === 'externref') return type
  throw malformed(offset, `A reference type is expected where ${type} stands`)
}

export function readReferenceType(reader: ByteReader): ReferenceType {
  const offset = reader.position
  return referenceTypeOf(reader.u8(), offset)
}

/** What a block takes and leaves, from the number that {@link InstructionCursor} shows for its type. */
export function blockSignature(code: number, types: readonly FunctionType[], offset: number): FunctionType {
  const signature = code < 0 ? SHORT_BLOCKS[code + 128] : types[code]
  if (signature) return signature
  throw code < 0 ? unsupportedType(code + 128, offset) : malformed(offset, `Type ${code} of a block does not exist`)
}

function unsupportedType(byte: number, offset: number): InspectionRefused {
  if (byte === 0x63 || byte === 0x64) return unsupported('function-references', offset)
  if (byte === 0x69 || byte === 0x74) return unsupported('exceptions', offset)
  if (byte === 0x68 || byte === 0x75) return unsupported('stack-switching', offset)
  if (byte === 0x65) return unsupported('threads', offset)
  if ((byte >= 0x6a && byte <= 0x6e) || (byte >= 0x71 && byte <= 0x73)) return unsupported('gc', offset)
  if (byte === 0x77 || byte === 0x78) return unsupported('gc', offset)
  return unknownEncoding(`The value type 0x${byte.toString(16)}`, offset)
}

export function readTableType(reader: ByteReader): TableType {
  const offset = reader.position
  const element = readReferenceType(reader)
  const { min, max } = readLimits(reader)
  if (max !== null && max < min) throw malformed(offset, 'The maximum of a table is below its minimum')
  return { element, minElements: min, maxElements: max }
}

export function readMemoryType(reader: ByteReader): MemoryType {
  const offset = reader.position
  const { min, max } = readLimits(reader)
  if (Math.max(min, max ?? 0) > MAX_MEMORY_PAGES) throw malformed(offset, 'A memory is larger than 65,536 pages')
  if (max !== null && max < min) throw malformed(offset, 'The maximum of a memory is below its minimum')
  return { minPages: min, maxPages: max }
}

/** Bits of the byte that begins the limits of a memory or table. */
const LIMIT_FLAGS = { hasMax: 1, shared: 2, is64Bit: 4, hasPageSize: 8 } as const

function readLimits(reader: ByteReader): { min: number; max: number | null } {
  const offset = reader.position
  const flags = reader.u8()
  if (flags > 15) throw unknownEncoding(`The form 0x${flags.toString(16)} of size limits`, offset)
  if (flags & LIMIT_FLAGS.shared) throw unsupported('threads', offset)
  if (flags & LIMIT_FLAGS.is64Bit) throw unsupported('memory64', offset)
  if (flags & LIMIT_FLAGS.hasPageSize) throw unsupported('custom-page-sizes', offset)
  return { min: reader.u32(), max: flags & LIMIT_FLAGS.hasMax ? reader.u32() : null }
}

export function readGlobalType(reader: ByteReader): GlobalType {
  const value = readValueType(reader)
  const offset = reader.position
  const mutability = reader.u8()
  if (mutability > 3) throw malformed(offset, 'The mutability of a global is neither 0 nor 1')
  if (mutability > 1) throw unsupported('threads', offset)
  return { value, mutable: mutability === 1 }
}
