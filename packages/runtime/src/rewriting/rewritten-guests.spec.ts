import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'

/** What a guest may rely on, although its sandbox has not metered it itself. */
describe('a module that was metered outside of its sandbox', () => {
  const running = useRuntime()
  const FIELDS = ';; with: memory alloc init'

  it('is still refused by the engine of its sandbox when the original is not valid', async () => {
    const code = coreCodeOf(
      `${FIELDS}
      (func (export "attack") (param i32 i32) (result i32) (i32.add (i32.const 1) (i32.const 7)))`,
    )
    // The one constant of 7 becomes one of 64 bits: structure and indexes stay as they were.
    const at = Buffer.from(code).indexOf(Buffer.from([0x41, 1, 0x41, 7, 0x6a]))
    code[at + 2] = 0x42
    await expect(running().call(guestOf(code, ['attack']), 'attack', null)).rejects.toMatchObject({
      code: 'load_failed',
      detail: expect.stringContaining('invalid_module'),
    })
  })

  it('is refused with the reason when it could not be metered', async () => {
    const code = coreCodeOf('(memory (export "memory") 17)')
    const limits = { memoryPages: 16 }
    await expect(running().call(guestOf(code, ['attack']), 'attack', null, { limits })).rejects.toMatchObject({
      code: 'load_failed',
    })
  })

  it('names its functions in a trap', async () => {
    const code = coreCodeOf(`${FIELDS}
      (func $deep unreachable)
      (func $shallow (export "attack") (param i32 i32) (result i32) (call $deep) (i32.const 0))`)
    await expect(running().call(guestOf(code, ['attack']), 'attack', null)).rejects.toMatchObject({
      detail: expect.stringContaining('in deep < shallow'),
    })
  })
})
