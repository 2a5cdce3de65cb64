import { OffsetMap } from '../instrument/offset-map.ts'
import { LineTable } from './line-table.ts'

/** Bytes of the sections that are read, all together. */
const MAX_SECTION_BYTES = 4 << 20

/**
 * The author's own positions in the stacks of a module that was compiled with them (`-g`). The sections are read when the
 * first stack is there.
 */
export class CodePositions {
  readonly #readTable: () => LineTable
  readonly #offsets: OffsetMap
  #table: LineTable | null = null

  /** Null for a module that does not say where its code comes from, or says too much. */
  static of(original: WebAssembly.Module, offsets: Uint8Array | null): CodePositions | null {
    if (offsets === null) return null
    const [line, lineStrings, strings] = ['.debug_line', '.debug_line_str', '.debug_str'].map(
      (name) => new Uint8Array(WebAssembly.Module.customSections(original, name)[0] ?? new ArrayBuffer()),
    ) as [Uint8Array, Uint8Array, Uint8Array]
    if (line.length + lineStrings.length + strings.length > MAX_SECTION_BYTES) return null
    return new CodePositions(() => new LineTable({ line, lineStrings, strings }), OffsetMap.decode(offsets))
  }

  private constructor(readTable: () => LineTable, offsets: OffsetMap) {
    this.#readTable = readTable
    this.#offsets = offsets
  }

  /** `file:line` of what stands at an offset of the metered module; null when nobody says. */
  find(offset: number): string | null {
    const address = this.#offsets.find(offset)
    if (address === null) return null
    this.#table ??= this.#readTable()
    return this.#table.find(address)
  }
}
