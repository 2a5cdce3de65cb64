import { textAt, type DwarfReader } from './dwarf-reader.ts'
import type { TextBudget } from './text-budget.ts'

/** The parts of a module that say which line of its source code comes from. */
export interface DebugSections {
  readonly line: Uint8Array
  readonly lineStrings: Uint8Array
  readonly strings: Uint8Array
}

/** What stands in front of a line program, as far as it matters here. */
export interface LineHeader {
  readonly minInstruction: number
  readonly lineBase: number
  readonly lineRange: number
  readonly opcodeBase: number
  /** How many numbers follow each standard opcode, the first of which is 1. */
  readonly operands: readonly number[]
  /** By number, as the program names them. */
  readonly files: readonly string[]
}

/** A program of another version, or of a form that nobody is known to write. */
export class NotUnderstood extends Error {
  override readonly name = 'NotUnderstood'
}

const MAX_FILES = 10_000
/** Characters of a path. */
const MAX_PATH = 200

/** Reads a header up to its program, at which the reader then stands. @throws NotUnderstood, RangeError */
export function readLineHeader(reader: DwarfReader, sections: DebugSections, budget: TextBudget): LineHeader {
  const version = reader.u16()
  if (version < 2 || version > 5) throw new NotUnderstood(`version ${version}`)
  if (version === 5) reader.skip(2) // sizes of an address and of a segment's selector
  const length = reader.u32()
  const program = reader.position + length
  const minInstruction = reader.u8()
  if (version >= 4) reader.skip(1) // operations in an instruction: there is one
  reader.skip(1) // whether rows are statements
  const [lineBase, lineRange, opcodeBase] = [reader.i8(), reader.u8(), reader.u8()]
  if (lineRange === 0 || opcodeBase === 0) throw new NotUnderstood('a range of nothing')
  const operands = Array.from({ length: opcodeBase - 1 }, () => reader.u8())
  const files = version === 5 ? readFiles(reader, { ...sections, budget }) : readOldFiles(reader, budget)
  reader.skip(program - reader.position)
  return { minInstruction, lineBase, lineRange, opcodeBase, operands, files }
}

/** Up to version 4: paths that end with an empty one. Numbers of files begin at 1, folder 0 is that of the compilation. */
function readOldFiles(reader: DwarfReader, budget: TextBudget): string[] {
  const folders = ['', ...readOldList(reader, () => budget.spend(reader.text()))]
  const files = readOldList(reader, () => {
    const name = budget.spend(reader.text())
    const folder = folders[reader.uleb()] ?? ''
    reader.uleb()
    reader.uleb()
    return budget.spend(pathOf(folder, name))
  })
  return ['', ...files]
}

function readOldList(reader: DwarfReader, entry: () => string): string[] {
  const list: string[] = []
  while (reader.u8() !== 0) {
    reader.position -= 1
    if (list.length >= MAX_FILES) throw new NotUnderstood('too many files')
    list.push(entry())
  }
  return list
}

interface Texts extends DebugSections {
  readonly budget: TextBudget
}

/** Version 5: two tables that say first of what each of their entries consists. */
function readFiles(reader: DwarfReader, texts: Texts): string[] {
  const paths = readTable(reader, texts).map(({ path }) => path)
  const [compilation] = paths
  const folders = paths.map((path) => (path === compilation ? '' : path.replace(`${compilation}/`, '')))
  return readTable(reader, texts).map(({ path, folder }) => texts.budget.spend(pathOf(folders[folder] ?? '', path)))
}

const CONTENT = { path: 1, folder: 2 } as const

function readTable(reader: DwarfReader, texts: Texts): { path: string; folder: number }[] {
  const format = Array.from({ length: reader.u8() }, () => ({ content: reader.uleb(), form: reader.uleb() }))
  const count = reader.uleb()
  if (count > MAX_FILES || (count > 0 && format.length === 0)) throw new NotUnderstood('too many files')
  return Array.from({ length: count }, () => {
    const entry = { path: '', folder: 0 }
    for (const { content, form } of format) {
      const value = readForm(reader, form, texts)
      if (content === CONTENT.path && typeof value === 'string') entry.path = value
      if (content === CONTENT.folder && typeof value === 'number') entry.folder = value
    }
    return entry
  })
}

/** Values by their form; null for those that are skipped. */
function readForm(reader: DwarfReader, form: number, { lineStrings, strings, budget }: Texts): string | number | null {
  switch (form) {
    case 0x08:
      return budget.spend(reader.text())
    case 0x1f:
      return budget.spend(textAt(lineStrings, reader.u32()))
    case 0x0e:
      return budget.spend(textAt(strings, reader.u32()))
    case 0x0b:
      return reader.u8()
    case 0x05:
      return reader.u16()
    case 0x06:
      return reader.u32()
    case 0x0f:
      return reader.uleb()
    case 0x07:
      reader.skip(8)
      return null
    case 0x1e:
      reader.skip(16)
      return null
    case 0x09:
      reader.skip(reader.uleb())
      return null
    default:
      throw new NotUnderstood(`form ${form}`)
  }
}

const pathOf = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`).slice(-MAX_PATH)
