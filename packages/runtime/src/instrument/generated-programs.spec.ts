import { assert, integer, pre, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arbitraryProgram } from '../../fixtures/wasm/structured/arbitrary-program.ts'
import { runModel } from '../../fixtures/wasm/structured/program-model.ts'
import { programText } from '../../fixtures/wasm/structured/program-text.ts'
import { attempt, MeteredInstance, type Exported } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'

const PLENTY = 10n ** 12n
const MOST_UNCHECKED_UNITS = 1_000n
const FUNCTIONS = 3n

describe('any structured program', () => {
  it('returns what the model and the unmetered module return, and takes the sum of what runs', () => {
    assert(
      property(arbitraryProgram(), integer({ min: -2, max: 5 }), (program, argument) => {
        const bytes = wat(programText(program))
        const model = runModel(program, argument)
        const metered = new MeteredInstance(bytes).call('run', PLENTY, argument)
        const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['run'] as Exported
        expect(attempt(plain, [argument])).toEqual({ result: metered.result, isTrap: metered.isTrap })
        expect(metered.isTrap ? null : metered.result).toBe(model.result)
        // What a function keeps in a local is lost by a trap: the host then charges all that it gave.
        if (!metered.isTrap) expect(Number(metered.spent)).toBe(model.units)
        // From outside, each of its functions goes through another door.
        const open = new MeteredInstance(wat(programText(program, 'all'))).call('run', PLENTY, argument)
        if (!metered.isTrap) expect(open).toEqual(metered)
      }),
      { numRuns: 1_000, seed: 20_261_121 },
    )
  })

  it('never comes further with less fuel, and never leaves a debt unseen', () => {
    assert(
      property(
        arbitraryProgram(),
        integer({ min: -2, max: 5 }),
        integer({ min: 0, max: 99 }),
        (program, argument, percent) => {
          const bytes = wat(programText(program))
          const full = new MeteredInstance(bytes).call('run', PLENTY, argument)
          pre(!full.isTrap)
          const short = new MeteredInstance(bytes)
          const outcome = short.call('run', (full.spent * BigInt(percent)) / 100n, argument)
          expect(short.fuel).toBeLessThan(0n)
          expect(short.fuel).toBeGreaterThan(-MOST_UNCHECKED_UNITS * FUNCTIONS)
          expect(outcome.spent).toBeLessThanOrEqual(full.spent)
          if (!outcome.isTrap) expect(outcome.result).toBe(full.result)
        },
      ),
      { numRuns: 300, seed: 20_261_122 },
    )
  })
})
