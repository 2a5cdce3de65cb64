import { describe, expect, it } from 'vitest'
import { MeteredInstance } from '../../fixtures/wasm/metered.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { METER } from './index.ts'

/** What `run` takes in a module with these fields; each sum below names its terms in the order of execution. */
function spent(fields: string, ...values: readonly unknown[]): number {
  return Number(new MeteredInstance(wat(fields)).call('run', 1_000_000n, ...values).spent)
}

const ENTRY = 1

describe('straight code', () => {
  it('takes a unit at the entry, and the price of each instruction', () => {
    expect(spent('(func (export "run"))')).toBe(ENTRY)
    expect(spent('(func (export "run") nop (drop (i32.const 7)))')).toBe(ENTRY + 1)
    expect(spent('(func (export "run") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))', 5)).toBe(
      ENTRY + 1,
    )
    expect(
      spent('(func (export "run") (result i32) (i32.div_u (i32.mul (i32.const 6) (i32.const 7)) (i32.const 2)))'),
    ).toBe(ENTRY + 1 + 8)
  })

  it('takes one price for a select, whatever it selects', () => {
    const source = '(func (export "run") (param i32) (result i32) (select (i32.const 1) (i32.const 2) (local.get 0)))'
    expect([spent(source, 0), spent(source, 1)]).toEqual([ENTRY + 1, ENTRY + 1])
  })

  it('takes a unit more for every eight locals that are set up', () => {
    expect(spent('(func (export "run") (local i32 i32 i32 i32 i32 i32 i32))')).toBe(ENTRY)
    expect(spent('(func (export "run") (local i32 i64 f32 f64 i32 i32 i32 i32))')).toBe(ENTRY + 1)
    expect(spent('(func (export "run") (param i32 i32 i32 i32) (local i32 i32 i32 i32) (local i64))', 1, 2, 3, 4)).toBe(
      ENTRY + 1,
    )
  })

  it('takes nothing for blocks that are only brackets', () => {
    expect(spent('(func (export "run") (block (block (drop (i32.const 1)))) (drop (i32.const 2)))')).toBe(ENTRY + 2)
  })

  it('takes the whole block when its code traps', () => {
    const source = '(func (export "run") (drop (i32.div_u (i32.const 1) (i32.const 0))) (drop (i32.const 1)))'
    expect(spent(source)).toBe(ENTRY + 8 + 1 + 1)
  })
})

describe('conditions', () => {
  const ifElse = `(func (export "run") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (i32.const 2)))
      (else (i32.add (i32.add (i32.const 1) (i32.const 2)) (i32.const 3)))))`

  it('take the arm that runs', () => {
    expect(spent(ifElse, 1)).toBe(ENTRY + 1 + 1)
    expect(spent(ifElse, 0)).toBe(ENTRY + 1 + 2)
  })

  it('take nothing for an arm that is not there', () => {
    const source =
      '(func (export "run") (param i32) (if (local.get 0) (then (drop (i32.const 1)))) (drop (i32.const 2)))'
    expect(spent(source, 1)).toBe(ENTRY + 1 + 1 + 1)
    expect(spent(source, 0)).toBe(ENTRY + 1 + 1)
  })

  it('take what follows once, when one arm leaves', () => {
    const source = `(func (export "run") (param i32) (result i32)
      (if (local.get 0) (then (return (i32.const 1))) (else (drop (i32.const 2))))
      (i32.add (i32.const 1) (i32.const 2)))`
    expect(spent(source, 1)).toBe(ENTRY + 1 + 1)
    expect(spent(source, 0)).toBe(ENTRY + 1 + 1 + 1)
  })

  it('take what follows when an arm branches behind the whole', () => {
    const source = `(func (export "run") (param i32)
      (if $whole (local.get 0)
        (then (br_if $whole (i32.eq (local.get 0) (i32.const 1))) (drop (i32.const 1)) (br $whole))
        (else (unreachable)))
      (drop (i32.const 2)))`
    expect(spent(source, 1)).toBe(ENTRY + 1 + 2 + 1)
    expect(spent(source, 2)).toBe(ENTRY + 1 + 2 + 1 + 1 + 1)
  })

  it('take what would follow as well when an arm can only trap, which cannot be known before', () => {
    const source = `(func (export "run") (param i32)
      (if (local.get 0) (then (drop (i32.const 1)) (unreachable)))
      (drop (i32.const 2)))`
    expect(spent(source, 0)).toBe(ENTRY + 1 + 1)
    expect(spent(source, 1)).toBe(ENTRY + 1 + 1 + 1 + 1)
  })
})

describe('branches', () => {
  it('take nothing for what they jump over', () => {
    const source = `(func (export "run") (param i32)
      (block (br_if 0 (local.get 0)) (drop (i32.const 1)) (drop (i32.const 2)))
      (drop (i32.const 3)))`
    expect(spent(source, 1)).toBe(ENTRY + 1 + 1)
    expect(spent(source, 0)).toBe(ENTRY + 1 + 2 + 1)
  })

  it('take nothing for code that cannot be reached', () => {
    const source = `(func (export "run") (result i32)
      (block
        (br 0)
        (drop (i32.const 1))
        (block (loop (br_if 0 (i32.const 1)) (br_if 1 (i32.const 1))) (if (i32.const 1) (then) (else (nop))))
        (drop (i32.const 2)))
      (return (i32.const 3))
      (i32.add (i32.const 1) (i32.const 2)))`
    expect(spent(source)).toBe(ENTRY + 1 + 1)
  })

  it('of a table take the way that is chosen', () => {
    const source = `(func (export "run") (param i32)
      (block $default (block $one (block $zero
        (br_table $zero $one $default (local.get 0)))
        (drop (i32.const 1)) (drop (i32.const 2)))
        (drop (i32.const 3))))`
    expect(spent(source, 0)).toBe(ENTRY + 2 + 2 + 1)
    expect(spent(source, 1)).toBe(ENTRY + 2 + 1)
    expect(spent(source, 9)).toBe(ENTRY + 2)
  })

  it('take a unit more for every eight values that they carry', () => {
    const carries = (values: number) => {
      const type = 'i32 '.repeat(values)
      const constants = '(i32.const 0) '.repeat(values)
      return spent(`(func (export "run") (result ${type}) (block (result ${type}) ${constants} (br 0)))`)
    }
    expect([carries(7), carries(8), carries(17)]).toEqual([ENTRY + 1, ENTRY + 1 + 1, ENTRY + 1 + 2])
  })

  it('carry values out of blocks with parameters and results', () => {
    const source = `(func (export "run") (param i32) (result i32)
      (i32.const 10) (i32.const 20)
      (block (param i32 i32) (result i32 i32)
        (br_if 0 (local.get 0))
        (i32.add)
        (i32.const 1))
      (i32.sub))`
    expect(spent(source, 1)).toBe(ENTRY + 1 + 1)
    expect(spent(source, 0)).toBe(ENTRY + 1 + 1 + 1)
  })
})

describe('loops', () => {
  const whileLoop = `(func (export "run") (param i32)
    (block $done (loop $again
      (br_if $done (i32.eqz (local.get 0)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br $again))))`
  const header = 1 + 1 + 1
  const turn = 1 + 1 + 1

  it.each([0, 1, 2, 100])('of %i turns take their header once more than their body', (turns) => {
    expect(spent(whileLoop, turns)).toBe(ENTRY + header + turns * (turn + header))
  })

  it('that end where they begin again take each turn, and then what follows', () => {
    const source = `(func (export "run") (param i32)
      (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
      (drop (i32.const 1)))`
    expect(spent(source, 1)).toBe(ENTRY + 4 + 1)
    expect(spent(source, 5)).toBe(ENTRY + 5 * 4 + 1)
  })

  it('inside of loops take each turn of each, and an early exit leaves both', () => {
    const source = `(func (export "run") (param $stop i32) (local $i i32) (local $j i32)
      (block $out
        (loop $outer
          (local.set $j (i32.const 0))
          (loop $inner
            (br_if $out (i32.eq (i32.add (local.get $i) (local.get $j)) (local.get $stop)))
            (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 3))))
          (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 4))))
        (drop (i32.const 9))))`
    const outerHead = 1 + 1
    const innerHead = 1 + 1 + 1 + 1
    const innerTail = 4
    const outerTail = 4
    expect(spent(source, 0)).toBe(ENTRY + outerHead + innerHead)
    expect(spent(source, 2)).toBe(ENTRY + outerHead + 3 * innerHead + 2 * innerTail)
    expect(spent(source, 99)).toBe(ENTRY + 4 * (outerHead + 3 * (innerHead + innerTail) + outerTail) + 1)
  })

  it('take a unit more for every eight parameters, on every turn', () => {
    const constants = '(i32.const 0) '.repeat(8)
    const drops = '(drop) '.repeat(8)
    const source = `(func (export "run") (param i32)
      ${constants}
      (loop (param ${'i32 '.repeat(8)})
        ${drops}
        ${constants}
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))
        ${drops}))`
    const turn = 1 + 1 + 8 + 1 + 1 + (1 + 1)
    expect(spent(source, 3)).toBe(ENTRY + 3 * turn + 8)
  })
})

describe('calls', () => {
  const callee = '(func $callee (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))'
  const table = '(type $t (func (param i32) (result i32))) (table funcref (elem $callee))'

  it('take their own price and then all that is called', () => {
    expect(spent(`${callee} (func (export "run") (result i32) (call $callee (i32.const 1)))`)).toBe(
      ENTRY + 2 + ENTRY + 1,
    )
    expect(
      spent(
        `${table} ${callee} (func (export "run") (result i32) (call_indirect (type $t) (i32.const 1) (i32.const 0)))`,
      ),
    ).toBe(ENTRY + 4 + ENTRY + 1)
  })

  it('in tail position take the same', () => {
    expect(spent(`${callee} (func (export "run") (result i32) (return_call $callee (i32.const 1)))`)).toBe(
      ENTRY + 2 + ENTRY + 1,
    )
    const indirect = '(return_call_indirect (type $t) (i32.const 1) (i32.const 0))'
    expect(spent(`${table} ${callee} (func (export "run") (result i32) ${indirect})`)).toBe(ENTRY + 4 + ENTRY + 1)
  })

  it('of an imported function take their price alone', () => {
    const bytes = wat('(import "host" "f" (func $f)) (func (export "run") (call $f) (call $f))')
    const instance = new MeteredInstance(bytes, undefined, { host: { f: () => undefined } })
    expect(instance.call('run', 100n).spent).toBe(BigInt(ENTRY + 2 + 2))
  })

  it('take a unit more for every eight values that go in and come out', () => {
    const source = `
      (func $wide (param i32 i32 i32 i32) (result i32 i32 i32 i32)
        (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4))
      (func (export "run")
        (call $wide (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4))
        (drop) (drop) (drop) (drop))`
    expect(spent(source)).toBe(ENTRY + 2 + 1 + ENTRY + 4)
  })

  it('by recursion take every level', () => {
    const source = `(func $down (export "run") (param i32)
      (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))))`
    expect(spent(source, 10)).toBe(10 * (ENTRY + 1 + 1 + 2) + ENTRY + 1)
  })
})

describe('the start function', () => {
  const bytes = wat(`
    (global $ready (mut i32) (i32.const 0))
    (func $start (global.set $ready (i32.const 1)))
    (start $start)
    (func (export "run") (result i32) (global.get $ready))`)

  it('does not run before the host calls it under fuel', () => {
    const instance = new MeteredInstance(bytes)
    expect(instance.call('run', 100n).result).toBe(0)
    expect(instance.call(METER.start, 100n)).toMatchObject({ isTrap: false, spent: BigInt(ENTRY + 1) })
    expect(instance.call('run', 100n).result).toBe(1)
  })

  it('is not announced where there is none', () => {
    expect(new MeteredInstance(wat('(func (export "run"))')).exports).not.toHaveProperty(METER.start)
  })
})

describe('the budget', () => {
  const fib = PROGRAMS.find(({ name }) => name === 'fib')!

  it('is used up to the last unit by a call that needs exactly so much', () => {
    const needed = new MeteredInstance(fib.bytes).call('run', 10n ** 9n, 12).spent
    const exact = new MeteredInstance(fib.bytes)
    expect(exact.call('run', needed, 12)).toMatchObject({ result: 144, isTrap: false })
    expect(exact.fuel).toBe(0n)
  })

  it('is overdrawn when one unit is missing, and the host can see it', () => {
    const needed = new MeteredInstance(fib.bytes).call('run', 10n ** 9n, 12).spent
    const short = new MeteredInstance(fib.bytes)
    short.call('run', needed - 1n, 12)
    expect(short.fuel).toBeLessThan(0n)
  })

  it('is overdrawn from the start when the host has set none', () => {
    const instance = new MeteredInstance(wat('(func (export "run"))'))
    expect(instance.callOn('run')).toMatchObject({ isTrap: true, result: 'unreachable' })
  })

  it('may be larger than 2^32', () => {
    const instance = new MeteredInstance(fib.bytes)
    expect(instance.call('run', 2n ** 62n, 5)).toMatchObject({ result: 5, isTrap: false })
  })
})
