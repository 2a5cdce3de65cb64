import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { type Stored, storedIn } from '../test/stored.ts'
import { aPublisher, freshName, type PublisherStory } from '../test/stories.ts'
import { coreCode, HERE, list, moduleOf, name, oneFunction, section, sized, u32, wat } from '../test/wat.ts'

let server: TestServer
let story: PublisherStory
let before: Stored
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
  before = await storedIn(server)
})
afterAll(() => server.close())

const operationsOf = (...exports: string[]) =>
  exports.map((exported) => ({ type: 'query', name: exported, export: exported }))

/** Uploads code and gives the problem it is refused with. */
async function refusalOf(code: string | Uint8Array, manifest: Record<string, unknown> = {}) {
  const { status, body } = await story.publisher.upload(story.slug, packageOf({ code, manifest }))
  expect(status, JSON.stringify(body)).toBe(422)
  expect(await storedIn(server)).toEqual(before)
  return body
}

const VOID = [0x60, 0, 0]
const types = (...entries: readonly number[][]) => section(1, list(...entries))
const imports = (...entry: readonly number[]) => section(2, list(entry))
const times = (count: number, bytes: readonly number[]) => Array.from({ length: count }, () => bytes).flat()

describe('a module that would need more than the runtime runs', () => {
  it.each<[string, number[][], RegExp]>([
    ['a shared memory', [section(5, [1, HERE, 3, 1, 1])], /threads/],
    ['an atomic instruction', oneFunction(HERE, 0xfe, 0x03, 0x00), /threads/],
    ['a 64-bit memory', [section(5, [1, HERE, 4, 1])], /64-bit/],
    ['a 64-bit table', [section(4, [1, 0x70, HERE, 5, 1, 1])], /64-bit/],
    ['a second memory', [section(5, [2, 0, 1, HERE, 0, 1])], /More than one memory/],
    ['a custom page size', [section(5, [1, HERE, 8, 1, 0])], /another size/],
    ['an exception tag', [[HERE, ...section(13, [0])]], /Exception handling/],
    ['a try of the old kind', oneFunction(HERE, 0x06, 0x40, 0x0b), /Exception handling/],
    ['a try of the new kind', oneFunction(HERE, 0x1f, 0x40, 0x00, 0x0b), /Exception handling/],
    ['a structure type', [types([HERE, 0x5f, 0])], /Garbage-collected/],
    ['a GC instruction', oneFunction(HERE, 0xfb, 0x00, 0x00), /Garbage-collected/],
    ['a typed reference', [types([0x60, 1, HERE, 0x64, 0x00, 0])], /Typed function references/],
    ['relaxed SIMD', oneFunction(HERE, 0xfd, ...u32(0x100)), /Relaxed SIMD/],
    ['stack switching', oneFunction(HERE, 0xe0, 0x00), /Stack switching/],
    [
      'built-ins of JavaScript',
      [types(VOID), imports(HERE, ...name('wasm:js-string'), ...name('cast'), 0, 0)],
      /wasm:/,
    ],
    ['an opcode that nobody knows', oneFunction(HERE, 0x27), /0x27 is not known/],
  ])('is refused at the byte where it says so: %s', async (_, sections, detail) => {
    const { bytes, here } = moduleOf(...sections)
    const problem = await refusalOf(bytes)
    expect(problem).toMatchObject({ code: 'unsupported_feature', offset: here })
    expect(problem.detail).toMatch(detail)
    expect(problem.issues).toEqual([{ path: 'extension.wasm', message: problem.detail }])
  })

  it('is refused when it is a component', async () => {
    const component = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00)
    expect(await refusalOf(component)).toMatchObject({ code: 'unsupported_feature', offset: 4 })
  })
})

describe('a module with more structure than any program needs', () => {
  it.each<[string, number[][]]>([
    ['a million exports', [section(7, [HERE, ...u32(1_000_000)])]],
    ['2^32 types', [section(1, [HERE, ...u32(2 ** 32 - 1)])]],
    ['50,001 functions', [types(VOID), section(3, [HERE, ...u32(50_001)])]],
    [
      '50,000 locals',
      [types(VOID), section(3, [1, 0]), section(10, [1, HERE, ...sized([1, ...u32(50_000), 0x7f, 0x0b])])],
    ],
    ['5,001 nested blocks', oneFunction(...times(4_999, [0x02, 0x40]), HERE, 0x02, 0x40)],
    ['20,001 branch targets', oneFunction(0x41, 0, HERE, 0x0e, ...u32(20_001))],
  ])('is refused before it is read on: %s', async (_, sections) => {
    const { bytes, here } = moduleOf(...sections)
    expect(await refusalOf(bytes)).toMatchObject({ code: 'structure_limit', offset: here })
  })

  it('is refused when it is larger than 10 MiB', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024 + 1)
    large.set(moduleOf().bytes)
    for (let at = 8; at < large.length; at += 64) large[at] = at % 251 // not so even that the archive is refused
    expect(await refusalOf(large)).toMatchObject({ code: 'structure_limit', offset: 0 })
  })
})

/** What the ABI asks of every module. */
const SKELETON = `
  (memory (export "memory") 1)
  (func (export "plugin_init") (result i32) (i32.const 0))
  (func (export "wasm_alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "wasm_free") (param i32 i32))`

describe('a module that contradicts itself', () => {
  it('is refused where it breaks off', async () => {
    const whole = coreCode('conformance')
    const problem = await refusalOf(whole.subarray(0, whole.length - 10))
    expect(problem).toMatchObject({ code: 'malformed_module', offset: expect.any(Number) })
  })

  it('is refused when the engine finds it invalid', async () => {
    const code = wat(`${SKELETON} (func (result i32) (i32.const 0x12345678))`)
    const constant = Buffer.from(code).indexOf(Buffer.from([0x41, 0xf8, 0xac, 0xd1, 0x91, 0x01]))
    code.fill(0x01, constant, constant + 6) // nop instead of the number
    expect(await refusalOf(code)).toMatchObject({ code: 'invalid_module', detail: expect.stringMatching(/not valid/) })
  })

  it('is refused when it takes a name of the runtime', async () => {
    const code = wat(`${SKELETON} (global (export "__grantry_fuel") i64 (i64.const 0))`)
    expect(await refusalOf(code)).toMatchObject({ code: 'reserved_name', offset: expect.any(Number) })
  })
})

describe('what a module imports', () => {
  it.each<[string, string, string]>([
    [
      'a constructor of the host',
      '(import "constructor" "constructor" (func (param i32) (result i32)))',
      '"constructor"."constructor"',
    ],
    ['the prototype of the imports', '(import "__proto__" "toString" (func))', '"__proto__"."toString"'],
    ['a property of every object', '(import "spacedrive" "hasOwnProperty" (func (param i32)))', '"hasOwnProperty"'],
    ['a file system', '(import "wasi_snapshot_preview1" "path_open" (func))', '"wasi_snapshot_preview1"."path_open"'],
    ['a function of another ABI', '(import "extism:host/env" "http_request" (func))', '"http_request"'],
    ['a function in other letters', '(import "spacedrive" "Spacedrive_Call" (func))', '"Spacedrive_Call"'],
    [
      'a call with one parameter less',
      '(import "spacedrive" "spacedrive_call" (func (param i32 i32 i32 i32) (result i32)))',
      'has the type',
    ],
    [
      'a log that answers',
      '(import "spacedrive" "spacedrive_log" (func (param i32 i32 i32) (result i32)))',
      'has the type',
    ],
    ['a log of 64-bit pointers', '(import "spacedrive" "spacedrive_log" (func (param i32 i64 i64)))', 'has the type'],
    ['a call that is a global', '(import "spacedrive" "spacedrive_call" (global i32))', 'is a global'],
    ['a table', '(import "spacedrive" "table" (table 1 funcref))', 'is a table'],
  ])('is refused by name and place: %s', async (_, field, detail) => {
    const problem = await refusalOf(wat(`${field} ${SKELETON}`))
    expect(problem).toMatchObject({ code: 'import_not_allowed', offset: expect.any(Number) })
    expect(problem.detail).toContain(detail)
  })

  it('is refused when it is the memory', async () => {
    const code = wat(`
      (import "spacedrive" "memory" (memory 1))
      (export "memory" (memory 0))
      ${SKELETON.replace('(memory (export "memory") 1)', '')}`)
    expect(await refusalOf(code)).toMatchObject({
      code: 'import_not_allowed',
      detail: expect.stringMatching(/a memory/),
    })
  })
})

describe('what a module exports', () => {
  const without = (name: string) =>
    SKELETON.split('\n')
      .filter((line) => !line.includes(`"${name}"`))
      .join('\n')

  it.each(['memory', 'plugin_init', 'wasm_alloc', 'wasm_free'])('is refused without %s', async (name) => {
    const problem = await refusalOf(wat(without(name)))
    expect(problem).toMatchObject({ code: 'export_missing', detail: expect.stringContaining(`"${name}"`) })
  })

  it.each<[string, string, string, string]>([
    ['an operation that is not there', '', 'export_missing', '"answer"'],
    [
      'an operation that answers with i64',
      '(func (export "answer") (param i32 i32) (result i64) (i64.const 0))',
      'export_type',
      '"answer"',
    ],
    [
      'an operation of one parameter',
      '(func (export "answer") (param i32) (result i32) (i32.const 0))',
      'export_type',
      '"answer"',
    ],
    ['an operation that is a global', '(global (export "answer") i32 (i32.const 0))', 'export_type', 'a global'],
    [
      'a clean-up that takes something',
      '(func (export "answer") (param i32 i32) (result i32) (i32.const 0)) (func (export "plugin_cleanup") (param i32))',
      'export_type',
      '"plugin_cleanup"',
    ],
  ])('is refused with %s', async (_, field, code, detail) => {
    const problem = await refusalOf(wat(`${SKELETON} ${field}`), { operations: operationsOf('answer') })
    expect(problem).toMatchObject({ code, detail: expect.stringContaining(detail) })
  })

  it('is refused when the manifest declares a job with the type of an operation', async () => {
    const code = wat(`${SKELETON} (func (export "scan") (param i32 i32) (result i32) (i32.const 0))`)
    const problem = await refusalOf(code, { jobs: [{ name: 'scan', export: 'scan' }] })
    expect(problem).toMatchObject({ code: 'export_type', detail: expect.stringContaining('job scan') })
  })
})

describe('what a module begins with', () => {
  it('is refused when its memory is larger than the manifest asks for', async () => {
    const code = wat(SKELETON.replace('"memory") 1', '"memory") 257'))
    expect(await refusalOf(code)).toMatchObject({
      code: 'memory_exceeded',
      detail: expect.stringMatching(/257 pages of memory and may have 256/),
    })
    const manifest = { id: freshName('roomy'), limits: { memoryMiB: 17 } }
    const roomy = await story.publisher.upload(story.slug, packageOf({ code, manifest }))
    expect(roomy.body.inspection.memory).toEqual({ minPages: 257, maxPages: null })
    before = await storedIn(server)
  })

  it('is refused when its table is larger than any may become', async () => {
    const code = wat(`${SKELETON} (table 10001 funcref)`)
    expect(await refusalOf(code)).toMatchObject({ code: 'table_exceeded' })
  })
})

describe('a bundle', () => {
  const manifest = { operations: operationsOf('answer') }

  it.each<[string, string, RegExp]>([
    ['a mistake in its syntax', 'export const answer = () => {', /SyntaxError: unexpected token/],
    ['no declared export', 'export const other = () => 42', /answer/],
    ['an export under another name only', 'const answer = () => 42; export { answer as Answer }', /answer/],
    ['the import of a file', "import fs from 'node:fs'; export const answer = () => fs", /node:fs/],
    ['the import of another module', "export * from './other.js'; export const answer = () => 1", /other\.js/],
    ['a form that is no module', 'module.exports = { answer() {} }', /answer/],
    ['two exports of one name', 'export const answer = 1; export { answer }', /answer/],
  ])('is refused for %s', async (_, code, detail) => {
    const problem = await refusalOf(code, manifest)
    expect(problem.code).toBe('invalid_bundle')
    expect(problem.detail).toMatch(detail)
    expect(problem.issues).toEqual([{ path: 'extension.js', message: problem.detail }])
  })

  it('is refused when reading it takes more than the budget', async () => {
    const bomb = `export const answer = () => ${'['.repeat(50_000)}${']'.repeat(50_000)}`
    expect((await refusalOf(bomb, manifest)).code).toBe('invalid_bundle')
  })

  it('is not run to be checked', async () => {
    const code = 'export const answer = () => 42; for (;;);'
    const answer = await story.publisher.upload(
      story.slug,
      packageOf({ code, manifest: { ...manifest, id: freshName('unrun') } }),
    )
    expect(answer.status).toBe(201)
  })
})
