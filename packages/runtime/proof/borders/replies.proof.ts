import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { GuestFault } from '../../src/index.ts'

const END = 65_536
const EDGES = [0, 1, END - 1, END, END + 1, 2 ** 31, 2 ** 32 - 1]
/** As long as the place it is written to. */
const LENGTH_BYTES = 4
const OUTPUT_BYTES = 4 << 20

/** `['answer']` or the code of the fault. */
async function endOf(call: Promise<{ output: string }>): Promise<string> {
  try {
    await call
    return 'answer'
  } catch (error) {
    if (error instanceof GuestFault) return error.code
    throw error
  }
}

describe('a reply', () => {
  const running = useRuntime()
  const pointers = [...EDGES, 2, END - LENGTH_BYTES - 1, END - LENGTH_BYTES, END - LENGTH_BYTES + 1]
  const replies = pointers.flatMap((pointer) => [...EDGES, 2].map((length) => ({ pointer, length })))

  /** Its memory is full of ones: every text in it is a number, and so is every length that no probe has written. */
  const guest = guestOf(
    coreCodeOf(`;; with: memory init alloc
    ${replies
      .map(
        ({ pointer, length }, index) => `(func (export "r${index}") (param i32 i32) (result i32)
          (memory.fill (i32.const 0) (i32.const 0x31) (i32.const ${END}))
          ${pointer + LENGTH_BYTES <= END ? `(i32.store (i32.const ${pointer}) (i32.const ${length}))` : ''}
          (i32.const ${pointer}))`,
      )
      .join('\n')}`),
    replies.map((_, index) => `r${index}`),
  )

  function expected({ pointer, length }: (typeof replies)[number]): string {
    if (pointer === 0 || pointer + LENGTH_BYTES > END) return 'invalid_output'
    if (length > OUTPUT_BYTES) return 'output_too_large'
    return length > 0 && pointer + LENGTH_BYTES + length <= END ? 'answer' : 'invalid_output'
  }

  it('is taken when pointer and length lie within the memory, and is a fault at every border', async () => {
    for (const [index, reply] of replies.entries()) {
      const end = await endOf(running().call(guest, `r${index}`, {}))
      expect(`${JSON.stringify(reply)}: ${end}`).toBe(`${JSON.stringify(reply)}: ${expected(reply)}`)
    }
    expect(running().incidents).toEqual([])
  })
})

describe('an allocation', () => {
  const running = useRuntime()

  /** A guest whose allocator answers this for its input, or for a reply of the host. */
  const allocating = (pointer: number, place: 'input' | 'reply') =>
    guestOf(
      coreCodeOf(`;; with: call memory init
      (data (i32.const 16) "query:test.ask.v1") (data (i32.const 48) "{}")
      (global $calls (mut i32) (i32.const 0))
      (func (export "wasm_alloc") (param i32) (result i32)
        (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
        (select (i32.const ${pointer}) (i32.const 1024)
          (i32.or (i32.const ${place === 'input' ? 1 : 0}) (i32.eq (global.get $calls) (i32.const 2)))))
      (func (export "wasm_free") (param i32 i32))
      (func (export "attack") (param i32 i32) (result i32)
        ${place === 'input' ? '' : '(drop (call $call (i32.const 16) (i32.const 17) (i32.const 0) (i32.const 48) (i32.const 2)))'}
        (i32.store (i32.const 8) (i32.const 1)) (i32.store8 (i32.const 12) (i32.const 0x31)) (i32.const 8))`),
      ['attack'],
    )

  const fits = (pointer: number, length: number) => pointer !== 0 && pointer + length <= END

  it.each(EDGES)('at %d for the input is used when the input fits, and is a fault otherwise', async (pointer) => {
    for (const length of [2, END - 2, END - 1, END, END + 1]) {
      const input = 'x'.repeat(length - 2) // and two quotation marks
      const end = await endOf(running().call(allocating(pointer, 'input'), 'attack', input))
      expect(`${length} bytes: ${end}`).toBe(`${length} bytes: ${fits(pointer, length) ? 'answer' : 'guest_trap'}`)
    }
    expect(running().incidents).toEqual([])
  })

  /** `{"nonce":null}` with its length. */
  const REPLY_BYTES = 14 + LENGTH_BYTES

  it.each([...EDGES, END - REPLY_BYTES, END - REPLY_BYTES + 1])(
    'at %d for a reply of the host is used when the reply fits, and is a fault otherwise',
    async (pointer) => {
      const end = await endOf(running().call(allocating(pointer, 'reply'), 'attack', {}))
      expect(end).toBe(fits(pointer, REPLY_BYTES) ? 'answer' : 'guest_trap')
      expect(running().incidents).toEqual([])
    },
  )
})
