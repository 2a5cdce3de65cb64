import { describe, expect, it } from 'vitest'
import { meter, MeteredInstance, ROOMY, type Exported } from '../../fixtures/wasm/metered.ts'
import { body, custom, list, moduleOf, name, oneFunction, section } from '../../fixtures/wasm/module-bytes.ts'
import { disassemble, wat } from '../../fixtures/wasm/wat.ts'
import { inspect, InspectionRefused, STRUCTURE_LIMITS } from '../inspect/index.ts'
import { instrument, METER } from './index.ts'

const customSectionsOf = (bytes: Uint8Array<ArrayBuffer>, title: string) =>
  WebAssembly.Module.customSections(new WebAssembly.Module(bytes), title).map((contents) => [
    ...new Uint8Array(contents),
  ])

describe('a metered module', () => {
  it('exports the meter behind all that it exported before', () => {
    const bytes = wat('(func $s) (start $s) (memory (export "memory") 1) (func (export "run"))')
    expect(WebAssembly.Module.exports(new WebAssembly.Module(meter(bytes)))).toEqual([
      { name: 'memory', kind: 'memory' },
      { name: 'run', kind: 'function' },
      { name: METER.fuel, kind: 'global' },
      { name: METER.deniedGrowth, kind: 'global' },
      { name: METER.start, kind: 'function' },
    ])
  })

  it('exports the mutable globals that make up its state, so that the host can put them back', () => {
    const globals = `(global i32 (i32.const 1)) (global (mut i32) (i32.const 2)) (global (mut i64) (i64.const 3))`
    const metered = new WebAssembly.Module(meter(wat(globals)))
    const names = WebAssembly.Module.exports(metered).map(({ name }) => name)
    expect(names).toEqual([METER.fuel, METER.deniedGrowth, `${METER.globalPrefix}1`, `${METER.globalPrefix}2`])
  })

  it.each([
    ['a vector for a global', '(global (mut v128) (v128.const i64x2 0 0))'],
    ['a float for a global, whose NaN would lose its bits', '(global (mut f64) (f64.const 0))'],
    ['a reference for a global', '(global (mut funcref) (ref.null func))'],
    ['an imported global that changes', '(import "host" "g" (global (mut i32)))'],
    ['more globals than fit', '(global (mut i32) (i32.const 0))'.repeat(65)],
    ['table.set', '(table 1 funcref) (func (table.set (i32.const 0) (ref.null func)))'],
    ['table.fill', '(table 1 funcref) (func (table.fill (i32.const 0) (ref.null func) (i32.const 1)))'],
    ['table.grow', '(table 1 funcref) (func (drop (table.grow (ref.null func) (i32.const 1))))'],
    ['table.copy', '(table 1 funcref) (func (table.copy (i32.const 0) (i32.const 0) (i32.const 0)))'],
    ['table.init', '(table 1 funcref) (elem func) (func (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0)))'],
    ['elem.drop', '(elem func) (func (elem.drop 0))'],
    ['data.drop', '(memory 1) (data "x") (func (data.drop 0))'],
  ])('shows no state that cannot be put back as a whole: %s', (_, fields) => {
    const metered = new WebAssembly.Module(meter(wat(`${fields} (global (mut i32) (i32.const 2))`)))
    const names = WebAssembly.Module.exports(metered).map(({ name }) => name)
    expect(names).toEqual([METER.fuel, METER.deniedGrowth])
  })

  it('imports what it imported before, and nothing else', () => {
    const bytes = wat('(import "host" "log" (func (param i32))) (import "host" "g" (global i32))')
    const importsOf = (module: Uint8Array<ArrayBuffer>) => WebAssembly.Module.imports(new WebAssembly.Module(module))
    expect(importsOf(meter(bytes))).toEqual(importsOf(bytes))
  })

  it.each([
    ['the empty module', ''],
    ['imports alone', '(import "host" "log" (func (param i32)))'],
    ['a start function that is imported', '(import "host" "f" (func $f)) (start $f)'],
    ['data alone', '(memory 1) (data (i32.const 0) "x")'],
    ['exports without globals', '(func (export "f"))'],
    ['globals without exports', '(global i32 (i32.const 1))'],
    ['a table without functions', '(table 1 funcref)'],
    ['a function that grows memory, without globals', '(memory 1) (func (drop (memory.grow (i32.const 1))))'],
    [
      'imported and own globals',
      '(import "h" "g" (global i32)) (global (mut i64) (i64.const 1)) (func (global.set 1 (i64.const 2)))',
    ],
  ])('is valid when made from %s', (_, fields) => {
    expect(WebAssembly.validate(meter(wat(fields)))).toBe(true)
  })

  it('is valid when its last section before is a custom one', () => {
    const { bytes } = moduleOf(section(1, list([0x60, 0, 0])), custom('note', [1]))
    expect(WebAssembly.validate(meter(bytes))).toBe(true)
    expect(customSectionsOf(meter(bytes), 'note')).toEqual([[1]])
  })

  it('keeps the names of functions, which still fit', () => {
    const bytes = wat('(memory 1) (func $first (drop (memory.grow (i32.const 1)))) (func $second (call $first))')
    const text = disassemble(meter(bytes))
    expect(text).toContain('(func $first')
    expect(text).toContain('(func $second')
  })

  it('keeps the names of locals, also of a function that gets the fuel as a parameter', () => {
    const bytes = wat(`(func $carrier (param $given i32) (result i32) (local $found i32)
        (loop $again (br_if $again (local.tee $found (i32.sub (local.get $given) (local.get $found)))))
        (local.get $found))
      (func (export "run") (param $before i32) (result i32) (call $carrier (local.get $before)))`)
    const text = disassemble(meter(bytes))
    expect(text).toMatch(/\(func \$carrier .*\(param \$given i32\) \(param \$fuel i64\)/)
    expect(text).toContain('(local $found i32)')
    expect(text).toContain('(param $before i32)')
  })

  it('leaves names out that cannot be read, where they would have to change', () => {
    const carrying = wat('(func $a (param i32) (loop $l (br_if $l (local.get 0)))) (func (call $a (i32.const 0)))')
    const names = [0, 9, 4, ...Buffer.from('name'), 2, 1, 0xff, 0xff]
    const first = inspect(carrying).sections.find(({ id }) => id === 0)
    const bytes = Uint8Array.from([...carrying.subarray(0, first?.start), ...names])
    expect(customSectionsOf(meter(bytes), 'name')).toEqual([])
  })

  it('keeps custom sections but those that metering makes wrong', () => {
    const titles = ['producers', 'target_features', 'component-type:world', 'mine']
    const outdated = [
      'linking',
      'reloc.CODE',
      '.debug_info',
      'sourceMappingURL',
      'external_debug_info',
      'metadata.code.branch_hint',
    ]
    const { bytes } = moduleOf(...oneFunction(), ...[...titles, ...outdated].map((title) => custom(title, [1, 2, 3])))
    const metered = meter(bytes)
    for (const title of titles) expect(customSectionsOf(metered, title)).toEqual([[1, 2, 3]])
    for (const title of outdated) expect(customSectionsOf(metered, title)).toEqual([])
  })

  it('is not metered twice', () => {
    const metered = meter(wat('(func (export "run"))'))
    expect(() => inspect(metered)).toThrow(InspectionRefused)
    expect(() => inspect(metered)).toThrow(expect.objectContaining({ code: 'reserved_name' }))
  })

  it('holds copies of nothing but what it needs: unused measuring functions are not added', () => {
    const functions = (bytes: Uint8Array) => disassemble(bytes).match(/\n {2}\(func /g)?.length
    expect(functions(meter(wat('(memory 1) (func)')))).toBe(1)
    expect(
      functions(meter(wat('(memory 1) (func (drop (memory.grow (i32.const 1))) (drop (memory.grow (i32.const 2))))'))),
    ).toBe(2)
  })
})

describe('what metering appends', () => {
  // Each index below is the first that is free, where an addition will come to stand.
  it.each<[string, number[][]]>([
    ['set', oneFunction(0x42, 0, 0x24, 0)],
    ['read', oneFunction(0x23, 0, 0x1a)],
    ['exported', [...oneFunction(), section(7, list([...name('fuel'), 3, 0]))].sort(([a = 0], [b = 0]) => a - b)],
    ['called', oneFunction(0x10, 1)],
    [
      'called through its type',
      [...oneFunction(0x41, 0, 0x41, 0, 0x11, 1, 0, 0x1a), section(4, [1, 0x70, 0, 1])].sort(
        ([a = 0], [b = 0]) => a - b,
      ),
    ],
  ])('cannot be %s by the guest: its index is refused before', (_, sections) => {
    const { bytes } = moduleOf(...sections)
    expect(() => inspect(bytes)).toThrow(InspectionRefused)
  })

  it('changes no index of the guest, however many things it has', () => {
    const bytes = wat(`
      (import "h" "f" (func $imported (result i32))) (import "h" "g" (global $outer i32))
      (memory 1)
      (global $own (mut i32) (i32.const 5))
      (table funcref (elem $imported $local))
      (type $t (func (result i32)))
      (func $local (result i32) (memory.fill (i32.const 0) (i32.const 1) (i32.const 4)) (i32.load (i32.const 0)))
      (func (export "run") (result i32)
        (drop (memory.grow (i32.const 0)))
        (global.set $own (i32.add (global.get $own) (global.get $outer)))
        (i32.add (i32.add (call $imported) (global.get $own)) (call_indirect (type $t) (i32.const 1))))`)
    const imports = { h: { f: () => 100, g: 7 } }
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports['run'] as Exported
    expect(new MeteredInstance(bytes, ROOMY, imports).call('run', 10_000n).result).toBe(plain())
    expect(plain()).toBe(100 + 5 + 7 + 7 + 0x01010101)
  })
})

describe('bodies in unusual forms', () => {
  it('keeps numbers that are longer than they need to be', () => {
    const { bytes } = moduleOf(
      section(1, list([0x60, 0, 1, 0x7f])),
      section(3, list([0])),
      section(7, list([...name('run'), 0, 0])),
      section(10, list(body(0x02, 0x7f, 0x41, 0x87, 0x80, 0x00, 0x0c, 0x80, 0x00, 0x0b))),
    )
    expect(new MeteredInstance(bytes).call('run', 100n)).toMatchObject({ result: 7, isTrap: false, spent: 2n })
  })

  /** A constant and a `br_if` to the innermost label. */
  const jump = [0x41, 0, 0x0d, 0]
  it.each<[string, number[]]>([
    ['loops', [0x03, 0x40, ...jump, 0x0b]],
    ['loops that are left for ever', [0x03, 0x40, 0x0c, 0, 0x0b]],
    ['blocks that are left early', [0x02, 0x40, ...jump, 0x0b]],
    ['conditions that return', [0x41, 0, 0x04, 0x40, 0x0f, 0x0b]],
    ['returns behind a condition', jump],
    ['calls and loops', [0x10, 0, 0x03, 0x40, ...jump, 0x0b]],
    ['calls of itself in a loop', [0x03, 0x40, 0x10, 0, ...jump, 0x10, 0, 0x0b]],
  ])('stay within what engines accept when a body of the largest size is all %s', (_, piece) => {
    const pieces = Array.from(
      { length: Math.floor((STRUCTURE_LIMITS.bodyBytes.max - 10) / piece.length) },
      () => piece,
    ).flat()
    const size = pieces.length + 2
    const contents = [1, (size & 0x7f) | 0x80, ((size >> 7) & 0x7f) | 0x80, size >> 14, 0, ...pieces, 0x0b]
    const { bytes } = moduleOf(section(1, list([0x60, 0, 0])), section(3, list([0])), section(10, contents))
    expect(WebAssembly.validate(instrument(bytes, inspect(bytes), ROOMY))).toBe(true)
  })
})

describe('where nothing has to be counted', () => {
  const charges = (fields: string) => disassemble(meter(wat(fields))).match(/i64\.sub/g)?.length ?? 0
  const inside = (body: string) => charges(`(func (export "run") (param i32) ${body})`)

  it('adds nothing to code that cannot be reached', () => {
    const dead =
      '(loop (br_if 0 (i32.const 1))) (if (i32.const 1) (then (nop)) (else (drop (i32.const 2)))) (drop (i32.const 3))'
    expect(inside(`(return) ${dead}`)).toBe(1)
    expect(inside(`(block (br 0) ${dead}) (drop (i32.const 1))`)).toBe(1)
  })

  it('charges once for what is certain to run', () => {
    expect(inside('(block (block (drop (i32.const 1)))) (drop (i32.const 2))')).toBe(1)
    expect(inside('(drop (i32.const 1)) (loop (drop (i32.const 2))) (drop (i32.const 3))')).toBe(1)
    expect(inside('(drop (i32.const 1)) (loop (br_if 0 (local.get 0))) (drop (i32.const 3))')).toBe(2)
  })

  it('charges one of two arms, which pays for more than the other', () => {
    const longer = '(drop (i32.const 1)) (drop (i32.const 2))'
    expect(inside(`(if (local.get 0) (then ${longer}) (else (drop (i32.const 1)))) (drop (i32.const 2))`)).toBe(2)
    expect(inside('(if (local.get 0) (then (drop (i32.const 2))) (else (drop (i32.const 1))))')).toBe(1)
  })

  it('writes nothing at all into a function that always takes the same and that only the module calls', () => {
    const small = '(func $f (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))'
    expect(charges(small)).toBe(0)
    expect(charges(`${small} (func (export "run") (result i32) (call $f (call $f (i32.const 1))))`)).toBe(1)
  })
})
