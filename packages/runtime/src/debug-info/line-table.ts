import { DwarfReader } from './dwarf-reader.ts'
import { NotUnderstood, readLineHeader, type DebugSections, type LineHeader } from './line-header.ts'
import { TextBudget } from './text-budget.ts'

/** Rows that are kept of a module: those of some megabytes of code. */
const MAX_ROWS = 250_000
/** Units that are read, and of those the ones that make no sense. */
const MAX_UNITS = 20_000
const MAX_BROKEN_UNITS = 1_000
const OPCODE = {
  extended: 0,
  copy: 1,
  advancePc: 2,
  advanceLine: 3,
  setFile: 4,
  constAddPc: 8,
  fixedAdvancePc: 9,
} as const
const EXTENDED = { endSequence: 1, setAddress: 2 } as const
const LONG_FORMAT = 0xffffffff
const ADDRESS_BYTES = 4
/** Of an opcode that advances by as much as the special opcode with this number does. */
const LAST_SPECIAL = 255

/** Sorted by address; of the same one, ends of sequences come first. */
const ROW_BITS = 2 ** 20
const KEY_OF_ADDRESS = 2 * ROW_BITS

interface Row {
  readonly file: string
  /** 0: code without a line. */
  readonly line: number
}

/**
 * Which line of which file the code at an address comes from, by the DWARF of versions 2 to 5 in the module. Nobody has
 * reason to trust it: reading is bounded by the size of the sections and by a budget of text and of units, and a unit that makes
 * no sense ends where that shows.
 */
export class LineTable {
  readonly #rows: Row[] = []
  readonly #isEnd: number[] = []
  readonly #keys: number[] = []
  readonly #sorted: Float64Array
  readonly #budget = new TextBudget()
  #units = 0
  #brokenUnits = 0

  constructor(sections: DebugSections) {
    const { line } = sections
    for (let start = 0; start + 4 <= line.length && !this.#isFull;) {
      const length = new DwarfReader(line, start).u32()
      if (length === LONG_FORMAT || start + 4 + length > line.length) break
      this.#readUnit(new DwarfReader(line, start + 4, start + 4 + length), sections)
      start += 4 + length
    }
    this.#sorted = Float64Array.from(this.#keys).sort()
  }

  /** `file:line`; null where the table knows none. Addresses count from the beginning of the code section's contents. */
  find(address: number): string | null {
    const found = this.#rows[this.#lastUpTo(address)]
    return found === undefined || found.line === 0 ? null : `${found.file}:${found.line}`
  }

  /** Index of the row in whose range an address lies; -1 for none. */
  #lastUpTo(address: number): number {
    let [low, high] = [0, this.#sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#sorted[middle]! < (address + 1) * KEY_OF_ADDRESS) low = middle + 1
      else high = middle
    }
    const row = low === 0 ? -1 : this.#sorted[low - 1]! % ROW_BITS
    return this.#isEnd[row] === 1 ? -1 : row
  }

  get #isFull(): boolean {
    const isOutOfUnits = this.#units >= MAX_UNITS || this.#brokenUnits >= MAX_BROKEN_UNITS
    return isOutOfUnits || this.#budget.isSpent || this.#rows.length >= MAX_ROWS
  }

  #readUnit(reader: DwarfReader, sections: DebugSections): void {
    this.#units += 1
    try {
      this.#run(reader, readLineHeader(reader, sections, this.#budget))
    } catch (error) {
      if (!(error instanceof NotUnderstood || error instanceof RangeError)) throw error
      this.#brokenUnits += 1
    }
  }

  #run(reader: DwarfReader, header: LineHeader): void {
    const { minInstruction, lineBase, lineRange, opcodeBase } = header
    const state = { address: 0, file: 1, line: 1 }
    const advance = (operation: number) => (state.address += minInstruction * operation)
    while (!reader.atEnd && this.#rows.length < MAX_ROWS) {
      const opcode = reader.u8()
      if (opcode >= opcodeBase) {
        const adjusted = opcode - opcodeBase
        advance(Math.floor(adjusted / lineRange))
        state.line += lineBase + (adjusted % lineRange)
        this.#add(header, state, 0)
      } else if (opcode === OPCODE.extended) this.#extended(reader, header, state)
      else if (opcode === OPCODE.copy) this.#add(header, state, 0)
      else if (opcode === OPCODE.advancePc) advance(reader.uleb())
      else if (opcode === OPCODE.advanceLine) state.line += reader.sleb()
      else if (opcode === OPCODE.setFile) state.file = reader.uleb()
      else if (opcode === OPCODE.constAddPc) advance(Math.floor((LAST_SPECIAL - opcodeBase) / lineRange))
      else if (opcode === OPCODE.fixedAdvancePc) state.address += reader.u16()
      else for (let left = header.operands[opcode - 1] ?? 0; left > 0; left -= 1) reader.uleb()
    }
  }

  #extended(reader: DwarfReader, header: LineHeader, state: { address: number; file: number; line: number }): void {
    const length = reader.uleb()
    const end = reader.position + length
    const opcode = length === 0 ? 0 : reader.u8()
    if (opcode === EXTENDED.setAddress && length === 1 + ADDRESS_BYTES) state.address = reader.u32()
    if (opcode === EXTENDED.endSequence) {
      this.#add(header, state, 1)
      Object.assign(state, { address: 0, file: 1, line: 1 })
    }
    reader.skip(end - reader.position)
  }

  #add(
    { files }: LineHeader,
    { address, file, line }: { address: number; file: number; line: number },
    isEnd: 0 | 1,
  ): void {
    if (!(address >= 0 && address <= 0xffffffff)) throw new NotUnderstood('an address that none can be')
    const row = this.#rows.push({ file: files[file] ?? 'unknown', line: Math.max(0, line) }) - 1
    this.#isEnd.push(isEnd)
    this.#keys.push(address * KEY_OF_ADDRESS + (isEnd === 1 ? 0 : ROW_BITS) + row)
  }
}
