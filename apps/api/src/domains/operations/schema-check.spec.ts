import type { JsonSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { completeValue, schemaIssues } from './schema-check.ts'

const person: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', minLength: 2 },
    tags: { type: 'array', items: { type: 'string' } },
    address: { type: 'object', properties: { zip: { type: 'integer' } }, required: ['zip'] },
  },
  required: ['name'],
  additionalProperties: false,
}
const pathsOf = (schema: JsonSchema, value: unknown) => schemaIssues(schema, value).map(({ path }) => path)

describe('a value', () => {
  it.each([[{ name: 'Ada' }], [{ name: 'Ada', tags: [], address: { zip: 1 } }]])(
    'is accepted when it fits: %j',
    (value) => {
      expect(schemaIssues(person, value)).toEqual([])
    },
  )

  it.each<[unknown, string[]]>([
    [{ name: 42 }, ['$.name']],
    [{ name: 'A' }, ['$.name']],
    [{}, ['$.name']],
    [{ name: 'Ada', tags: ['a', 1, 'b', 2] }, ['$.tags[1]', '$.tags[3]']],
    [{ name: 'Ada', address: {} }, ['$.address.zip']],
    [{ name: 'Ada', address: { zip: 1.5 } }, ['$.address.zip']],
    [[], ['$']],
    [null, ['$']],
  ])('is refused at its path: %j', (value, paths) => {
    expect(pathsOf(person, value)).toEqual(paths)
  })

  it('with a field too many is refused', () => {
    expect(schemaIssues(person, { name: 'Ada', extra: 1 })).not.toEqual([])
  })

  it('is told in words what is missing', () => {
    expect(schemaIssues(person, {})).toEqual([{ path: '$.name', message: 'This is required' }])
  })

  it('may have any name that JSON can spell', () => {
    const schema: JsonSchema = { additionalProperties: { type: 'string' } }
    for (const name of ['a/b', 'a~b', 'a%b', '~1', '%41', 'ü', '', ' ']) {
      expect(schemaIssues(schema, { [name]: 'x' }), name).toEqual([])
      expect(pathsOf(schema, { [name]: 1 }), name).toEqual([`$.${name}`])
    }
  })

  it('with a prototype in it is held against the schema like any other', () => {
    const value: unknown = JSON.parse('{"name":"Ada","__proto__":{"name":"Eve"}}')
    expect(schemaIssues(person, value)).not.toEqual([])
  })
})

describe('what checking may cost', () => {
  it('shows the first twenty of many mistakes', () => {
    expect(
      schemaIssues(
        { type: 'array', items: { type: 'string' } },
        Array.from({ length: 1_000 }, () => 1),
      ),
    ).toHaveLength(20)
  })

  it('is bounded by the parts of the schema and of the value together', () => {
    const [issue] = schemaIssues(
      { type: 'array', items: { type: 'integer' } },
      Array.from({ length: 500_000 }, () => 1),
    )
    expect(issue).toEqual({ path: '$', message: 'Too many items to be checked against the schema' })
  })

  it('is nothing for nesting without end', () => {
    let deep: unknown = 1
    for (let level = 0; level < 200_000; level++) deep = [deep]
    expect(schemaIssues({ type: 'object' }, deep)).not.toEqual([])
  })

  it('is nothing for names that are no text', () => {
    expect(schemaIssues({ type: 'object' }, { '\ud800': 1 })).toEqual([
      { path: '$', message: 'A key is not well-formed Unicode' },
    ])
  })
})

describe('a value with its defaults', () => {
  const list: JsonSchema = {
    type: 'array',
    items: { type: 'object', properties: { text: { type: 'string', default: 'x'.repeat(98) } } },
  }
  const empty = (count: number) => Array.from({ length: count }, () => ({}))

  it('may be as large as it may be without', () => {
    expect(completeValue(list, empty(10), 1_200)).toMatchObject({ issues: [], isTooLarge: false })
  })

  it('is refused before it becomes larger', () => {
    const given = empty(60_000)
    expect(completeValue(list, given)).toMatchObject({ value: given, issues: [{ path: '$' }], isTooLarge: true })
    expect(completeValue(list, empty(10), 1_000).isTooLarge).toBe(true)
  })
})
