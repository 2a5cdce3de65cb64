import { readFileSync } from 'node:fs'
import { assert, constant, integer, oneof, property, tuple, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DebugSections } from './line-header.ts'
import { LineTable } from './line-table.ts'

function sectionsOf(version: number): DebugSections {
  const path = new URL(`../../fixtures/debug/lines-${version}.wasm`, import.meta.url)
  const module = new WebAssembly.Module(readFileSync(path))
  const take = (name: string) => new Uint8Array(WebAssembly.Module.customSections(module, name)[0] ?? new ArrayBuffer())
  return { line: take('.debug_line'), lineStrings: take('.debug_line_str'), strings: take('.debug_str') }
}

describe.each([4, 5])('a table of lines of DWARF %d', (version) => {
  const sections = sectionsOf(version)

  // As `llvm-dwarfdump --debug-line` prints it.
  it.each([
    [0x00, null],
    [0x02, 'lines.c:7'],
    [0x12, 'lines.c:7'],
    [0x13, null],
    [0x14, 'lines.c:8'],
    [0x27, 'lines.c:27'],
    [0x50, 'lines.c:21'],
    [0x57, null],
    [0x5c, 'lines.c:19'],
    [0x68, 'lines.c:13'],
    [0x6a, 'lines.c:14'],
    [0x76, null],
    [0x77, 'lines.c:30'],
    [0x93, null],
    [0xffffffff, null],
  ])('knows where the code at %i comes from: %s', (address, position) => {
    expect(new LineTable(sections).find(address)).toBe(position)
  })

  it('takes any bytes, and any change of good ones, for a table', () => {
    const mutant = tuple(integer({ min: 0, max: sections.line.length - 1 }), integer({ min: 0, max: 255 }))
    const changed = mutant.map(([at, byte]) => sections.line.with(at, byte))
    const cut = integer({ min: 0, max: sections.line.length }).map((length) => sections.line.slice(0, length))
    assert(
      property(oneof(changed, cut, uint8Array({ maxLength: 200 }), constant(new Uint8Array())), (line) => {
        const table = new LineTable({ ...sections, line })
        for (let address = 0; address < 0x100; address += 7) {
          const position = table.find(address)
          if (position !== null) expect(position).toMatch(/:\d+$/)
        }
      }),
      { numRuns: 3_000, seed: 20_261_121 },
    )
  })

  it('ends where a unit makes no sense, and goes on with the next', () => {
    const broken = sections.line.slice()
    broken[4] = 9 // its version
    const both = Uint8Array.from([...broken, ...sections.line])
    expect(new LineTable({ ...sections, line: both }).find(0x14)).toBe('lines.c:8')
  })
})

/** Long enough on a busy machine; without a bound each of these takes many seconds. */
const SOON = { timeout: 3_000 }

describe('a table of lines that was made to be a burden', () => {
  const sections = sectionsOf(5)

  it('is not read further than a path is long, however many files name the same text', SOON, () => {
    const lineStrings = longText(2 << 20)
    const line = Uint8Array.from([...unitOf(zeros(8_000)), ...sections.line])
    expect(new LineTable({ ...sections, line, lineStrings }).find(0)).toMatch(/a{200}:5$/)
  })

  it('ends when its paths are too many', SOON, () => {
    const lineStrings = longText(1_000)
    const unit = unitOf(zeros(10_000))
    const behind = 50 * unit.length
    const line = new Uint8Array(behind + sections.line.length)
    for (let at = 0; at < behind; at += unit.length) line.set(unit, at)
    line.set(sections.line, behind)
    const table = new LineTable({ ...sections, line, lineStrings })
    expect(table.find(0)).toMatch(/a{200}:5$/)
    expect(table.find(0x14)).toBeNull()
  })

  it('ends when none of its units makes sense', SOON, () => {
    const line = Uint8Array.from([...new Uint8Array(4 << 20), ...sections.line])
    expect(new LineTable({ ...sections, line }).find(0x14)).toBeNull()
  })
})

const zeros = (length: number): number[] => Array.from({ length }, () => 0)

/** Letters and a NUL. */
function longText(length: number): Uint8Array {
  const text = new Uint8Array(length).fill(0x61)
  text[length - 1] = 0
  return text
}

/** A unit of DWARF 5 with files at these offsets of the texts of lines, the second of which has line 5 at address 0. */
function unitOf(files: readonly number[]): Uint8Array {
  const header = [1, 1, 1, 0xfb, 14, 13, ...Array.from({ length: 12 }, () => 1), 0, 0, 1, 1, 0x1f, ...leb(files.length)]
  const length = header.length + 4 * files.length
  const program = [3, 4, 1, 2, 1, 0, 1, 1] // line 5 from address 0 to 1
  return Uint8Array.from([
    ...u32(8 + length + program.length),
    5,
    0,
    4,
    0,
    ...u32(length),
    ...header,
    ...files.flatMap(u32),
    ...program,
  ])
}

const u32 = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24]

const leb = (value: number): number[] => (value > 0x7f ? [(value & 0x7f) | 0x80, ...leb(value >>> 7)] : [value])
