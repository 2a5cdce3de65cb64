import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { coreCode, coreGuest, guestOf, jsCode, jsText } from '../fixtures/guests.ts'
import { useRuntime } from '../fixtures/test-runtime.ts'
import { wat } from '../fixtures/wasm/wat.ts'
import { createRuntime, DEFAULT_LIMITS, digestOf, type CheckRequest, type Limits } from './index.ts'

/** The header of a module and a section with one memory of 1 to 2 pages, shared. */
const SHARED_MEMORY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 5, 4, 1, 3, 1, 2)

const query = (name: string) => ({ type: 'query' as const, name, export: name })

describe('the check of code', () => {
  const running = useRuntime()
  const check = (code: Uint8Array, request: Partial<CheckRequest> = {}) =>
    running().runtime.check({ abi: 'core', code, operations: [], jobs: [], ...request })

  it('passes modules and bundles that keep their promises', async () => {
    const operations = [query('echo'), query('ask')]
    const core = coreCode('conformance')
    const verdict = await check(core, { operations })
    expect(verdict).toEqual({ verdict: 'pass', report: { sizeBytes: core.length, meteredBytes: expect.any(Number) } })
    expect(await check(jsCode('conformance'), { abi: 'js', operations })).toMatchObject({ verdict: 'pass' })
  })

  it('runs nothing of what it checks', async () => {
    for (const name of ['start-bomb', 'init-loop', 'init-trap']) {
      expect(await check(coreCode(name), { operations: [query('attack')] })).toMatchObject({ verdict: 'pass' })
    }
    for (const name of ['top-level-loop', 'top-level-throw', 'top-level-wait']) {
      const verdict = await check(jsCode(name), { abi: 'js', operations: [query('attack')] })
      expect(verdict).toMatchObject({ verdict: 'pass' })
    }
  })

  it.each([
    ['bytes that are no module', Buffer.from('hello'), 'not_wasm'],
    ['nothing', new Uint8Array(), 'not_wasm'],
    [
      'an import of another module',
      wat('(import "env" "system" (func)) (memory (export "memory") 1)'),
      'import_not_allowed',
    ],
    ['shared memory', SHARED_MEMORY, 'unsupported_feature'],
    ['a missing export', wat('(memory (export "memory") 1)'), 'export_missing'],
    ['more memory than allowed', coreCodeWithMemory(257), 'memory_exceeded'],
    ['a module that the engine refuses', mistyped(), 'invalid_module'],
  ])('refuses %s', async (_, code, reason) => {
    expect(await check(code)).toMatchObject({ verdict: 'refused', code: reason, reason: expect.any(String) })
  })

  it('says where in the module the reason is', async () => {
    const code = wat('(import "env" "system" (func)) (memory (export "memory") 1)')
    const verdict = await check(code)
    expect(verdict).toMatchObject({ offset: Buffer.from(code).indexOf('\u0003env') })
  })

  it('allows the memory that the limits allow', async () => {
    const limits: Limits = { ...DEFAULT_LIMITS, memoryPages: 512 }
    expect(await check(coreCodeWithMemory(257), { limits })).toMatchObject({ verdict: 'pass' })
  })

  it.each([
    ['that does not parse', 'export const a = ', 'SyntaxError'],
    ['that lacks a declared export', 'export const other = () => 1', "Could not find export 'attack'"],
    ['that is a script', 'attack = () => 1', "Could not find export 'attack'"],
    ['that imports something', 'import { readFileSync } from "node:fs"; export const attack = readFileSync', 'node:fs'],
    ['that imports itself', 'export * from "extension.js"; export const attack = 1', 'extension.js'],
    ['nested too deeply to parse', `export const attack = ${'['.repeat(100_000)}`, ''],
  ])('refuses a bundle %s', async (_, source, words) => {
    const verdict = await check(Buffer.from(source), { abi: 'js', operations: [query('attack')] })
    expect(verdict).toMatchObject({
      verdict: 'refused',
      code: 'invalid_bundle',
      reason: expect.stringContaining(words),
    })
  })

  it('refuses a bundle that is not UTF-8', async () => {
    const verdict = await check(Buffer.from([0x2f, 0x2f, 0xff]), { abi: 'js' })
    expect(verdict).toMatchObject({ verdict: 'refused', code: 'invalid_bundle', reason: 'The bundle is not UTF-8' })
  })

  it('finds declared exports by any name they may have', async () => {
    const source = 'const f = () => 1; export { f as "scan.all:v1-x", f as $default, f as default }'
    const operations = ['scan.all:v1-x', '$default', 'default'].map(query)
    expect(await check(Buffer.from(source), { abi: 'js', operations })).toMatchObject({ verdict: 'pass' })
  })
})

describe('a call', () => {
  const running = useRuntime()
  const guest = coreGuest('conformance', ['echo'])

  it('of code with another digest than announced fails to load', async () => {
    const swapped = { ...guest, digest: digestOf(coreCode('init-trap')) }
    await expect(running().call(swapped, 'echo', {})).rejects.toMatchObject({
      code: 'load_failed',
      detail: expect.stringMatching(/^digest_mismatch/),
    })
  })

  it('of a module that is refused fails to load, with the reason', async () => {
    const forged = guestOf(wat('(import "env" "system" (func)) (memory (export "memory") 1)'), ['attack'])
    await expect(running().call(forged, 'attack', {})).rejects.toMatchObject({
      code: 'load_failed',
      detail: expect.stringMatching(/^import_not_allowed: "env"\."system" is not part of the ABI core/),
    })
  })

  it('of an export that no operation declares is an error of the embedder', async () => {
    await expect(running().call(guest, 'loop', {})).rejects.toThrow(TypeError)
  })

  it('whose code cannot be read fails with that error, and the next one reads it again', async () => {
    let isReadable = false
    const flaky = {
      ...coreGuest('conformance', ['echo']),
      readCode: async () => {
        if (!isReadable) throw new Error('the disk is gone')
        return coreCode('conformance')
      },
    }
    const call = () => running().ask(flaky, 'echo', 'well', { install: 'flaky' })
    await expect(call()).rejects.toThrow('the disk is gone')
    isReadable = true
    expect(await call()).toBe('well')
  })

  it('reads the code once for many calls', async () => {
    let reads = 0
    const readCode = async () => {
      reads += 1
      return coreCode('conformance')
    }
    const counted = { ...guest, readCode }
    const calls = Array.from({ length: 20 }, () => running().ask(counted, 'echo', 1, { install: 'counted' }))
    await Promise.all(calls)
    expect(reads).toBe(1)
  })

  it.each([
    ['no fuel', { fuel: 0n }],
    ['too much memory', { memoryPages: 4_097 }],
    ['half a millisecond', { deadlineMs: 0.5 }],
    ['no number', { concurrentCalls: Number.NaN }],
    ['no end', { outputBytes: Number.POSITIVE_INFINITY }],
    ['less than nothing', { hostCalls: -1 }],
  ])('with a limit of %s is an error of the embedder', async (_, limits) => {
    await expect(running().call(guest, 'echo', {}, { limits })).rejects.toThrow(RangeError)
  })

  it('that was cancelled before it began does not begin', async () => {
    const signal = AbortSignal.abort(new Error('too late'))
    await expect(running().call(guest, 'echo', {}, { signal })).rejects.toThrow('too late')
  })

  it('keeps state between calls of one install, and none between installs', async () => {
    const counter = jsText('let calls = 0; export const count = () => (calls += 1)', ['count'])
    expect(await running().ask(counter, 'count', {}, { install: 'a' })).toBe(1)
    expect(await running().ask(counter, 'count', {}, { install: 'a' })).toBe(2)
    expect(await running().ask(counter, 'count', {}, { install: 'b' })).toBe(1)
  })

  it('goes on when the host fails to keep its log', async () => {
    const test = running()
    const { log } = test.host
    test.host.log = () => {
      throw new Error('the disk is full')
    }
    const logging = jsText("export const attack = () => (console.log('a'), 'answer')")
    expect(await test.ask(logging, 'attack', {})).toBe('answer')
    test.host.log = log
    expect(test.incidents).toMatchObject([{ kind: 'log_failed', cause: new Error('the disk is full') }])
  })

  it('reports how long it took, and what it used', async () => {
    const result = await running().call(guest, 'echo', {})
    expect(result.durationMs).toBeGreaterThan(0)
    expect(result).toMatchObject({ hostCalls: 0, memoryPages: 1 })
    expect(result.fuelConsumed).toBeGreaterThan(0n)
  })
})

describe('the data of an install', () => {
  const running = useRuntime()

  it('is discarded with the install, and nothing else', async () => {
    const { runtime, dataDir } = running()
    const fileOf = (install: string) => join(dataDir, 'workspace', install, 'data.db')
    for (const install of ['one', 'two']) {
      mkdirSync(join(dataDir, 'workspace', install), { recursive: true })
      writeFileSync(fileOf(install), 'x')
    }
    await runtime.discardData('workspace', 'one')
    expect(existsSync(join(dataDir, 'workspace', 'one'))).toBe(false)
    expect(existsSync(fileOf('two'))).toBe(true)
  })

  it.each(['..', '../other', '', '.', 'a/b', 'a\u0000', '-rf'])('is not looked for in %j', async (id) => {
    await expect(running().runtime.discardData('workspace', id)).rejects.toThrow(TypeError)
    await expect(running().runtime.discardData(id, 'install')).rejects.toThrow(TypeError)
  })
})

describe('a runtime', () => {
  it('says what to do when the sandbox has not been built', () => {
    const host = { call: async () => 'null', log: () => {} }
    const create = () => createRuntime({ host, dataDir: '/tmp', sandboxEntry: '/nonexistent/sandbox.mjs' })
    expect(create).toThrow(/build script/)
  })
})

function coreCodeWithMemory(pages: number): Uint8Array {
  return wat(`
    (memory (export "memory") ${pages})
    (func (export "plugin_init") (result i32) (i32.const 0))
    (func (export "wasm_alloc") (param i32) (result i32) (i32.const 0))
    (func (export "wasm_free") (param i32 i32))`)
}

/** A module whose structure is fine and whose `plugin_init` leaves nothing on the stack. */
function mistyped(): Uint8Array {
  const code = Buffer.from(coreCode('init-refuses'))
  const body = Buffer.from([0x00, 0x41, 0x07, 0x0b])
  code.set([0x00, 0x01, 0x01, 0x0b], code.indexOf(body))
  return code
}
