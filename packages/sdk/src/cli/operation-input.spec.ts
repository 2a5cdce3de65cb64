import type { JsonSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { CliError } from './cli.errors.ts'
import { inputFromFlags, readGivenInput } from './operation-input.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    n: { type: 'integer' },
    ratio: { type: 'number' },
    loud: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string' } },
    sizes: { type: 'array', items: { type: 'integer' } },
    where: { type: 'object' },
    mimeType: { type: 'string' },
    language: { enum: ['en', 'fr'] },
    choice: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    maybe: { type: ['string', 'null'] },
    anything: {},
  },
}
const flags = (line: string) => inputFromFlags(line.split(' '), schema)

describe('readGivenInput', () => {
  it('takes nothing for an empty object', async () => {
    expect(await readGivenInput([])).toEqual({ kind: 'value', value: {} })
  })

  it('takes one JSON text of any kind', async () => {
    expect(await readGivenInput(['[1, null]'])).toEqual({ kind: 'value', value: [1, null] })
  })

  it.each([[['{', '}']], [['{}', '--a', '1']]])('refuses %j', async (words) => {
    await expect(readGivenInput(words)).rejects.toMatchObject({ exit: 'usage' })
  })

  it('points at a fault of the JSON', async () => {
    const error = await readGivenInput(['{"name": Ada}']).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CliError)
    expect(error).toMatchObject({ exit: 'usage', message: expect.stringContaining('line 1, column 10') })
    expect((error as CliError).hint).toBe(`  {"name": Ada}\n           ^`)
  })

  it('shows the part of a long text that is at fault', async () => {
    const error = await readGivenInput([`{"a": "${'x'.repeat(500)}",}`]).catch((thrown: unknown) => thrown)
    expect((error as CliError).hint?.split('\n').every((line) => line.length < 70)).toBe(true)
  })
})

describe('inputFromFlags', () => {
  it.each<[string, unknown]>([
    ['--name Ada', { name: 'Ada' }],
    ['--name=Ada=Byron', { name: 'Ada=Byron' }],
    ['--name 42', { name: '42' }],
    ['--name true', { name: 'true' }],
    ['--n 42', { n: 42 }],
    ['--n -42', { n: -42 }],
    ['--ratio 1e-3', { ratio: 0.001 }],
    ['--loud', { loud: true }],
    ['--loud false', { loud: false }],
    ['--tags a b --tags c', { tags: ['a', 'b', 'c'] }],
    ['--tags', { tags: [] }],
    ['--tags ["x"]', { tags: ['x'] }],
    ['--tags [draft]', { tags: ['[draft]'] }],
    ['--tags [draft] b', { tags: ['[draft]', 'b'] }],
    ['--n 9007199254740991', { n: 9007199254740991 }],
    ['--choice 12345678901234567890', { choice: '12345678901234567890' }],
    ['--sizes 1 2', { sizes: [1, 2] }],
    ['--where {"a":1}', { where: { a: 1 } }],
    ['--mime-type text/plain', { mimeType: 'text/plain' }],
    ['--mime_type text/plain', { mimeType: 'text/plain' }],
    ['--language fr', { language: 'fr' }],
    ['--choice 4', { choice: 4 }],
    ['--choice four', { choice: 'four' }],
    ['--maybe null', { maybe: null }],
    ['--maybe x', { maybe: 'x' }],
    ['--anything {"a":[1]}', { anything: { a: [1] } }],
    ['--unheard-of 5', { 'unheard-of': 5 }],
    ['--unheard-of five', { 'unheard-of': 'five' }],
    ['--name Ada --n 1', { name: 'Ada', n: 1 }],
  ])('reads %s as the schema says', (line, expected) => {
    expect(flags(line)).toEqual(expected)
  })

  it.each(['--n four', '--name a b', '--name', '--loud maybe', '--where {a:1}', '--sizes 1 two'])(
    'refuses %s',
    (line) => {
      expect(() => flags(line)).toThrow(CliError)
    },
  )

  it.each([
    '--n 12345678901234567890',
    '--ratio -9007199254740993',
    '--anything 12345678901234567890',
    '--sizes 1 9007199254740993',
  ])('refuses %s, which it would have to change', (line) => {
    expect(() => flags(line)).toThrow('too large a number to be kept exactly')
  })

  it('guesses where there is no schema', () => {
    expect(inputFromFlags(['--a', '1', '--b', 'x', '--c'], null)).toEqual({ a: 1, b: 'x', c: true })
  })
})
