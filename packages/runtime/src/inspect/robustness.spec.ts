import { describe, expect, it } from 'vitest'
import { moduleOf, section, sized, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
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

/** Numbers that look random and are the same in every run: a linear congruence. */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state >>> 8
  }
}

describe.each(PROGRAMS.map((program) => [program.name, program.bytes] as const))('%s', (name, bytes) => {
  it('is accepted or refused, and nothing else, when cut off at any byte', () => {
    for (let length = 0; length < bytes.length; length += 1) verdictOn(bytes.subarray(0, length))
    expect(verdictOn(bytes)).toBe('accepted')
  })

  it('is accepted or refused, and nothing else, when 500 times a few bytes are altered', () => {
    const random = numbers(name.length * 7919)
    const below = (limit: number) => random.next().value % limit
    for (let round = 0; round < 500; round += 1) {
      const mutant = Uint8Array.from(bytes)
      for (let left = 1 + below(4); left > 0; left -= 1) mutant[below(mutant.length)] = below(256)
      verdictOn(mutant)
    }
  })
})

describe('what is accepted', () => {
  it('is never a mutant that the engine takes and that uses what is refused', () => {
    const random = numbers(1)
    const below = (limit: number) => random.next().value % limit
    const accepted = PROGRAMS.flatMap(({ bytes }) =>
      Array.from({ length: 300 }, () => {
        const mutant = Uint8Array.from(bytes)
        mutant[8 + below(mutant.length - 8)] = below(256)
        return mutant
      }),
    ).filter((mutant) => WebAssembly.validate(mutant) && verdictOn(mutant) === 'accepted')
    expect(accepted.length).toBeGreaterThan(100)
    // A module that is accepted is one whose indexes the engine agrees with.
    for (const mutant of accepted) {
      const exports = WebAssembly.Module.exports(new WebAssembly.Module(mutant))
      expect(inspect(mutant).exports.map(({ name, kind }) => ({ name, kind }))).toEqual(exports)
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
