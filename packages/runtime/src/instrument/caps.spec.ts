import { describe, expect, it } from 'vitest'
import { MeteredInstance, ROOMY, meter } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { LimitRefused } from './index.ts'

const PLENTY = 10n ** 9n
const grows = (memory: string) =>
  wat(`(memory ${memory}) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))`)

describe('the cap on memory', () => {
  it('replaces a maximum that is higher', () => {
    const instance = new MeteredInstance(grows('1 100'), { ...ROOMY, memoryPages: 4 })
    expect(instance.call('grow', PLENTY, 3).result).toBe(1)
    expect(instance.call('grow', PLENTY, 1).result).toBe(-1)
  })

  it('stands in for a maximum that is missing', () => {
    const instance = new MeteredInstance(grows('1'), { ...ROOMY, memoryPages: 4 })
    expect(instance.call('grow', PLENTY, 4).result).toBe(-1)
    expect(instance.call('grow', PLENTY, 3).result).toBe(1)
  })

  it('leaves a lower maximum as it is', () => {
    const instance = new MeteredInstance(grows('1 2'), { ...ROOMY, memoryPages: 4 })
    expect(instance.call('grow', PLENTY, 2).result).toBe(-1)
    expect(instance.call('grow', PLENTY, 1).result).toBe(1)
  })

  it('refuses a module that starts above it, and names both figures', () => {
    expect(() => meter(grows('5 100'), { ...ROOMY, memoryPages: 4 })).toThrow(LimitRefused)
    expect(() => meter(grows('5 100'), { ...ROOMY, memoryPages: 4 })).toThrow(
      expect.objectContaining({ code: 'memory_exceeded', asked: 5, cap: 4 }),
    )
  })

  it('accepts a module that starts at it', () => {
    expect(new MeteredInstance(grows('4'), { ...ROOMY, memoryPages: 4 }).call('grow', PLENTY, 1).result).toBe(-1)
  })

  it('is left to whoever defines a memory that is imported', () => {
    const bytes = wat(
      '(import "host" "memory" (memory 5)) (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))',
    )
    const memory = new WebAssembly.Memory({ initial: 5, maximum: 6 })
    const instance = new MeteredInstance(bytes, { ...ROOMY, memoryPages: 4 }, { host: { memory } })
    expect(instance.call('grow', PLENTY, 1).result).toBe(5)
  })
})

describe('the count of denied growth', () => {
  it('goes up when our cap alone is in the way', () => {
    const instance = new MeteredInstance(grows('1 100'), { ...ROOMY, memoryPages: 4 })
    instance.call('grow', PLENTY, 50)
    expect(instance.deniedGrowth).toBe(1)
    instance.call('grow', PLENTY, 99)
    expect(instance.deniedGrowth).toBe(2)
  })

  it('goes up for a module that declares no maximum', () => {
    const instance = new MeteredInstance(grows('1'), { ...ROOMY, memoryPages: 4 })
    instance.call('grow', PLENTY, 65_535)
    expect(instance.deniedGrowth).toBe(1)
  })

  it.each([
    ['the guest asks for more than its own maximum', '1 100', 100],
    ['nobody could have so much', '1', 65_536],
    ['the figure is beyond all bounds', '1', -1],
  ])('stays when %s', (_, memory, pages) => {
    const instance = new MeteredInstance(grows(memory), { ...ROOMY, memoryPages: 4 })
    expect(instance.call('grow', PLENTY, pages).result).toBe(-1)
    expect(instance.deniedGrowth).toBe(0)
  })

  it('stays when growth is granted', () => {
    const instance = new MeteredInstance(grows('1 100'), { ...ROOMY, memoryPages: 4 })
    instance.call('grow', PLENTY, 3)
    expect(instance.deniedGrowth).toBe(0)
  })
})

describe('the cap on tables', () => {
  const table = (limits: string) =>
    wat(
      `(table ${limits} funcref)
      (func (export "grow") (param i32) (result i32) (table.grow (ref.null func) (local.get 0)))`,
    )

  it.each(['2', '2 100'])('bounds a table of (%s)', (limits) => {
    const instance = new MeteredInstance(table(limits), { ...ROOMY, tableElements: 10 })
    expect(instance.call('grow', PLENTY, 9).result).toBe(-1)
    expect(instance.call('grow', PLENTY, 8).result).toBe(2)
  })

  it('bounds each of several tables', () => {
    const bytes = wat('(table (export "a") 1 externref) (table (export "b") 2 5 funcref)')
    const { exports } = new MeteredInstance(bytes, { ...ROOMY, tableElements: 3 })
    expect(() => (exports['a'] as WebAssembly.Table).grow(3)).toThrow(RangeError)
    expect(() => (exports['b'] as WebAssembly.Table).grow(2)).toThrow(RangeError)
    expect((exports['b'] as WebAssembly.Table).grow(1)).toBe(2)
  })

  it('refuses a module that starts above it', () => {
    expect(() => meter(wat('(table 1 funcref) (table 11 funcref)'), { ...ROOMY, tableElements: 10 })).toThrow(
      expect.objectContaining({ code: 'table_exceeded', asked: 11, cap: 10 }),
    )
  })
})
