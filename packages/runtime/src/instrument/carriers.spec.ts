import { describe, expect, it } from 'vitest'
import { meter, MeteredInstance, ROOMY } from '../../fixtures/wasm/metered.ts'
import { body, list, moduleOf, name, section } from '../../fixtures/wasm/module-bytes.ts'
import { disassemble, wat } from '../../fixtures/wasm/wat.ts'

const CALL = 2
const ENTRY = 1

/** Functions that the fuel goes through, by the type that only those have. */
const carriersOf = (fields: string): number =>
  disassemble(meter(wat(fields))).match(/\n {2}\(func .*\(param (?:\$fuel |(?:\w+ )*)i64\) \(result (?:\w+ )?i64\)/g)
    ?.length ?? 0

/** Never silent: one arm costs more than the other. */
const uneven = '(if (local.get 0) (then (drop (i32.const 7))))'

describe('a function that only direct calls name', () => {
  it.each([
    ['nothing', '', '', ''],
    ['an i32', '(result i32)', '(i32.const 3)', '(drop)'],
    ['an i64', '(result i64)', '(i64.const 3)', '(drop)'],
    ['an f32', '(result f32)', '(f32.const 3)', '(drop)'],
    ['an f64', '(result f64)', '(f64.const 3)', '(drop)'],
    ['a vector', '(result v128)', '(v128.const i64x2 1 2)', '(drop)'],
    ['a reference', '(result externref)', '(ref.null extern)', '(drop)'],
  ])('carries the fuel and still returns %s, whichever way it ends', (_, result, value, drop) => {
    const dropped = drop === '' ? 0 : 1
    const constant = value.startsWith('(v128') || value.startsWith('(ref') ? 1 : 0
    const ends: [string, number][] = [
      [`${uneven} ${value}`, 0],
      [`${uneven} (return ${value})`, 1],
      [`${uneven} (br 0 ${value})`, 1],
      [`${uneven} ${value} (br_if 0 (local.get 0)) ${drop} ${value}`, 1 + dropped + constant],
      [`${uneven} ${value} (br_table 0 0 (local.get 0))`, 2],
      [`${uneven} (block ${result} ${value} (br_if 1 (i32.const 1)) (br 0))`, 1],
      [`${uneven} (block (block (br_table 0 1 (local.get 0))) (return ${value})) ${value}`, 3],
    ]
    for (const [end, units] of ends) {
      const fields = `(func $f (param i32) ${result} ${end}) (func (export "run") (param i32) (call $f (local.get 0)) ${drop})`
      expect(carriersOf(fields)).toBe(1)
      const metered = new MeteredInstance(wat(fields)).call('run', 1_000n, 0)
      expect(metered).toMatchObject({ isTrap: false })
      expect(Number(metered.spent)).toBe(ENTRY + CALL + dropped + ENTRY + 1 + constant + units)
    }
  })

  it('keeps its locals apart from the fuel, however many it has and however they are written', () => {
    const many = 200
    const sets = Array.from({ length: many }, (_, at) => `(local.set ${at + 1} (i32.const ${at}))`).join('')
    const sum = Array.from({ length: many }, (_, at) => `(i32.add (local.get ${at + 1}))`).join(' ')
    const fields = `(func $f (param i32) (result i32) (local ${'i32 '.repeat(many)}) ${uneven} ${sets} (local.get 0) ${sum})
      (func (export "run") (param i32) (result i32) (call $f (local.get 0)))`
    expect(carriersOf(fields)).toBe(1)
    expect(new MeteredInstance(wat(fields)).call('run', 10_000n, 5).result).toBe(5 + (many * (many - 1)) / 2)
    const { bytes } = moduleOf(
      section(1, list([0x60, 1, 0x7f, 1, 0x7f])),
      section(3, list([0], [0])),
      section(7, list([...name('run'), 0, 1])),
      section(
        10,
        list(
          // local.set 1 with an index of three bytes, and the unlike arms
          [20, 1, 1, 0x7f, 0x20, 0, 0x21, 0x81, 0x80, 0, 0x20, 0, 0x04, 0x40, 0x41, 0, 0x1a, 0x0b, 0x20, 1, 0x0b],
          body(0x20, 0, 0x10, 0),
        ),
      ),
    )
    expect(new MeteredInstance(bytes).call('run', 100n, 41)).toMatchObject({ result: 41, isTrap: false })
  })

  it('keeps its locals apart from the fuel behind many parameters', () => {
    const [params, locals] = [200, 120]
    const sets = Array.from({ length: locals }, (_, at) => `(local.set ${params + at} (i32.const ${at}))`).join('')
    const sum = Array.from({ length: params + locals - 1 }, (_, at) => `(i32.add (local.get ${at + 1}))`).join(' ')
    const values = Array.from({ length: params }, (_, at) => `(i32.const ${at})`).join(' ')
    const fields = `(func $f (param ${'i32 '.repeat(params)}) (result i32) (local ${'i32 '.repeat(locals)})
        ${uneven} ${sets} (local.get 0) ${sum})
      (func (export "run") (result i32) (call $f ${values}))`
    expect(disassemble(meter(wat(fields)))).toContain('i64) (result i32 i64)')
    const result = (params * (params - 1)) / 2 + (locals * (locals - 1)) / 2
    expect(new MeteredInstance(wat(fields)).call('run', 10_000n)).toMatchObject({ result, isTrap: false })
  })

  it.each([
    ['a call', '(return) (call $f (i32.const 1))'],
    ['a call behind a block that nothing leaves', '(block (result i32) (return)) (call $f)'],
    ['a call behind a loop that nothing leaves', '(loop (br 0)) (call $f (i32.const 1))'],
    [
      'a call behind an if whose arms both leave',
      '(if (local.get 0) (then (return)) (else (return))) (call $f (i32.const 1))',
    ],
    ['blocks', '(return) (block (loop (br_if 0 (call $g (i32.const 1)))))'],
    ['what takes more than is there', '(return) (i32.add) (call $f)'],
  ])('may hold %s that cannot be reached', (_, dead) => {
    const fields = `(func $f (param i32) ${uneven} ${dead}) (func $g (param i32) (result i32) (local.get 0))
      (func (export "run") (param i32) (call $f (local.get 0)))`
    expect(new MeteredInstance(wat(fields)).call('run', 1_000n, 1).isTrap).toBe(dead.startsWith('(loop'))
  })

  it('does not carry where its results must stay as they are', () => {
    const inTailCalls = `(func $f (param i32) (result i32) ${uneven} (return_call $g (local.get 0)))
      (func $g (param i32) (result i32) ${uneven} (local.get 0))
      (func (export "run") (param i32) (result i32) (i32.add (call $f (local.get 0)) (call $g (local.get 0))))`
    expect(carriersOf(inTailCalls)).toBe(0)
    const pair = `(func $f (param i32) (result i32 i32) ${uneven} (local.get 0) (local.get 0))
      (func (export "run") (param i32) (result i32) (i32.add (call $f (local.get 0))))`
    expect(carriersOf(pair)).toBe(0)
    for (const fields of [inTailCalls, pair]) {
      expect(new MeteredInstance(wat(fields)).call('run', 1_000n, 4)).toMatchObject({ result: 8, isTrap: false })
    }
  })

  it('leaves the debt to be seen when it runs out of fuel', () => {
    const fields = `(func $f (param i32) (loop (br_if 0 (local.get 0))))
      (func (export "run") (param i32) (call $f (local.get 0)))`
    const instance = new MeteredInstance(wat(fields))
    expect(instance.call('run', 1_000n, 1)).toMatchObject({ isTrap: true, result: 'unreachable' })
    expect(instance.fuel).toBeLessThan(0n)
  })
})

describe('a function that is called directly and otherwise', () => {
  const callee = `(param i32) (result i32) ${uneven} (i32.add (local.get 0) (i32.const 1))`
  const direct = '(func (export "run") (param i32) (result i32) (call $f (local.get 0)))'
  const through = (how: string) => `(func (export "run") (param i32) (result i32) (call $f (local.get 0)) ${how})`
  const type = '(type $t (func (param i32) (result i32)))'

  it.each([
    ['an export', `(func $f (export "f") ${callee})`, direct, 0],
    [
      'a table',
      `${type} (table funcref (elem $f)) (func $f ${callee})`,
      through('(i32.const 0) (call_indirect (type $t))'),
      4 + ENTRY + 1 + 1,
    ],
    [
      'a segment of expressions',
      `${type} (table 3 funcref) (elem (i32.const 1) funcref (ref.null func) (ref.func $f)) (func $f ${callee})`,
      through('(i32.const 2) (call_indirect (type $t))'),
      4 + ENTRY + 1 + 1,
    ],
    [
      'a global',
      `${type} (table 1 funcref) (global $g funcref (ref.func $f)) (func $f ${callee})`,
      through('(table.set (i32.const 0) (global.get $g)) (i32.const 0) (call_indirect (type $t))'),
      1 + 16 + 4 + ENTRY + 1 + 1,
    ],
    [
      'a reference',
      `${type} (table 1 funcref) (elem declare func $f) (func $f ${callee})`,
      through('(table.set (i32.const 0) (ref.func $f)) (i32.const 0) (call_indirect (type $t))'),
      4 + 16 + 4 + ENTRY + 1 + 1,
    ],
  ])('takes the same either way: %s', (_, fields, run, further) => {
    const bytes = wat(`${fields} ${run}`)
    for (const argument of [0, 5]) {
      const arms = argument === 0 ? 0 : 1
      const secondArm = further === 0 ? 0 : 1
      const { result, spent } = new MeteredInstance(bytes).call('run', 1_000n, argument)
      expect(result).toBe(argument + (further === 0 ? 1 : 2))
      expect(Number(spent)).toBe(ENTRY + CALL + ENTRY + 1 + arms + 1 + further + secondArm)
    }
  })

  it('is one function to whoever compares references', () => {
    const bytes = wat(`(table (export "table") funcref (elem $f $f)) (func $f (export "f") ${callee}) ${direct}`)
    const { table, f } = new MeteredInstance(bytes, ROOMY).exports as { table: WebAssembly.Table; f: unknown }
    expect([table.get(0), table.get(1)]).toEqual([f, f])
  })

  it('takes nothing from its direct callers when it always takes the same', () => {
    const fields = `(func $f (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))) ${direct}`
    const instance = new MeteredInstance(wat(fields))
    expect(instance.call('run', 100n, 1)).toMatchObject({ result: 2, spent: BigInt(ENTRY + CALL + ENTRY + 1) })
    expect(instance.call('f', 100n, 1)).toMatchObject({ result: 2, spent: BigInt(ENTRY + 1) })
    expect(instance.call('f', -1n, 1)).toMatchObject({ isTrap: true, result: 'unreachable' })
  })

  it('starts the module under fuel like any other', () => {
    const fields = `(global $g (mut i32) (i32.const 0))
      (func $f (if (global.get $g) (then (nop))) (global.set $g (i32.const 9))) (start $f)
      (func (export "run") (result i32) (call $f) (global.get $g))`
    const instance = new MeteredInstance(wat(fields))
    expect(instance.call('__grantry_start', 100n).spent).toBe(BigInt(ENTRY + 1 + 1 + 1))
    expect(instance.call('run', 100n)).toMatchObject({ result: 9, isTrap: false })
  })

  it.each([
    ['directly', '(call $f (local.get 0))'],
    ['through a table', '(call_indirect (param i32) (local.get 0) (i32.const 0))'],
    ['both ways', '(call $f (local.get 0)) (call_indirect (param i32) (local.get 0) (i32.const 0))'],
  ])('ends with the fuel when it calls itself %s', (_, again) => {
    const fields = `(table funcref (elem $f)) (func $f (export "run") (param i32) ${uneven} ${again})`
    expect(new MeteredInstance(wat(fields)).call('run', 2_000n, 1)).toMatchObject({
      isTrap: true,
      result: 'unreachable',
    })
  })
})
