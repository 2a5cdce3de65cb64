import type { JsonSchema } from '@grantry/contract'
import { describe, expect, it } from 'vitest'
import { fieldShape, initialValue, propertyLabel, propertyPath, withProperty } from './schema-field.model.ts'

describe('the control of a schema', () => {
  const cases: [string, JsonSchema, ReturnType<typeof fieldShape>][] = [
    ['a string', { type: 'string' }, { kind: 'text', format: undefined, long: false }],
    ['a date', { type: 'string', format: 'date' }, { kind: 'text', format: 'date', long: false }],
    ['a long string', { type: 'string', maxLength: 5000 }, { kind: 'text', format: undefined, long: true }],
    ['an integer', { type: 'integer' }, { kind: 'number', step: 1 }],
    ['a number', { type: 'number' }, { kind: 'number', step: 'any' }],
    ['a boolean', { type: 'boolean' }, { kind: 'switch' }],
    ['an enum', { enum: ['en', 'de'] }, { kind: 'choice', options: ['en', 'de'] }],
    ['a union of constants', { anyOf: [{ const: 1 }, { const: 2 }] }, { kind: 'choice', options: [1, 2] }],
    ['a constant', { const: null }, { kind: 'constant', value: null }],
    ['an array', { type: 'array', items: { type: 'string' } }, { kind: 'list', items: { type: 'string' } }],
    ['a tuple', { type: 'array', prefixItems: [{ type: 'string' }] }, { kind: 'json' }],
    ['a free object', { type: 'object' }, { kind: 'json' }],
    ['a union of types', { type: ['string', 'null'] }, { kind: 'json' }],
    ['a combination', { type: 'string', not: { const: 'x' } }, { kind: 'json' }],
    ['nothing at all', {}, { kind: 'json' }],
  ]
  it.each(cases)('fits %s', (_, schema, shape) => {
    expect(fieldShape(schema)).toEqual(shape)
  })

  it('lists the properties of an object in their order, marking the required ones', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: { b: { type: 'string' }, a: { type: 'number' } },
      required: ['a'],
    }
    expect(fieldShape(schema)).toEqual({
      kind: 'object',
      properties: [
        { name: 'b', schema: { type: 'string' }, required: false },
        { name: 'a', schema: { type: 'number' }, required: true },
      ],
    })
  })
})

describe('the first value of a form', () => {
  it('holds defaults, required switches, lists and objects, and leaves the rest out', () => {
    const schema: JsonSchema = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        count: { type: 'integer', default: 3 },
        loud: { type: 'boolean' },
        quiet: { type: 'boolean' },
        tags: { type: 'array', items: { type: 'string' } },
        kind: { const: 'note' },
        inner: { type: 'object', properties: { deep: { type: 'boolean' } }, required: ['deep'] },
        maybe: { type: 'object', properties: {} },
      },
      required: ['name', 'loud', 'tags', 'kind', 'inner'],
    }
    expect(initialValue(schema)).toEqual({ count: 3, loud: false, tags: [], kind: 'note', inner: { deep: false } })
  })

  it('has as many items as a list needs', () => {
    expect(initialValue({ type: 'array', items: { type: 'boolean' }, minItems: 2 })).toEqual([false, false])
  })

  it('is absent when nothing is known of it', () => {
    expect(initialValue({})).toBeUndefined()
  })
})

describe('editing an object', () => {
  it('sets a property and keeps the others', () => {
    expect(withProperty({ a: 1 }, 'b', 2)).toEqual({ a: 1, b: 2 })
  })

  it('leaves out a property that has no value', () => {
    expect(withProperty({ a: 1, b: 2 }, 'a', undefined)).toEqual({ b: 2 })
  })

  it('starts afresh where there was no object', () => {
    expect(withProperty(undefined, 'a', 1)).toEqual({ a: 1 })
  })
})

it('reads property names as words', () => {
  expect([propertyLabel('max_items'), propertyLabel('postalCode'), propertyLabel('id')]).toEqual([
    'Max items',
    'Postal code',
    'Id',
  ])
})

it('writes paths as the server does', () => {
  expect([propertyPath('$', 'name'), propertyPath('$', 'odd name')]).toEqual(['$.name', '$["odd name"]'])
})
