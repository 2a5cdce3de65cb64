import { describe, expect, it } from 'vitest'
import { attempt, MeteredInstance, ROOMY, type Exported } from '../../fixtures/wasm/metered.ts'
import { PROGRAMS } from '../../fixtures/wasm/programs.ts'
import { inspect } from '../inspect/index.ts'
import { instrument } from './index.ts'

const PLENTY = 10n ** 9n

function unmetered(bytes: Uint8Array<ArrayBuffer>, argument: number): { result: unknown; isTrap: boolean } {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes))
  return attempt(instance.exports['run'] as Exported, [argument])
}

describe.each(PROGRAMS.map((program) => [program.name, program] as const))('%s, metered', (_, { bytes, argument }) => {
  it('returns what it returns without a meter', () => {
    for (const value of [argument, 1, 2, 7]) {
      const { result, isTrap } = new MeteredInstance(bytes).call('run', PLENTY, value)
      expect({ result, isTrap }).toEqual(unmetered(bytes, value))
    }
  })

  it('takes the same fuel in every fresh instance', () => {
    const runs = [1, 2, 3].map(() => new MeteredInstance(bytes).call('run', PLENTY, argument).spent)
    expect(runs[0]).toBeGreaterThan(0n)
    expect(new Set(runs).size).toBe(1)
  })

  it('is rewritten to the same bytes every time, and leaves the original alone', () => {
    const original = Uint8Array.from(bytes)
    const info = inspect(bytes)
    expect(instrument(bytes, info, ROOMY)).toEqual(instrument(bytes, info, ROOMY))
    expect(bytes).toEqual(original)
  })

  it('stops wherever its fuel ends, after no more than the code between two checks', () => {
    const needed = new MeteredInstance(bytes).call('run', PLENTY, argument).spent
    for (const part of [0n, 1n, needed / 3n, needed / 2n, needed - 1n]) {
      const instance = new MeteredInstance(bytes)
      const outcome = instance.call('run', part, argument)
      expect(instance.fuel).toBeLessThan(0n)
      if (outcome.isTrap) expect(outcome.result).toBe('unreachable')
    }
  })
})
