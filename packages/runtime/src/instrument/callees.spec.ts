import { describe, expect, it } from 'vitest'
import { MeteredInstance } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

const ENTRY = 1

const spent = (fields: string, ...values: readonly unknown[]): number =>
  Number(new MeteredInstance(wat(fields)).call('run', 1_000_000n, ...values).spent)

describe('functions that only the module itself can call', () => {
  const outside = new Map<string, bigint>()
  const imports = (instance: () => MeteredInstance) => ({
    host: { note: (at: number) => outside.set(`${at}`, instance().fuel) },
  })

  it.each([
    ['straight', '(i32.add (local.get 0) (i32.const 1))', [1, 1]],
    [
      'parted',
      '(if (result i32) (local.get 0) (then (i32.mul (local.get 0) (i32.const 3))) (else (i32.const 4)))',
      [2, 1],
    ],
    ['left early', '(if (local.get 0) (then (return (i32.const 1)))) (i32.div_u (i32.const 9) (i32.const 2))', [2, 9]],
  ])('take the same for their callers as they would take themselves: %s', (_, body, [yes = 0, no = 0]) => {
    const callee = `(param i32) (result i32) ${body}`
    const run = '(func (export "run") (param i32) (result i32) (call $f (local.get 0)))'
    for (const where of ['(func $f', '(func $f (export "f")']) {
      expect(spent(`${where} ${callee}) ${run}`, 1)).toBe(ENTRY + 2 + ENTRY + yes)
      expect(spent(`${where} ${callee}) ${run}`, 0)).toBe(ENTRY + 2 + ENTRY + no)
    }
  })

  it('are paid for when a host function looks, and so is all that is certain to follow', () => {
    const bytes = wat(`(import "host" "note" (func $note (param i32)))
      (func $f (param i32) (call $note (local.get 0)) (drop (i32.const 1)))
      (func (export "run") (param i32)
        (call $f (i32.const 1))
        (loop
          (call $f (i32.const 2))
          (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (call $f (i32.const 3)))`)
    const instance: MeteredInstance = new MeteredInstance(
      bytes,
      undefined,
      imports(() => instance),
    )
    const inF = 2 + ENTRY + 2 + 1
    const turn = 1 + inF + 1 + 1 + 1
    expect(instance.call('run', 1_000n, 3).spent).toBe(BigInt(ENTRY + inF + 3 * turn + inF))
    // The last turn and everything behind it are taken before its call; then nothing is left to take.
    expect([outside.get('2'), outside.get('3')]).toEqual([instance.fuel, instance.fuel])
    expect(outside.get('1')).toBe(instance.fuel + BigInt(3 * turn))
  })
})

describe('a function that keeps the fuel in a local', () => {
  it('leaves it to whatever it ends with, a tail call of a function that takes none included', () => {
    const bytes = wat(`
      (func $f (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
      (func (export "run") (param i32) (result i32)
        (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (return_call $f (local.get 0)))`)
    expect(new MeteredInstance(bytes).call('run', 1_000n, 5).spent).toBe(BigInt(ENTRY + 5 * 4 + 2 + ENTRY + 1))
  })

  it('takes up what a host function has charged', () => {
    const bytes = wat(`(import "host" "charge" (func $charge))
      (func (export "run") (param i32)
        (loop
          (loop (br_if 0 (i32.eqz (local.get 0))))
          (call $charge)
          (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))`)
    const instance: MeteredInstance = new MeteredInstance(bytes, undefined, {
      host: { charge: () => instance.charge(100n) },
    })
    expect(instance.call('run', 10_000n, 3).spent).toBe(BigInt(ENTRY + 3 * (1 + 3 + 2 + 3 + 100)))
    expect(instance.call('run', 150n, 3)).toMatchObject({ isTrap: true, result: 'unreachable' })
  })
})
