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
