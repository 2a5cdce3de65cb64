import type { JsonSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { schemaIssues } from '../operations/index.ts'
import { sampleOf } from './sample-input.ts'

const SAMPLES = { path: '/notes/sample.txt', id: '018f0000-0000-7000-8000-000000000000' }
const EXTENTS = ['least', 'most'] as const

const SCHEMAS: Record<string, JsonSchema> = {
  nothing: {},
  text: { type: 'string', minLength: 5, maxLength: 9 },
  'long text': { type: 'string', minLength: 300 },
  'no text at all': { type: 'string', maxLength: 0 },
  whole: { type: 'integer', minimum: 3, maximum: 7 },
  above: { type: 'integer', exclusiveMinimum: 3 },
  below: { type: 'integer', maximum: -4 },
  multiple: { type: 'integer', minimum: 1, multipleOf: 5 },
  fraction: { type: 'number', minimum: 0.25, maximum: 0.5 },
  choice: { enum: ['a', 'b'] },
  fixed: { const: { a: [1] } },
  'one of several types': { type: ['null', 'string'] },
  list: { type: 'array', items: { type: 'integer', minimum: 4 }, minItems: 3 },
  tuple: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'boolean' }], minItems: 2 },
  'object with required': {
    type: 'object',
    properties: { name: { type: 'string' }, age: { type: 'integer' } },
    required: ['name'],
    additionalProperties: false,
  },
  'either of two': {
    oneOf: [
      { type: 'object', properties: { id: { type: 'string', format: 'uuid' } }, required: ['id'] },
      { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] },
    ],
  },
  'all of two': {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: 'integer' } }, required: ['b'] },
    ],
  },
  example: { type: 'string', minLength: 20, examples: ['An example that is long enough'] },
}

describe.each(EXTENTS)('what a schema allows, with the %s', (extent) => {
  it.each(Object.entries(SCHEMAS))('%s', (_, schema) => {
    const value = sampleOf(schema, extent, SAMPLES)
    expect(schemaIssues(schema, value)).toEqual([])
  })
})

it('leaves out what is not required, or fills in everything', () => {
  const schema = SCHEMAS['object with required']!
  expect(Object.keys(sampleOf(schema, 'least', SAMPLES) as object)).toEqual(['name'])
  expect(Object.keys(sampleOf(schema, 'most', SAMPLES) as object)).toEqual(['name', 'age'])
})

it('names what is there in fields that ask for it', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: { filePath: { type: 'string' }, entry: { type: 'string', format: 'uuid' } },
  }
  expect(sampleOf(schema, 'most', SAMPLES)).toEqual({ filePath: SAMPLES.path, entry: SAMPLES.id })
})

it('gives an empty object where no schema asks for anything', () => {
  expect(sampleOf(undefined, 'least', SAMPLES)).toEqual({})
})

it('comes to an end in a schema that is deep', () => {
  let schema: JsonSchema = { type: 'string' }
  for (let depth = 0; depth < 16; depth += 1) schema = { type: 'array', items: schema, minItems: 2 }
  expect(sampleOf(schema, 'most', SAMPLES)).toBeInstanceOf(Array)
})
