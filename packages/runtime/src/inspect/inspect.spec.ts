import { describe, expect, it } from 'vitest'
import { custom, list, moduleOf, name, oneFunction, section, sized, u32 } from '../../fixtures/wasm/module-bytes.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { inspect } from './index.ts'

describe('what inspection tells of a module', () => {
  it('lists imports with their exact types', () => {
    const { imports } = inspect(
      wat(`
        (import "host" "log" (func (param i32 i64) (result f32)))
        (import "host" "table" (table 1 2 funcref))
        (import "host" "memory" (memory 3))
        (import "host" "counter" (global (mut i64)))`),
    )
    expect(imports).toMatchObject([
      { module: 'host', name: 'log', kind: 'function', type: { params: ['i32', 'i64'], results: ['f32'] } },
      { module: 'host', name: 'table', kind: 'table', type: { element: 'funcref', minElements: 1, maxElements: 2 } },
      { module: 'host', name: 'memory', kind: 'memory', type: { minPages: 3, maxPages: null } },
      { module: 'host', name: 'counter', kind: 'global', type: { value: 'i64', mutable: true } },
    ])
  })

  it('lists exports with index and type, counting imported functions', () => {
    const { exports } = inspect(
      wat(`
        (import "host" "log" (func))
        (func (export "run") (param i32) (result i32) local.get 0)
        (memory (export "memory") 1 4)
        (global (export "answer") i32 (i32.const 42))
        (table (export "table") 5 externref)`),
    )
    expect(exports).toMatchObject([
      { name: 'run', kind: 'function', index: 1, type: { params: ['i32'], results: ['i32'] } },
      { name: 'memory', kind: 'memory', index: 0, type: { minPages: 1, maxPages: 4 } },
      { name: 'answer', kind: 'global', index: 0, type: { value: 'i32', mutable: false } },
      { name: 'table', kind: 'table', index: 0, type: { element: 'externref', minElements: 5, maxElements: null } },
    ])
  })

  it('counts what a module is made of', () => {
    const bytes = wat(`
      (import "host" "log" (func))
      (memory 2) (data (i32.const 0) "hello") (data "passive")
      (table 3 funcref) (elem (i32.const 0) func $f $f)
      (func $f) (func $g) (start $g)`)
    const info = inspect(bytes)
    expect(info).toMatchObject({
      sizeBytes: bytes.length,
      functionCount: 2,
      importedCounts: { function: 1, table: 0, memory: 0, global: 0 },
      memory: { minPages: 2, maxPages: null },
      tables: [{ element: 'funcref', minElements: 3, maxElements: null }],
      start: 2,
      elementSegmentCount: 1,
      dataSegmentCount: 2,
      dataBytes: 12,
      codeBytes: 4,
    })
    expect(info.functions).toHaveLength(3)
  })

  it('knows the names that the toolchain left', () => {
    const info = inspect(wat('(import "host" "log" (func $log)) (func $run_twice)'))
    expect([...info.functionNames]).toEqual([
      [0, 'log'],
      [1, 'run_twice'],
    ])
    expect(info.customSections).toEqual([{ name: 'name', sizeBytes: 26 }])
  })

  it.each([
    ['no feature', '(func (result i32) i32.const 1)', []],
    ['sign-extension', '(func (result i32) i32.const 1 i32.extend8_s)', ['sign-extension']],
    ['saturating-float-to-int', '(func (result i32) f32.const 1 i32.trunc_sat_f32_s)', ['saturating-float-to-int']],
    ['multi-value', '(func (result i32 i32) i32.const 1 i32.const 2)', ['multi-value']],
    ['multi-value in a block', '(func i32.const 1 (block (param i32) drop))', ['multi-value']],
    ['reference-types', '(table 1 externref)', ['reference-types']],
    ['reference-types in a local', '(func (local externref))', ['reference-types']],
    ['reference-types in a block', '(func (block (result funcref) ref.null func) drop)', ['reference-types']],
    ['bulk-memory', '(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)))', ['bulk-memory']],
    ['bulk-memory in a segment', '(func $f) (elem func $f)', ['bulk-memory']],
    ['simd', '(func (v128.const i32x4 1 2 3 4) drop)', ['simd']],
    ['simd in a type', '(func (param v128))', ['simd']],
    ['tail-calls', '(func $f return_call $f)', ['tail-calls']],
    ['mutable-globals', '(global (export "g") (mut i32) (i32.const 0))', ['mutable-globals']],
  ])('reports the use of %s', (_, source, features) => {
    expect(inspect(wat(source)).features).toEqual(features)
  })

  it('keeps a byte order mark as part of a name', () => {
    const exports = list([...name('a'), 0, 0], [...name('\uFEFFa'), 0, 0])
    const { bytes } = moduleOf(
      section(1, list([0x60, 0, 0])),
      section(3, list([0])),
      section(7, exports),
      oneFunction()[2]!,
    )
    expect(inspect(bytes).exports.map((found) => found.name)).toEqual(['a', '\uFEFFa'])
  })

  it('gives the place of every section, so that a rewriter need not search', () => {
    const { bytes } = moduleOf(custom('first', [1, 2]), ...oneFunction(), custom('last', []))
    const { sections } = inspect(bytes)
    expect(sections.map(({ id, name: title }) => [id, title])).toEqual([
      [0, 'first'],
      [1, ''],
      [3, ''],
      [10, ''],
      [0, 'last'],
    ])
    expect(sections[0]!.start).toBe(8)
    sections.slice(1).forEach((found, index) => expect(found.start).toBe(sections[index]!.end))
    expect(sections.at(-1)!.end).toBe(bytes.length)
    expect([...bytes.subarray(sections[0]!.contents, sections[0]!.end)]).toEqual([1, 2])
  })
})

describe('names of functions', () => {
  const named = (...subsections: readonly number[][]) => {
    const { bytes } = moduleOf(...oneFunction(), custom('name', subsections.flat()))
    return inspect(bytes).functionNames
  }
  const functionNames = (contents: readonly number[]) => [1, ...sized(contents)]

  it('are taken from the name section, whatever stands in front of them', () => {
    expect(named([0, ...sized(name('module'))], functionNames(list([0, ...name('main')])))).toEqual(
      new Map([[0, 'main']]),
    )
  })

  it.each([
    ['is cut off', functionNames([1, 0])],
    ['has a name that is not UTF-8', functionNames([1, 0, 1, 0xff])],
    ['promises more than it has', functionNames([...u32(2 ** 31), 0])],
  ])('are unknown when the section %s', (_, subsection) => {
    expect(named(subsection)).toEqual(new Map())
  })

  it('of functions that do not exist are left out', () => {
    expect(named(functionNames(list([0, ...name('main')], [7, ...name('ghost')])))).toEqual(new Map([[0, 'main']]))
  })
})
