import { describe, expect, it } from 'vitest'
import { MeteredInstance } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

const ENTRY = 1
const FILL_BASE = 128
const COPY_BASE = 8
const MEMORY_INIT_BASE = 24
const TABLE_BASE = 32
const TABLE_GROW_BASE = 64
const MEMORY_GROW_BASE = 256
const PAGE = 8_192

const FIELDS = `
  (memory (export "memory") 16 32)
  (data $bytes "${'x'.repeat(64)}")
  (table $table (export "table") 1000 2000 funcref)
  (table $other 1000 funcref)
  (elem $functions func ${'$f '.repeat(20)})
  (func $f)
  (func (export "memory.fill") (param i32) (memory.fill (i32.const 0) (i32.const 255) (local.get 0)))
  (func (export "memory.copy") (param i32) (memory.copy (i32.const 8) (i32.const 0) (local.get 0)))
  (func (export "memory.init") (param i32) (memory.init $bytes (i32.const 0) (i32.const 0) (local.get 0)))
  (func (export "table.fill") (param i32) (table.fill $table (i32.const 0) (ref.func $f) (local.get 0)))
  (func (export "table.copy") (param i32) (table.copy $table $other (i32.const 0) (i32.const 0) (local.get 0)))
  (func (export "table.init") (param i32) (table.init $table $functions (i32.const 0) (i32.const 0) (local.get 0)))
  (func (export "table.grow") (param i32) (result i32) (table.grow $table (ref.null func) (local.get 0)))
  (func (export "memory.grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "memory.size") (result i32) (memory.size))
  (func (export "table.size") (result i32) (table.size $table))
  (func (export "twice") (param i32)
    (memory.fill (i32.const 0) (i32.const 1) (local.get 0))
    (memory.fill (i32.const 0) (i32.const 2) (local.get 0)))`

const bytes = wat(FIELDS)
const fresh = () => new MeteredInstance(bytes)

describe('operations on many bytes or elements', () => {
  it.each<[string, number, number]>([
    ['memory.fill', 0, FILL_BASE],
    ['memory.fill', 7, FILL_BASE],
    ['memory.fill', 8, FILL_BASE + 1],
    ['memory.fill', 1_000_000, FILL_BASE + 125_000],
    ['memory.copy', 4_000, COPY_BASE + 500],
    ['memory.init', 64, MEMORY_INIT_BASE + 8],
    ['table.fill', 100, TABLE_BASE + 1_600 + 4],
    ['table.copy', 100, TABLE_BASE + 1_600],
    ['table.init', 20, TABLE_BASE + 320],
    ['table.grow', 100, TABLE_GROW_BASE + 1_600 + 1],
  ])('%s of %i takes its length', (name, length, units) => {
    expect(fresh().call(name, 10n ** 9n, length)).toMatchObject({ isTrap: false, spent: BigInt(ENTRY + units) })
  })

  it.each(['memory.fill', 'memory.copy', 'memory.init', 'table.fill', 'table.copy', 'table.init', 'table.grow'])(
    '%s of 2^32 - 1 stops before it runs',
    (name) => {
      const instance = fresh()
      expect(instance.call(name, 10n ** 8n, -1)).toMatchObject({ isTrap: true, result: 'unreachable' })
      expect(instance.fuel).toBeLessThan(0n)
    },
  )

  it('leaves memory as it was when the fuel does not reach', () => {
    const instance = fresh()
    expect(instance.call('memory.fill', 10_000n, 1_000_000)).toMatchObject({ isTrap: true, result: 'unreachable' })
    expect(new Uint8Array((instance.exports['memory'] as WebAssembly.Memory).buffer).every((byte) => byte === 0)).toBe(
      true,
    )
  })

  it('leaves a table as it was when the fuel does not reach', () => {
    const instance = fresh()
    expect(instance.call('table.grow', 1_000n, 900)).toMatchObject({ isTrap: true, result: 'unreachable' })
    expect((instance.exports['table'] as WebAssembly.Table).length).toBe(1_000)
  })

  it('checks between two operations in straight code', () => {
    const instance = fresh()
    expect(instance.call('twice', 1_500n, 8_000)).toMatchObject({ isTrap: true, result: 'unreachable' })
    expect(new Uint8Array((instance.exports['memory'] as WebAssembly.Memory).buffer)[0]).toBe(1)
  })

  it('still traps for its own reason when it is out of bounds and paid for', () => {
    const outcome = fresh().call('memory.fill', 10n ** 9n, 17 * 65_536)
    expect(outcome).toMatchObject({ isTrap: true })
    expect(outcome.result).not.toBe('unreachable')
  })
})

describe('growth of memory', () => {
  it('takes the price of each page that is granted', () => {
    const instance = fresh()
    expect(instance.call('memory.grow', 10n ** 9n, 3)).toMatchObject({
      result: 16,
      spent: BigInt(ENTRY + MEMORY_GROW_BASE + 3 * PAGE),
    })
    expect(instance.call('memory.size', 100n).result).toBe(19)
  })

  it('takes its base price alone when nothing is granted', () => {
    expect(fresh().call('memory.grow', 10n ** 9n, 17)).toMatchObject({
      result: -1,
      spent: BigInt(ENTRY + MEMORY_GROW_BASE),
    })
  })

  it('stops the guest when it cannot pay for the pages', () => {
    expect(fresh().call('memory.grow', 10_000n, 16)).toMatchObject({ isTrap: true, result: 'unreachable' })
  })
})
