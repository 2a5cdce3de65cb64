import { describe, expect, it } from 'vitest'
import { coreCodeOf, guestOf } from '../../fixtures/guests.ts'
import { useRuntime } from '../../fixtures/test-runtime.ts'
import type { GuestSource } from '../index.ts'

const OPERATIONS = ['count', 'grow', 'trap']

/** Counts its calls in a global and in its memory, and answers with both. */
const counting = (fields = '') =>
  coreCodeOf(`;; with: memory alloc init
  (global $calls (mut i32) (i32.const 0))
  ${fields}
  (func (export "count") (param i32 i32) (result i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (i32.store8 (i32.const 40) (i32.add (i32.load8_u (i32.const 40)) (i32.const 1)))
    (i32.store (i32.const 16) (i32.const 5))
    (i32.store8 (i32.const 20) (i32.const 91))
    (i32.store8 (i32.const 21) (i32.add (i32.const 48) (global.get $calls)))
    (i32.store8 (i32.const 22) (i32.const 44))
    (i32.store8 (i32.const 23) (i32.add (i32.const 48) (i32.load8_u (i32.const 40))))
    (i32.store8 (i32.const 24) (i32.const 93))
    (i32.const 16))
  (func (export "grow") (param i32 i32) (result i32)
    (drop (memory.grow (i32.const 1)))
    (call $count_again (local.get 0) (local.get 1)))
  (func $count_again (param i32 i32) (result i32)
    (i32.store (i32.const 16) (i32.const 1))
    (i32.store8 (i32.const 20) (i32.add (i32.const 48) (memory.size)))
    (i32.const 16))
  (func (export "trap") (param i32 i32) (result i32) (global.set $calls (i32.const 7)) unreachable)`)

const JAVASCRIPT = `
  let calls = 0
  const memory = [0]
  const kept = []
  export const count = () => [++calls, ++memory[0]]
  export const grow = () => { kept.push('x'.repeat(3_000_000)); return kept.length }
  export const trap = () => { calls = 7; throw new Error('no') }
  export const remember = () => { globalThis.left = true; Math.max = null; Array.prototype.left = 1; return calls }
  export const look = () => [typeof globalThis.left, typeof Math.max, typeof [].left]
  export const ask = async () => { await grantry.call('query:test.ask.v1', {}); return ++calls }
  export const random = () => Math.random()
`

const core = (code: Uint8Array, instances: 'shared' | 'fresh'): GuestSource => ({
  ...guestOf(code, OPERATIONS),
  instances,
})
const js = (instances: 'shared' | 'fresh'): GuestSource => ({
  ...guestOf(Buffer.from(JAVASCRIPT), [...OPERATIONS, 'remember', 'look', 'ask', 'random'], { abi: 'js' }),
  instances,
})

describe.each([
  ['core', core(counting(), 'fresh')],
  [
    'core with tables that change',
    core(counting('(table 2 funcref) (func (export "t") (table.set (i32.const 0) (ref.null func)))'), 'fresh'),
  ],
  ['core with a vector for a global', core(counting('(global (mut v128) (v128.const i64x2 0 0))'), 'fresh')],
  ['js', js('fresh')],
])('a guest that asks for fresh instances (%s)', (_, guest) => {
  const running = useRuntime()

  it('finds nothing of the call before', async () => {
    for (let call = 0; call < 4; call += 1) expect(await running().ask(guest, 'count', null)).toEqual([1, 1])
  })

  it('finds nothing of a call that made the memory grow', async () => {
    const first = await running().ask(guest, 'grow', null)
    expect(await running().ask(guest, 'grow', null)).toEqual(first)
    expect(await running().ask(guest, 'count', null)).toEqual([1, 1])
  })

  it('finds nothing of a call that failed', async () => {
    await expect(running().call(guest, 'trap', null)).rejects.toMatchObject({ name: 'GuestFault' })
    expect(await running().ask(guest, 'count', null)).toEqual([1, 1])
  })

  it('takes the same fuel for every call, on whatever instance', async () => {
    const fuel = new Set<bigint>()
    for (let call = 0; call < 3; call += 1) fuel.add((await running().call(guest, 'count', null)).fuelConsumed)
    const elsewhere = { install: 'another' }
    fuel.add((await running().call(guest, 'count', null, elsewhere)).fuelConsumed)
    expect(fuel.size).toBe(1)
  })
})

describe('a JavaScript guest that asks for fresh instances', () => {
  const running = useRuntime()
  const guest = js('fresh')

  it('finds the language as it was, whatever the call before did to it', async () => {
    await running().call(guest, 'remember', null)
    expect(await running().ask(guest, 'look', null)).toEqual(['undefined', 'function', 'undefined'])
  })

  it('keeps calls apart that wait for the host at the same time', async () => {
    const calls = Array.from({ length: 12 }, () => running().ask(guest, 'ask', null))
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 12 }, () => 1))
  })

  it('draws other random numbers in every call', async () => {
    const drawn = [await running().ask(guest, 'random', null), await running().ask(guest, 'random', null)]
    expect(new Set(drawn).size).toBe(2)
  })
})

describe('a guest that asks for nothing', () => {
  const running = useRuntime()

  it.each([
    ['core', core(counting(), 'shared')],
    ['js', js('shared')],
  ])('finds what the call before has left (%s)', async (_, guest) => {
    expect(await running().ask(guest, 'count', null)).toEqual([1, 1])
    expect(await running().ask(guest, 'count', null)).toEqual([2, 2])
  })
})
