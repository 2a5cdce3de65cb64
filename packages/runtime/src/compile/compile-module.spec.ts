import { describe, expect, it } from 'vitest'
import { ROOMY } from '../../fixtures/wasm/metered.ts'
import { wat } from '../../fixtures/wasm/wat.ts'
import { inspect, STRUCTURE_LIMITS } from '../inspect/index.ts'
import { compileModule, compileRewritten } from './compile-module.ts'
import { refusalOf } from './compile.errors.ts'

/** A function of the largest size, of nothing but the loops that metering makes longest. */
function longestBody(): Uint8Array<ArrayBuffer> {
  const loop = '(loop (br_if 0 (local.tee 0 (i32.add (local.get 0) (i32.const 4)))))'
  const loopBytes = 12
  const times = Math.floor((STRUCTURE_LIMITS.bodyBytes.max - 10) / loopBytes)
  return wat(`(func (export "run") (local ${'i32 '.repeat(200)}) ${loop.repeat(times)})`)
}

describe('a module that has been metered', () => {
  it.each(['whole', 'sliced'] as const)('is taken by the engine however much longer it became: %s', (supply) => {
    const { meteredBytes } = compileModule(longestBody(), { caps: ROOMY, supply }, () => {})
    expect(meteredBytes).toBeGreaterThan(3 * STRUCTURE_LIMITS.bodyBytes.max)
  })

  it('is refused when the engine does not take it', () => {
    const code = wat('(func (export "run"))')
    const rewritten = { outline: inspect(code), metered: code.subarray(0, -1), offsets: null }
    const refusal = refusedBy(() => compileRewritten(code, rewritten, () => {}))
    expect(refusal).toMatchObject({ code: 'invalid_module', reason: expect.stringContaining('with its meter') })
  })
})

function refusedBy(compile: () => unknown) {
  try {
    compile()
  } catch (thrown) {
    return refusalOf(thrown)
  }
  return null
}
