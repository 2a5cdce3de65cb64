import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { wat } from '../../fixtures/wasm/wat.ts'
import { inspect } from '../inspect/index.ts'
import { instrument } from '../instrument/index.ts'
import { DEFAULT_LIMITS } from '../limits.ts'
import { MODULE } from './core/warm-up-module.ts'
import type { BootedEngine } from './js/booted-engine.ts'
import { EngineLibrary } from './js/engine-library.ts'
import { warmUp } from './warm-up.ts'

describe('warming a sandbox up', () => {
  let engine: BootedEngine
  beforeAll(() => {
    const code = readFileSync(fileURLToPath(import.meta.resolve('quickjs-wasi/quickjs.wasm')))
    const engines = new EngineLibrary()
    engines.supply({ code, metered: instrument(code, inspect(code), DEFAULT_LIMITS), caps: DEFAULT_LIMITS })
    engine = engines.booted(DEFAULT_LIMITS)
  })

  it('comes to its end without a fault', async () => {
    let rounds = 0
    await warmUp(engine, () => (rounds += 1) > 0)
    expect(rounds).toBeGreaterThan(1)
  })

  it('calls the module that its text says', () => {
    const text = readFileSync(new URL('core/warm-up.wat', import.meta.url), 'utf8')
    const [, fields = ''] = /\(module([^]*)\)/.exec(text) ?? []
    const withNames = Buffer.from(wat(fields))
    expect(withNames.subarray(0, MODULE.length)).toEqual(MODULE)
  })

  it('stops as soon as it may not go on', async () => {
    let asked = 0
    await warmUp(engine, () => (asked += 1) < 3)
    expect(asked).toBe(3)
  })
})
