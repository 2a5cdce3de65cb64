import { describe, expect, it } from 'vitest'
import { MeteredInstance } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

const ENTRY = 1

describe('the table of steps', () => {
  // It grows while it is filled, and may do so at any step.
  const counts = [...Array.from({ length: 60 }, (_, index) => index + 1), 170, 340, 341, 342, 343, 682, 683, 684]
  const arms = '(if (local.get 0) (then) (else (drop (i32.const 1))))'

  it.each([
    ['alone', ''],
    ['behind a function', '(func)'],
    ['behind a function with a block', '(func (block (br 0)))'],
  ])('holds as many arms as there are, %s', (_, before) => {
    for (const count of counts) {
      const run = new MeteredInstance(wat(`${before} (func (export "run") (param i32) ${arms.repeat(count)})`))
      expect(Number(run.call('run', 10_000n, 1).spent)).toBe(ENTRY + count)
      expect(Number(run.call('run', 10_000n, 0).spent)).toBe(ENTRY + 2 * count)
    }
  })

  it('holds the ends of as many blocks as there are', () => {
    for (const count of counts) {
      const inside = `(br_if 0 (local.get 0)) (drop (i32.const 1))`
      const fields = `(func (export "run") (param i32) ${`(block ${inside})`.repeat(count)})`
      expect(Number(new MeteredInstance(wat(fields)).call('run', 10_000n, 0).spent)).toBe(ENTRY + 2 * count)
      expect(Number(new MeteredInstance(wat(fields)).call('run', 10_000n, 1).spent)).toBe(ENTRY + count)
    }
  })
})
