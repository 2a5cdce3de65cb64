import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf, jobGuestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import { ByteWriter } from '../instrument/byte-writer.ts'
import { DEFAULT_LIMITS } from '../limits.ts'

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

  it('is refused, and by a check as well, when its meter makes it too long', async () => {
    const loops = '(loop (br_if 0 (local.tee 0 (i32.add (local.get 0) (i32.const 4)))))'.repeat(40_000)
    const code = coreCodeOf(`${FIELDS}
      ${`(func (local ${'i32 '.repeat(200)}) ${loops})`.repeat(7)}
      (func (export "attack") (param i32 i32) (result i32) (i32.const 0))`)
    const guest = guestOf(code, ['attack'])
    const detail = expect.stringContaining('bytes with its meter')
    await expect(running().call(guest, 'attack', null)).rejects.toMatchObject({ code: 'load_failed', detail })
    const { operations, jobs } = guest
    const verdict = await running().runtime.check({ abi: 'core', code, operations, jobs, limits: DEFAULT_LIMITS })
    expect(verdict).toMatchObject({ verdict: 'refused', code: 'structure_limit', reason: detail })
  })

  it('is refused by a check when its meter is too long for its jobs only', async () => {
    const code = coreCodeOf(`${FIELDS}
      ${`(func (param i32) ${'(loop (br_if 0 (local.get 0)))'.repeat(24_000)})`.repeat(20)}
      (func (export "attack") (param i32 i32) (result i32) (i32.const 0))
      (func (export "job") (param i32 i32 i32 i32) (result i32) (i32.const 0))`)
    const { operations } = guestOf(code, ['attack'])
    const { jobs } = jobGuestOf(code, ['job'])
    const check = { abi: 'core', code, operations, limits: DEFAULT_LIMITS } as const
    expect(await running().runtime.check({ ...check, jobs: [] })).toMatchObject({ verdict: 'pass' })
    const reason = expect.stringContaining('bytes with its meter')
    const refused = { verdict: 'refused', code: 'structure_limit', reason }
    expect(await running().runtime.check({ ...check, jobs })).toMatchObject(refused)
  })

  it.each([
    ['functions that have long names', namesOf(200, 19_000)],
    ['functions that have names', namesOf(40_000, 128)],
  ])('answers although it has very many %s', async (_, names) => {
    const code = coreCodeOf(`${FIELDS}
      ${'(func)'.repeat(40_000)}
      (func (export "attack") (param i32 i32) (result i32) unreachable)`)
    const guest = guestOf(Buffer.concat([code, names]), ['attack'])
    await expect(running().call(guest, 'attack', null)).rejects.toMatchObject({ code: 'guest_trap' })
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

/** A section with names for the first functions, of characters that take six in JSON. */
function namesOf(functions: number, nameBytes: number): Uint8Array {
  const name = new Uint8Array(nameBytes).fill(1)
  const names = new ByteWriter()
  names.u32(functions)
  for (let index = 0; index < functions; index += 1) {
    names.u32(index)
    names.sized(name)
  }
  const contents = new ByteWriter()
  contents.name('name')
  contents.u8(1)
  contents.sized(names.view())
  const section = new ByteWriter()
  section.u8(0)
  section.sized(contents.view())
  return section.view()
}
