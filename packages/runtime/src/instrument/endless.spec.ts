import { describe, expect, it } from 'vitest'
import { MeteredInstance } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

/** Every way to go on for ever that the instruction set has. Each exports `run`. */
const ENDLESS: readonly (readonly [what: string, fields: string])[] = [
  ['a loop by br', '(func (export "run") (loop (br 0)))'],
  ['a loop by br_if', '(func (export "run") (loop (br_if 0 (i32.const 1))))'],
  ['a loop by br_table', '(func (export "run") (loop (br_table 0 0 (i32.const 0))))'],
  ['a loop by br_table to its default', '(func (export "run") (block (loop (br_table 1 0 (i32.const 9)))))'],
  ['a loop from inside an if', '(func (export "run") (loop (if (i32.const 1) (then (br 1)))))'],
  ['a loop from inside an else', '(func (export "run") (loop (if (i32.const 0) (then) (else (br 1)))))'],
  [
    'a loop by if that is its own target',
    '(func (export "run") (loop $l (if $i (i32.const 1) (then (br $i))) (br $l)))',
  ],
  ['two loops that take turns', '(func (export "run") (loop $a (loop $b (br_if $b (i32.const 0)) (br $a))))'],
  ['a loop that carries values', '(func (export "run") (i32.const 1) (loop (param i32) (br 0)))'],
  ['a loop of constants and drops', '(func (export "run") (loop (drop (i64.const 1)) (drop (f32.const 2)) (br 0)))'],
  ['a loop of nothing but locals', '(func (export "run") (param i32) (loop (param) (local.get 0) (br_if 0) (br 0)))'],
  ['a loop that calls an empty function', '(func $f) (func (export "run") (loop (call $f) (br 0)))'],
  [
    'a loop that calls an empty function through a table',
    '(table funcref (elem $f)) (func $f) (func (export "run") (loop (call_indirect (i32.const 0)) (br 0)))',
  ],
  ['a tail call of itself', '(func $f (export "run") (return_call $f))'],
  ['tail calls of each other', '(func $f (export "run") (return_call $g)) (func $g (return_call $f))'],
  [
    'a tail call through a table',
    '(table funcref (elem $f)) (func $f (export "run") (return_call_indirect (i32.const 0)))',
  ],
  [
    'tail calls with arguments',
    '(func $f (export "run") (param i32) (result i32) (return_call $f (i32.add (local.get 0) (i32.const 1))))',
  ],
  [
    'a tail call from inside a block that is never left otherwise',
    '(func $f (export "run") (block (br_if 0 (i32.const 0)) (return_call $f)))',
  ],
  ['a tail call of itself inside the module', '(func $f (return_call $f)) (func (export "run") (call $f))'],
  [
    'tail calls of each other inside the module',
    '(func $f (return_call $g)) (func $g (return_call $f)) (func (export "run") (call $f))',
  ],
  [
    'tail calls inside the module behind a way out that costs nothing more',
    `(func $f (param i32) (if (i32.eqz (local.get 0)) (then (return))) (return_call $f (local.get 0)))
     (func (export "run") (call $f (i32.const 1)))`,
  ],
  [
    'a loop that calls what is paid for by its callers',
    '(func $f (param i32) (if (local.get 0) (then (nop)))) (func (export "run") (loop (call $f (i32.const 1)) (br 0)))',
  ],
  [
    'a loop without a way out inside of one that has one',
    '(func (export "run") (param i32) (loop (br_if 0 (local.get 0)) (loop (br 0))))',
  ],
  [
    'a loop that grows memory by nothing',
    '(memory 1) (func (export "run") (loop (drop (memory.grow (i32.const 0))) (br 0)))',
  ],
  [
    'a loop that fills nothing',
    '(memory 1) (func (export "run") (loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 0)) (br 0)))',
  ],
]

describe.each(ENDLESS)('%s', (_, fields) => {
  const bytes = wat(fields)

  it('ends with unreachable when the fuel ends', () => {
    const instance = new MeteredInstance(bytes)
    expect(instance.call('run', 100_000n)).toMatchObject({ isTrap: true, result: 'unreachable' })
    expect(instance.fuel).toBeLessThan(0n)
    // No more than one block was run on credit.
    expect(instance.fuel).toBeGreaterThan(-400n)
  })

  it('takes the same number of units whenever it is run', () => {
    const runs = [1, 2].map(() => new MeteredInstance(bytes).call('run', 12_345n).spent)
    expect(runs[0]).toBe(runs[1])
  })
})

describe('recursion', () => {
  // With fuel enough the engine's stack ends first, at a depth that depends on how the code was compiled.
  it.each([
    ['of a function into itself', '(func $f (export "run") (call $f))'],
    ['of two functions', '(func $f (export "run") (call $g)) (func $g (call $f))'],
    ['through a table', '(table funcref (elem $f)) (func $f (export "run") (call_indirect (i32.const 0)))'],
  ])('%s ends with the fuel when the stack is deep enough', (_, fields) => {
    const instance = new MeteredInstance(wat(fields))
    expect(instance.call('run', 2_000n)).toMatchObject({ isTrap: true, result: 'unreachable' })
  })

  it('that branches ends with the fuel although it is never deep', () => {
    const fields = `(func $f (export "run") (param i32)
      (if (local.get 0)
        (then
          (call $f (i32.sub (local.get 0) (i32.const 1)))
          (call $f (i32.sub (local.get 0) (i32.const 1))))))`
    expect(new MeteredInstance(wat(fields)).call('run', 100_000n, 60)).toMatchObject({
      isTrap: true,
      result: 'unreachable',
    })
  })
})

describe('an instance without fuel', () => {
  const bytes = wat(`
    (func (export "spin") (loop (br 0)))
    (func (export "empty"))
    (func (export "once") (loop))
    (func $start (loop)) (start $start)`)

  it('traps at every further entry, until the host gives it fuel', () => {
    const instance = new MeteredInstance(bytes)
    instance.call('spin', 1_000n)
    for (const name of ['empty', 'once', 'spin', '__grantry_start', 'empty']) {
      expect(instance.callOn(name)).toMatchObject({ isTrap: true, result: 'unreachable' })
    }
    expect(instance.call('empty', 10n)).toMatchObject({ isTrap: false })
  })

  it('traps again when a host function swallows the trap and calls back', () => {
    let outcomes: boolean[] = []
    const reentrant = wat(`
      (import "host" "retry" (func $retry))
      (func (export "spin") (loop (br 0)))
      (func (export "run") (call $retry) (call $retry) (loop (br 0)))`)
    const instance: MeteredInstance = new MeteredInstance(reentrant, undefined, {
      host: { retry: () => outcomes.push(instance.callOn('spin').isTrap) },
    })
    expect(instance.call('run', 5_000n).isTrap).toBe(true)
    expect(outcomes).toEqual([true, true])
  })
})

describe('a debt', () => {
  const callers = 500
  const steps = '(drop (i32.const 1)) '.repeat(300)
  const arm = `(if (local.get 0) (then ${steps}))`
  const table = `(block (block (br_table 0 1 (local.get 0))) ${steps})`

  it.each([
    ['one long arm', `(if (local.get 0) (then ${steps.repeat(10)}))`],
    ['many short arms', arm.repeat(10)],
    ['nested arms', `(if (local.get 0) (then ${steps} ${arm} (if (local.get 0) (then ${steps} ${arm.repeat(3)}))))`],
    [
      'steps between arms that are skipped',
      `(if (i32.eqz (local.get 0)) (then ${steps.repeat(4)})) ${steps}`.repeat(10),
    ],
    ['else arms', `(if (i32.eqz (local.get 0)) (then ${steps.repeat(4)}) (else ${steps}))`.repeat(10)],
    ['steps between branches', `(block ${`(br_if 0 (i32.eqz (local.get 0))) ${steps}`.repeat(10)})`],
    ['arms of branch tables', table.replace('0 1', '1 0').repeat(10)],
  ])('stays small although each of many callers has %s to go', (_, tail) => {
    const body = `(param i32) (if (local.get 0) (then (call $down (i32.sub (local.get 0) (i32.const 1))))) ${tail}`
    requireSmallDebts(wat(`(func $down (export "run") ${body})`))
    requireSmallDebts(wat(`(func $down ${body}) (func (export "run") (param i32) (call $down (local.get 0)))`))
  })

  it('stays small behind many calls of functions that do not check', () => {
    const few = '(drop (i32.const 1)) '.repeat(90)
    requireSmallDebts(
      wat(`(func $few (param i32) (if (local.get 0) (then ${few})))
        (func (export "run") (param i32) ${'(call $few (local.get 0))'.repeat(2_000)})`),
    )
  })

  it.each([
    ['its toll, which it then does not take itself', '330'],
    ['hardly anything', '20'],
  ])('stays small behind many calls through a table of a function that takes %s', (_, times) => {
    requireSmallDebts(
      wat(`(global $n (mut i32) (i32.const 0)) (type $v (func)) (table funcref (elem $few))
        (func $few ${'(global.set $n (i32.add (global.get $n) (i32.const 1)))'.repeat(Number(times))})
        (func (call $few))
        (func $down (param i32)
          (if (i32.eqz (local.get 0)) (then (return)))
          (call $down (i32.sub (local.get 0) (i32.const 1)))
          ${'(call_indirect (type $v) (i32.const 0))'.repeat(235)})
        (func (export "run") (param i32) (call $down (local.get 0)))`),
    )
  })

  it('keeps functions from running that others pay for, when they are called from outside', () => {
    const steps = '(global.set $n (i32.add (global.get $n) (i32.const 1)))'.repeat(300)
    const paid = wat(
      `(global $n (export "n") (mut i32) (i32.const 0)) (func $f (export "run") ${steps}) (func (call $f))`,
    )
    const instance = new MeteredInstance(paid)
    expect(instance.call('run', -5n)).toMatchObject({ isTrap: true })
    expect(instance.call('run', 899n)).toMatchObject({ isTrap: true })
    expect((instance.exports['n'] as WebAssembly.Global).value).toBe(0)
    expect(instance.call('run', 1_000n)).toMatchObject({ isTrap: false, spent: 901n })
  })

  function requireSmallDebts(bytes: Uint8Array<ArrayBuffer>) {
    const { spent } = new MeteredInstance(bytes).call('run', 10n ** 9n, callers)
    for (const part of [2n, 3n, 10n]) {
      // The fuel ends on the way back, when nothing is called any more.
      const instance = new MeteredInstance(bytes)
      expect(instance.call('run', spent / part, callers)).toMatchObject({ isTrap: true, result: 'unreachable' })
      expect(instance.fuel).toBeGreaterThan(-5_000n)
    }
  }
})
