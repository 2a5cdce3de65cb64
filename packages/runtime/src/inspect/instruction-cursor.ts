import type { ByteReader } from './byte-reader.ts'
import { malformed } from './inspection.errors.ts'
import {
  MISC_OPERATIONS,
  MISC_PREFIX,
  PLAIN_OPERATIONS,
  SIMD_OPERATIONS,
  SIMD_PREFIX,
  type Operation,
} from './opcodes.ts'
import { unsupported, unsupportedOpcode } from './refused-features.ts'
import { enforce } from './structure-limits.ts'

/**
 * The one decoder of instructions: steps over a function body or constant expression and shows the instruction it
 * stands on. One object is reused for all instructions, so nothing is allocated per instruction.
 */
export class InstructionCursor {
  readonly reader: ByteReader
  /** Offset of the current instruction; `reader.position` is behind it. */
  start = 0
  /**
   * The first index, label, value type or block type that the current instruction encodes, if any. A block type or
   * reference type is a type index, or negative: the byte of a short form less 128.
   */
  first = 0
  /** The second index: the table of `call_indirect`, the source of `table.copy`, … */
  second = 0
  /** The targets of `br_table`, the default one last. */
  readonly labels: number[] = []

  constructor(reader: ByteReader) {
    this.reader = reader
  }

  /** @throws InspectionRefused when the bytes are no instruction, or one that is not run here. */
  next(): Operation {
    this.start = this.reader.position
    const operation = this.#readOpcode()
    this.#readImmediates(operation)
    return operation
  }

  #readOpcode(): Operation {
    const byte = this.reader.u8()
    const plain = PLAIN_OPERATIONS[byte]
    if (plain) return plain
    const table = byte === SIMD_PREFIX ? SIMD_OPERATIONS : byte === MISC_PREFIX ? MISC_OPERATIONS : null
    if (!table) throw unsupportedOpcode(null, byte, this.start)
    const code = this.reader.u32()
    const operation = table[code]
    if (!operation) throw unsupportedOpcode(byte, code, this.start)
    return operation
  }

  #readImmediates({ immediates }: Operation): void {
    const { reader } = this
    switch (immediates) {
      // The most frequent first: they are tried in this order.
      case 'none':
        return
      case 'local':
        this.first = reader.u32()
        return
      case 'i32':
        return reader.skipSigned(32)
      case 'access':
        return this.#readAccess()
      case 'label':
      case 'function':
      case 'global':
      case 'table':
      case 'data':
      case 'element':
        this.first = reader.u32()
        return
      case 'block':
      case 'reference':
        return this.#readTypeCode()
      case 'indirect':
      case 'elementTable':
      case 'tableTable':
        this.first = reader.u32()
        this.second = reader.u32()
        return
      case 'accessLane':
        this.#readAccess()
        return reader.skip(1)
      case 'i64':
        return reader.skipSigned(64)
      case 'f32':
        return reader.skip(4)
      case 'f64':
        return reader.skip(8)
      case 'labels':
        return this.#readLabels()
      case 'memory':
        return this.#readMemoryIndex()
      case 'memoryMemory':
        this.#readMemoryIndex()
        return this.#readMemoryIndex()
      case 'dataMemory':
        this.first = reader.u32()
        return this.#readMemoryIndex()
      case 'selectTypes':
        return this.#readSelectTypes()
      case 'v128':
      case 'shuffle':
        return reader.skip(16)
      case 'lane':
        return reader.skip(1)
    }
  }

  /** A type index, or the one byte of a short form. */
  #readTypeCode(): void {
    const offset = this.reader.position
    this.first = this.reader.s33()
    const isLong = this.reader.position - offset > 1
    if (this.first < 0 && isLong) throw malformed(offset, 'A type is written in more than its one byte')
  }

  /** Alignment and offset of a load or store. */
  #readAccess(): void {
    const offset = this.reader.position
    const alignment = this.reader.u32()
    // Bit 6 announces a memory index: the multi-memory proposal.
    if (alignment >= 64 && alignment < 128) throw unsupported('multi-memory', offset)
    if (alignment > 4) throw malformed(offset, `An alignment of 2 to the power of ${alignment} does not exist`)
    this.reader.u32()
  }

  #readMemoryIndex(): void {
    const offset = this.reader.position
    if (this.reader.u32() !== 0) throw unsupported('multi-memory', offset)
  }

  #readLabels(): void {
    const count = this.reader.u32()
    enforce('branchTargets', count, this.start)
    this.labels.length = 0
    for (let index = 0; index <= count; index += 1) this.labels.push(this.reader.u32())
  }

  #readSelectTypes(): void {
    const offset = this.reader.position
    if (this.reader.u32() !== 1) throw malformed(offset, 'A select with types must name exactly one')
    this.first = this.reader.u8()
  }
}
