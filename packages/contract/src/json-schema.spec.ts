import { describe, expect, it } from 'vitest'
import { jsonSchemaSchema } from './json-schema.ts'

const accepts = (schema: unknown) => jsonSchemaSchema.safeParse(schema).success

const nestedBy = (levels: number, wrap: (inner: object) => object): object => {
  let schema: object = { type: 'string' }
  for (let level = 0; level < levels; level++) schema = wrap(schema)
  return schema
}

describe('a JSON Schema of a manifest', () => {
  it('may use all that costs no more than its size', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $comment: 'for maintainers',
      type: ['object', 'null'],
      title: 'Invoice',
      description: 'What was bought',
      properties: {
        id: { type: 'string', format: 'uuid', minLength: 1, maxLength: 36 },
        total: { type: 'number', minimum: 0, exclusiveMaximum: 1_000, multipleOf: 0.5, default: 0, examples: [1, 2] },
        kind: { enum: ['a', 1, null, { x: [] }], deprecated: true },
        lines: { type: 'array', items: { type: 'object' }, prefixItems: [{ const: 1 }], minItems: 0, maxItems: 9 },
        either: { anyOf: [{ type: 'integer' }, { oneOf: [{ allOf: [{ not: { type: 'null' } }] }] }] },
      },
      required: ['id'],
      additionalProperties: { type: 'boolean' },
      minProperties: 1,
      maxProperties: 9,
    }
    expect(jsonSchemaSchema.parse(schema)).toEqual(schema)
  })

  it('may be empty', () => {
    expect(accepts({})).toBe(true)
  })

  it.each([
    '$ref',
    '$dynamicRef',
    '$defs',
    'definitions',
    '$id',
    '$anchor',
    'pattern',
    'patternProperties',
    'propertyNames',
    'if',
    'then',
    'else',
    'dependentSchemas',
    'dependentRequired',
    'unevaluatedProperties',
    'unevaluatedItems',
    'contains',
    'uniqueItems',
    'contentEncoding',
  ])('may not use %s, at the top or inside', (keyword) => {
    expect(accepts({ [keyword]: {} })).toBe(false)
    expect(accepts({ properties: { a: { items: { [keyword]: '#' } } } })).toBe(false)
    expect(accepts({ not: { anyOf: [{ [keyword]: 'a' }] } })).toBe(false)
  })

  it('may have a property with the name of a keyword that it may not use', () => {
    expect(accepts({ properties: { pattern: { type: 'string' }, $ref: { type: 'string' } } })).toBe(true)
  })

  it.each(['constructor', 'prototype'])('may not have a property named %s', (name) => {
    expect(accepts({ properties: { [name]: {} } })).toBe(false)
    expect(accepts({ required: [name] })).toBe(false)
  })

  it('never comes out with a property named __proto__', () => {
    expect(jsonSchemaSchema.parse(JSON.parse('{"properties": {"__proto__": {}}}'))).toEqual({ properties: {} })
    expect(accepts({ required: ['__proto__'] })).toBe(false)
  })

  it.each([
    ['no object', 5],
    ['true', true],
    ['a list', []],
    ['null', null],
    ['an unknown type', { type: 'date' }],
    ['no type of many', { type: [] }],
    ['a format that takes an expression', { format: 'regex' }],
    ['an unknown format', { format: 'phone' }],
    ['an empty choice', { enum: [] }],
    ['an empty union', { anyOf: [] }],
    ['a negative length', { maxLength: -1 }],
    ['half a length', { minItems: 0.5 }],
    ['a multiple of nothing', { multipleOf: 0 }],
    ['501 choices', { enum: Array.from({ length: 501 }, (_, index) => index) }],
    ['a property without a name', { properties: { '': {} } }],
  ])('may not be %s', (_what, schema) => {
    expect(accepts(schema)).toBe(false)
  })

  it('is at most 16 levels deep, counted by its schemas', () => {
    const wrap = (inner: object) => ({ properties: { a: inner } })
    expect(accepts(nestedBy(15, wrap))).toBe(true)
    expect(accepts(nestedBy(17, wrap))).toBe(false)
  })

  it('is refused by its depth before it is walked', () => {
    expect(jsonSchemaSchema.safeParse(nestedBy(3_000, (inner) => ({ not: inner }))).error?.issues).toEqual([
      expect.objectContaining({ message: 'A schema may be at most 16 levels deep', path: [] }),
    ])
  })

  it('has at most 2,000 nodes, values within it counted', () => {
    const wide = (count: number) => ({ examples: [Array.from({ length: count }, () => 0)] })
    expect(accepts(wide(1_900))).toBe(true)
    expect(accepts(wide(2_000))).toBe(false)
  })
})
