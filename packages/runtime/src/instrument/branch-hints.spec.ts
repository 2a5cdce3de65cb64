import { describe, expect, it } from 'vitest'
import { meter, ROOMY } from '../../fixtures/wasm/metered.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { ByteReader } from '../inspect/byte-reader.ts'
import { inspect } from '../inspect/index.ts'
import { instrument } from './index.ts'

const TITLE = 'metadata.code.branch_hint'
const [IF, BR_IF] = [0x04, 0x0d]

/** The sections of a module: their ids and contents, in order. */
function* sectionsOf(bytes: Uint8Array): Generator<{ id: number; contents: ByteReader }> {
  const reader = new ByteReader(bytes, 8)
  while (!reader.atEnd) yield { id: reader.u8(), contents: reader.take(reader.u32()) }
}

/** A list of the binary format. */
const listOf = <T>(reader: ByteReader, read: () => T): T[] => Array.from({ length: reader.u32() }, read)

describe('the hints of a module that may ask for more fuel', () => {
  it.each(PROGRAMS)('name the checks of $name, in front of its code', ({ bytes }) => {
    const sections = [...sectionsOf(instrument(bytes, inspect(bytes), ROOMY, 'sliced'))]
    const at = sections.findIndex(({ id }) => id === 10)
    const hints = sections[at - 1]!.contents
    expect(hints.name()).toBe(TITLE)
    const code = sections[at]!.contents
    const bodies = listOf(code, () => code.take(code.u32()))
    const functions = listOf(hints, () => ({
      index: hints.u32(),
      branches: listOf(hints, () => ({ offset: hints.u32(), hint: [hints.u8(), hints.u8()] })),
    }))
    expect(functions.length).toBeGreaterThan(0)
    const imported = inspect(bytes).importedCounts.function
    for (const { index, branches } of functions) {
      const body = bodies[index - imported]!
      for (const { offset, hint } of branches) {
        expect([IF, BR_IF]).toContain(body.bytes[body.position + offset])
        expect(hint).toEqual([1, 0])
      }
      expect(branches.map(({ offset }) => offset)).toEqual(branches.map(({ offset }) => offset).sort((a, b) => a - b))
    }
    expect(functions.map(({ index }) => index)).toEqual(functions.map(({ index }) => index).sort((a, b) => a - b))
  })

  it('are in no other module: where a check ends in a trap, engines know', () => {
    for (const { bytes } of PROGRAMS) {
      expect(WebAssembly.Module.customSections(new WebAssembly.Module(meter(bytes)), TITLE)).toEqual([])
    }
  })
})
