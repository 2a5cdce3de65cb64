import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { depthOf } from './json-depth.ts'

describe('the depth of a text', () => {
  it.each([
    ['1', 0],
    ['[]', 1],
    ['{"a":[{"b":[]}]}', 4],
    ['[[],[],[[]]]', 3],
    ['["[[[["]', 1],
    [String.raw`["\"[[[", []]`, 2],
    [String.raw`["\\", [[]]]`, 3],
    ['"[[[', 0],
  ])('of %s is %i', (text, depth) => {
    expect(depthOf(text)).toBe(depth)
  })
})

describe('an answer of a module', () => {
  const running = useRuntime()
  /** As many opening brackets as closing ones, 64 KiB behind the beginning. */
  const answering = (depth: number) =>
    guestOf(
      coreCodeOf(`;; with: memory alloc init
        (func (export "attack") (param i32 i32) (result i32)
          (drop (memory.grow (i32.const 100)))
          (i32.store (i32.const 65536) (i32.const ${2 * depth}))
          (memory.fill (i32.const 65540) (i32.const 91) (i32.const ${depth}))
          (memory.fill (i32.const ${65_540 + depth}) (i32.const 93) (i32.const ${depth}))
          (i32.const 65536))`),
      ['attack'],
    )

  it('is nested a thousand deep at most', async () => {
    expect((await running().call(answering(1_000), 'attack', {})).output).toHaveLength(2_000)
    const deeper = running().call(answering(1_001), 'attack', {})
    await expect(deeper).rejects.toMatchObject({ code: 'invalid_output', detail: expect.stringContaining('1000 deep') })
  })

  it('is paid for by the byte, like everything that crosses', async () => {
    const [short, long] = [
      await running().call(answering(10), 'attack', {}),
      await running().call(answering(1_000), 'attack', {}),
    ]
    const bytes = 2n * 990n
    // To be filled and to cross.
    expect(long.fuelConsumed - short.fuelConsumed).toBeGreaterThan(4n * bytes)
  })
})
