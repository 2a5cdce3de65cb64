import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { guestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { inspect } from '../inspect/index.ts'

const code = (version: number) => readFileSync(new URL(`../../fixtures/debug/lines-${version}.wasm`, import.meta.url))

/** What each of the guest's exports says when it traps, in any of its lines. */
const DIVIDE = 'divide by zero in divide (lines.c:14) < sum (lines.c:21) < attack (lines.c:27)'
const SPIN = /in spin \(lines\.c:3[0-2]\)/

describe.each([4, 5])('a module with the lines of DWARF %d', (version) => {
  const running = useRuntime()
  const guest = guestOf(code(version), ['attack', 'spin'])

  it('traps with the files and lines of its author', async () => {
    const fault = running().call(guest, 'attack', {})
    await expect(fault).rejects.toMatchObject({ code: 'guest_trap', detail: DIVIDE })
  })

  it('names them when its fuel has ended, also in slices', async () => {
    const limits = { fuel: 1_000_000n }
    const slice = { size: 300_000n, onSlice: () => 'continue' as const }
    for (const options of [{ limits }, { limits, slice }]) {
      const fault = running().call(guest, 'spin', {}, options)
      await expect(fault).rejects.toMatchObject({ code: 'fuel_exhausted', detail: expect.stringMatching(SPIN) })
    }
  })
})

describe('debugging sections that were made to be a burden', () => {
  const running = useRuntime()
  const original = code(5)

  it.each([
    ['of nothing', new Uint8Array()],
    ['of zeros', new Uint8Array(5_000)],
    ['of ones', new Uint8Array(5_000).fill(0xff)],
    ['of a unit that claims to be long', Uint8Array.of(0xf0, 0xff, 0xff, 0xff, 5, 0, 4, 0)],
    ['beyond 4 MiB', new Uint8Array(5 << 20)],
  ])('leave the stack as it is: %s', async (_, contents) => {
    const section = Buffer.concat([
      Buffer.from([0]),
      sized(Buffer.concat([sized(Buffer.from('.debug_line')), contents])),
    ])
    const guest = guestOf(Buffer.concat([stripped(original), section]), ['attack'])
    const fault = running().call(guest, 'attack', {})
    const detail = DIVIDE.replaceAll(/ \(.*?\)/g, '')
    await expect(fault).rejects.toMatchObject({
      code: 'guest_trap',
      detail: expect.stringContaining(detail.slice(0, 17)),
    })
    expect(running().incidents).toEqual([])
  })
})

/** A length in LEB128, and as many bytes. */
function sized(bytes: Uint8Array): Buffer {
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest)
    if (rest <= 0x7f) return Buffer.concat([Buffer.from(length), bytes])
  }
}

/** The module up to its first custom section. */
function stripped(module: Uint8Array): Uint8Array {
  const first = inspect(module).sections.find(({ id }) => id === 0)
  return module.subarray(0, first?.start ?? module.length)
}
