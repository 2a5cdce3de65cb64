import { readFile } from 'node:fs/promises'
import { QuickJS } from 'quickjs-wasi'
import { describe, expect, it } from 'vitest'
import loadWabt from 'wabt'
import { meter } from '../../fixtures/wasm/metered.ts'
import { underMeter } from '../../fixtures/wasm/under-meter.ts'
import { inspect } from '../inspect/index.ts'

const quickjs = Uint8Array.from(await readFile(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm'))))

const SCRIPT = `
  const words = 'the quick brown fox jumps over the lazy dog'.split(' ')
  const sorted = [...words].sort().map((word) => word.replace(/[aeiou]/g, (v) => v.toUpperCase()))
  let hash = 0n
  for (let i = 0n; i < 500n; i += 1n) hash = (hash * 31n + i ** 3n) % 1000000007n
  JSON.stringify({ sorted, hash: String(hash), pi: Math.atan2(0, -1), date: new Date(0).toISOString() })`

async function evaluate(wasm: Uint8Array<ArrayBuffer>): Promise<string> {
  const engine = await QuickJS.create({ wasm })
  return engine.evalCode(SCRIPT).toString()
}

describe('the QuickJS engine', () => {
  it('is understood', () => {
    const info = inspect(quickjs)
    expect(info.functionCount).toBeGreaterThan(1_000)
    expect(info.features).toEqual(['bulk-memory', 'mutable-globals', 'saturating-float-to-int', 'sign-extension'])
  })

  it('evaluates a script to the same text with and without a meter', async () => {
    const plain = await evaluate(quickjs)
    const { loaded, spent } = await underMeter(() => evaluate(meter(quickjs)))
    expect(loaded).toBe(plain)
    expect(JSON.parse(loaded)).toMatchObject({ pi: Math.PI, date: '1970-01-01T00:00:00.000Z' })
    expect(spent()).toBeGreaterThan(100_000n)
  })

  it('grows by less than half', () => {
    expect(meter(quickjs).length).toBeLessThan(1.5 * quickjs.length)
  })
})

describe('the WebAssembly toolkit itself', () => {
  const source = '(module (memory 1) (func $f (export "f") (param i32) (result i32) local.get 0 return_call $f))'
  const assemble = (wabt: Awaited<ReturnType<typeof loadWabt>>) => {
    const module = wabt.parseWat('f.wat', source, { tail_call: true })
    module.validate()
    return module.toBinary({}).buffer
  }

  it('assembles the same bytes with a meter in it', async () => {
    const { loaded, spent } = await underMeter(() => loadWabt())
    const before = spent()
    expect(assemble(loaded)).toEqual(assemble(await loadWabt()))
    expect(spent()).toBeGreaterThan(before)
  })
})
