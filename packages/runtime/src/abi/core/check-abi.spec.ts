import { describe, expect, it } from 'vitest'
import { wat } from '../../../fixtures/wasm/wat.ts'
import type { Declarations } from '../../guest.ts'
import { inspect } from '../../inspect/index.ts'
import { CORE_IMPORTS } from './allow-list.ts'
import { checkAbi } from './check-abi.ts'

const NOTHING: Declarations = { operations: [], jobs: [] }

const COMPLETE = {
  memory: '(memory (export "memory") 1)',
  plugin_init: '(func (export "plugin_init") (result i32) (i32.const 0))',
  wasm_alloc: '(func (export "wasm_alloc") (param i32) (result i32) (i32.const 0))',
  wasm_free: '(func (export "wasm_free") (param i32 i32))',
}

/** Checks a module of these fields, in front of what every guest must export. */
function check(fields: string, { declared = NOTHING, replaced = {} }: CheckOptions = {}): void {
  const exports = Object.values({ ...COMPLETE, ...replaced })
  checkAbi(inspect(wat([fields, ...exports].join('\n'))), declared)
}
interface CheckOptions {
  declared?: Declarations
  replaced?: Partial<typeof COMPLETE>
}

describe('the imports of a core guest', () => {
  const VARIANTS = Object.entries(CORE_IMPORTS).flatMap(([name, types]) =>
    types.map((type) => [name, watType(type)] as const),
  )

  it.each(VARIANTS)('may be %s %s', (name, type) => {
    expect(() => check(`(import "spacedrive" "${name}" (func ${type}))`)).not.toThrow()
  })

  it.each(VARIANTS)('may not be %s %s with one more parameter', (name, type) => {
    const refusal = { code: 'import_not_allowed', reason: expect.stringContaining(name) }
    expect(() => check(`(import "spacedrive" "${name}" (func (param i32) ${type}))`)).toThrow(
      expect.objectContaining(refusal),
    )
  })

  it.each([
    ['spacedrive', 'vfs_read', '(func)'],
    ['spacedrive', 'spacedrive_log', '(func (param i32 i32 i32) (result i32))'],
    ['spacedrive', 'spacedrive_log', '(func (param i32 i32 i64))'],
    ['spacedrive', 'job_report_progress', '(func (param i32 f32 i32 i32) (result i64))'],
    ['env', 'spacedrive_log', '(func (param i32 i32 i32))'],
    ['', '', '(func)'],
    ['constructor', 'constructor', '(func (param i32) (result externref))'],
    ['spacedrive', '__proto__', '(func)'],
    ['spacedrive', 'toString', '(func)'],
    ['wasi_snapshot_preview1', 'proc_exit', '(func (param i32))'],
    ['spacedrive', 'spacedrive_call', '(global i32)'],
    ['spacedrive', 'memory', '(memory 1)'],
    ['spacedrive', 'table', '(table 1 funcref)'],
  ])('may not be %j.%j %s, and the refusal says where', (module, name, type) => {
    const fields = `(import "${module}" "${name}" ${type})`
    const replaced = type.startsWith('(memory') ? { memory: '(export "memory" (memory 0))' } : {}
    expect(() => check(fields, { replaced })).toThrow(
      expect.objectContaining({ code: 'import_not_allowed', offset: expect.any(Number) }),
    )
  })
})

describe('the exports of a core guest', () => {
  it.each(Object.keys(COMPLETE) as (keyof typeof COMPLETE)[])('must have %s', (name) => {
    const without = COMPLETE[name].replace(/\(export "\w+"\) ?/, '')
    expect(() => check('', { replaced: { [name]: without } })).toThrow(
      expect.objectContaining({ code: 'export_missing' }),
    )
  })

  it.each([
    ['memory', '(func (export "memory")) (memory 1)'],
    ['plugin_init', '(func (export "plugin_init"))'],
    ['plugin_init', '(global (export "plugin_init") i32 (i32.const 0))'],
    ['wasm_alloc', '(func (export "wasm_alloc") (param i64) (result i32) (i32.const 0))'],
    ['wasm_free', '(func (export "wasm_free") (param i32))'],
  ])('must have %s with its own type, not %s', (name, field) => {
    expect(() => check('', { replaced: { [name]: field } })).toThrow(expect.objectContaining({ code: 'export_type' }))
  })

  it.each(['(func (export "plugin_cleanup"))', '(func (export "plugin_cleanup") (result i32) (i32.const 0))'])(
    'may have %s',
    (field) => {
      expect(() => check(field)).not.toThrow()
    },
  )

  it('may not have a plugin_cleanup of another type', () => {
    const field = '(func (export "plugin_cleanup") (param i32))'
    expect(() => check(field)).toThrow(expect.objectContaining({ code: 'export_type' }))
  })

  const GREET: Declarations = { operations: [{ type: 'query', name: 'greet', export: 'greet' }], jobs: [] }
  const SCAN: Declarations = { operations: [], jobs: [{ name: 'scan', export: 'scan', resumable: false }] }

  it('must have the operations and jobs that the manifest declares', () => {
    expect(() => check('', { declared: GREET })).toThrow(
      expect.objectContaining({ code: 'export_missing', reason: expect.stringContaining('operation greet') }),
    )
    expect(() => check('', { declared: SCAN })).toThrow(
      expect.objectContaining({ code: 'export_missing', reason: expect.stringContaining('job scan') }),
    )
  })

  it('must have them with the type of an operation and of a job', () => {
    const operation = '(param i32 i32) (result i32) (i32.const 0)'
    const job = '(param i32 i32 i32 i32) (result i32) (i32.const 0)'
    expect(() => check(`(func (export "greet") ${operation})`, { declared: GREET })).not.toThrow()
    expect(() => check(`(func (export "scan") ${job})`, { declared: SCAN })).not.toThrow()
    const refused = expect.objectContaining({ code: 'export_type', offset: expect.any(Number) })
    expect(() => check(`(func (export "greet") ${job})`, { declared: GREET })).toThrow(refused)
    expect(() => check(`(func (export "scan") ${operation})`, { declared: SCAN })).toThrow(refused)
  })
})

function watType({ params, results }: { params: readonly string[]; results: readonly string[] }): string {
  return [`(param ${params.join(' ')})`, ...(results.length > 0 ? [`(result ${results.join(' ')})`] : [])].join(' ')
}
