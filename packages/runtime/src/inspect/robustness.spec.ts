import { describe, expect, it } from 'vitest'
import { moduleOf, section, sized, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { mutantsOf } from '../../fixtures/wasm/mutants.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { instrument } from '../instrument/index.ts'
import { inspect, InspectionRefused } from './index.ts'

/** Anything but a result or a refusal escapes, and fails the test. */
function verdictOn(bytes: Uint8Array): 'accepted' | 'refused' {
  try {
    inspect(bytes)
    return 'accepted'
  } catch (error) {
    if (!(error instanceof InspectionRefused)) throw error
    expect(error.offset).toBeGreaterThanOrEqual(0)
    expect(error.offset).toBeLessThanOrEqual(bytes.length)
    return 'refused'
  }
}

describe.each(PROGRAMS.map((program) => [program.name, program.bytes] as const))('%s', (name, bytes) => {
  it('is accepted or refused, and nothing else, when cut off at any byte', () => {
    for (let length = 0; length < bytes.length; length += 1) verdictOn(bytes.subarray(0, length))
    expect(verdictOn(bytes)).toBe('accepted')
  })

  it('is accepted or refused, and nothing else, when 500 times a few bytes are altered', () => {
    for (const mutant of mutantsOf(bytes, 500, name.length)) verdictOn(mutant)
  })
})

describe('a mutant that inspection and the engine both accept', () => {
  const accepted = PROGRAMS.flatMap(({ bytes }) => [...mutantsOf(bytes, 300, 1)]).filter(
    (mutant) => WebAssembly.validate(mutant) && verdictOn(mutant) === 'accepted',
  )

  it('exports to both the same', () => {
    expect(accepted.length).toBeGreaterThan(100)
    for (const mutant of accepted) {
      const exports = inspect(mutant).exports.map(({ name, kind }) => ({ name, kind }))
      expect(exports).toEqual(WebAssembly.Module.exports(new WebAssembly.Module(mutant)))
    }
  })

  it('is still valid when it is metered', () => {
    for (const mutant of accepted) {
      const metered = instrument(mutant, inspect(mutant), { memoryPages: 65_536, tableElements: 10_000_000 })
      expect(WebAssembly.validate(metered)).toBe(true)
    }
  })
})

describe('bombs', () => {
  const bytesOf = (...sections: readonly (readonly number[])[]) => moduleOf(...sections).bytes

  it('refuses ten thousand functions of 50,000 locals each', () => {
    const body = [6, 1, ...u32(50_000), 0x7f, 0x0b]
    const code = [...u32(10_000), ...Array.from({ length: 10_000 }, () => body).flat()]
    const declared = [...u32(10_000), ...Array.from({ length: 10_000 }, () => 0)]
    const bomb = bytesOf(section(1, [1, 0x60, 0, 0]), section(3, declared), section(10, code))
    expect(WebAssembly.validate(bomb)).toBe(true)
    expect(verdictOn(bomb)).toBe('refused')
  })

  it('refuses deeply nested blocks', () => {
    const nested = (depth: number) => {
      const blocks = Array.from({ length: depth }, () => [0x02, 0x40]).flat()
      const ends = Array.from({ length: depth + 1 }, () => 0x0b)
      const code = section(10, [1, ...sized([0, ...blocks, ...ends])])
      return bytesOf(section(1, [1, 0x60, 0, 0]), section(3, [1, 0]), code)
    }
    expect(verdictOn(nested(4_999))).toBe('accepted')
    expect(verdictOn(nested(5_000))).toBe('refused')
    expect(verdictOn(nested(250_000))).toBe('refused')
  })

  it('takes no more memory for a list than the file has room for', () => {
    for (const id of [1, 2, 3, 4, 6, 7, 9, 10, 11, 12]) {
      expect(verdictOn(bytesOf(section(id, u32(2 ** 32 - 1))))).toBe('refused')
    }
  })
})
