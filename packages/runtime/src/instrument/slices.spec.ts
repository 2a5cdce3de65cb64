import { assert, bigInt, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meter, MeteredInstance, ROOMY } from '../../fixtures/wasm/metered.ts'
import { list, moduleOf, section } from '../../fixtures/wasm/module-bytes.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { SlicedInstance } from '../../fixtures/wasm/sliced.ts'
import { arbitraryProgram } from '../../fixtures/wasm/structured/arbitrary-program.ts'
import { programText } from '../../fixtures/wasm/structured/program-text.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { inspect } from '../inspect/index.ts'
import { instrument, METER } from './index.ts'

const PLENTY = 10n ** 12n

const LOOP = `(func (export "run") (param $n i32) (result i32) (local $sum i32)
  (loop $again
    (local.set $sum (i32.add (local.get $sum) (local.get $n)))
    (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
  (local.get $sum))`

describe('a module that gets its fuel in slices', () => {
  it('is the same module otherwise: it exports one table more, and imports nothing', () => {
    const bytes = wat(`(import "host" "f" (func)) (table 2 2 externref) ${LOOP}`)
    const sliced = new WebAssembly.Module(instrument(bytes, inspect(bytes), ROOMY, 'sliced'))
    const whole = new WebAssembly.Module(meter(bytes))
    const added = { name: METER.more, kind: 'table' }
    expect(WebAssembly.Module.exports(sliced)).toEqual([...WebAssembly.Module.exports(whole), added])
    expect(WebAssembly.Module.imports(sliced)).toEqual(WebAssembly.Module.imports(whole))
  })

  it.each([
    ['the empty module', ''],
    ['imports alone', '(import "host" "f" (func))'],
    ['functions without tables', '(func)'],
    ['tables without functions', '(table 1 funcref)'],
    ['an imported table', '(import "host" "t" (table 1 funcref)) (func)'],
    ['a function that grows memory', '(memory 1) (func (drop (memory.grow (i32.const 1))))'],
    ['functions that have doors', '(table 1 funcref) (elem (i32.const 0) $f) (func $f (call $f)) (func (call $f))'],
  ])('is valid when made from %s', (_, fields) => {
    const bytes = wat(fields)
    expect(WebAssembly.validate(instrument(bytes, inspect(bytes), ROOMY, 'sliced'))).toBe(true)
  })

  it('is valid when made from a section of code without any', () => {
    const { bytes } = moduleOf(section(10, list()))
    expect(WebAssembly.validate(instrument(bytes, inspect(bytes), ROOMY, 'sliced'))).toBe(true)
  })

  it('traps where a slice ends when its host has nothing to give, and when it has no host', () => {
    const bytes = wat(LOOP)
    expect(new SlicedInstance(bytes).call('run', { budget: 100n, slice: 10n }, 1_000_000)).toMatchObject({
      isTrap: true,
      isExhausted: true,
      spent: 100n,
    })
    const alone = new WebAssembly.Instance(new WebAssembly.Module(instrument(bytes, inspect(bytes), ROOMY, 'sliced')))
    expect(() => (alone.exports['run'] as (n: number) => number)(1_000)).toThrow(WebAssembly.RuntimeError)
  })

  it('goes on behind a slice with all that it had: parameters, locals and what was on its stack', async () => {
    const sliced = new SlicedInstance(wat(LOOP))
    let rests = 0
    const rest = async () => {
      rests += 1
      await new Promise((resolve) => setImmediate(resolve))
    }
    const outcome = await sliced.callSuspendable('run', { budget: PLENTY, slice: 1_000n, rest }, 2_000)
    const whole = new MeteredInstance(wat(LOOP)).call('run', PLENTY, 2_000)
    expect(outcome).toMatchObject({ result: 2_001_000, isTrap: false, spent: whole.spent })
    expect(rests).toBe(outcome.slices)
    expect(rests).toBeGreaterThan(5)
  })

  it('goes where it went without slices from loops with results, out of several loops, and by tables', () => {
    const bytes = wat(`(func (export "run") (param $n i32) (result i32) (local $sum i32)
      (block $done
        (loop $again
          (block $next
            (local.set $sum (i32.add (local.get $sum) (loop (result i32)
              (local.set $n (i32.sub (local.get $n) (i32.const 1)))
              (br_if $done (i32.lt_s (local.get $n) (i32.const 0)))
              (br_if $next (i32.eqz (i32.and (local.get $n) (i32.const 7))))
              (drop (br_if 1 (local.get $n) (i32.eq (local.get $n) (i32.const 300))))
              (block $three (block $two (block $one
                (br_table $one $two $three 3 (i32.rem_u (local.get $n) (i32.const 5)))))
                (local.set $sum (i32.add (local.get $sum) (i32.const 2))))
              (local.get $n)
              (br_if 0 (i32.and (local.get $n) (i32.const 1)))))))
          (br $again)))
      (local.get $sum))`)
    const whole = new MeteredInstance(bytes).call('run', PLENTY, 1_000)
    expect(whole.isTrap).toBe(false)
    for (const slice of [1n, 5n, 64n, 10_000n]) {
      const { slices, ...outcome } = new SlicedInstance(bytes).call('run', { budget: PLENTY, slice }, 1_000)
      expect(outcome).toEqual({ ...whole, isExhausted: false })
      if (slice === 5n) expect(slices).toBeGreaterThan(100)
    }
  })

  it('pays for one operation that takes many slices with one stop', () => {
    const bytes = wat(`(memory (export "memory") 16) (func (export "run")
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 1000000)))`)
    const outcome = new SlicedInstance(bytes).call('run', { budget: PLENTY, slice: 100n })
    expect(outcome).toMatchObject({ isTrap: false, spent: new MeteredInstance(bytes).call('run', PLENTY).spent })
    expect(outcome.slices).toBeLessThan(5)
  })

  it.each(PROGRAMS)('takes what it takes without slices: $name', ({ bytes, argument }) => {
    const whole = new MeteredInstance(bytes).call('run', PLENTY, argument)
    for (const slice of [1n, 7n, 1_000n, 123_456n]) {
      const { slices, ...outcome } = new SlicedInstance(bytes).call('run', { budget: PLENTY, slice }, argument)
      expect(outcome).toEqual({ ...whole, isExhausted: false })
      if (slice === 7n) expect(slices).toBeGreaterThan(10)
    }
  })
})

describe('any structured program', () => {
  it('takes exactly the fuel that it takes without slices, whatever their size', () => {
    assert(
      property(
        arbitraryProgram(),
        integer({ min: -2, max: 5 }),
        bigInt({ min: 1n, max: 300n }),
        (program, n, slice) => {
          const bytes = wat(programText(program))
          const whole = new MeteredInstance(bytes).call('run', PLENTY, n)
          const { slices: _, ...sliced } = new SlicedInstance(bytes).call('run', { budget: PLENTY, slice }, n)
          expect({ result: sliced.result, isTrap: sliced.isTrap }).toEqual({
            result: whole.result,
            isTrap: whole.isTrap,
          })
          if (!whole.isTrap) expect(sliced.spent).toBe(whole.spent)
        },
      ),
      { numRuns: 500, seed: 20_261_121 },
    )
  })

  it('is out of fuel with the same budgets as without slices', () => {
    assert(
      property(
        arbitraryProgram(),
        integer({ min: -2, max: 5 }),
        integer({ min: 0, max: 110 }),
        bigInt({ min: 1n, max: 300n }),
        (program, n, percent, slice) => {
          const bytes = wat(programText(program))
          const { spent } = new MeteredInstance(bytes).call('run', PLENTY, n)
          const budget = (spent * BigInt(percent)) / 100n + 1n
          const whole = new MeteredInstance(bytes)
          const expected = whole.call('run', budget, n)
          const { isExhausted, isTrap } = new SlicedInstance(bytes).call('run', { budget, slice }, n)
          expect({ isExhausted, isTrap }).toEqual({ isExhausted: whole.fuel < 0n, isTrap: expected.isTrap })
        },
      ),
      { numRuns: 300, seed: 20_261_122 },
    )
  })
})
