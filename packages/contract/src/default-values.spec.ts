import { describe, expect, it } from 'vitest'
import { fillDefaults } from './default-values.ts'
import type { JsonSchema } from './json-schema.ts'

const order: JsonSchema = {
  type: 'object',
  properties: {
    limit: { type: 'integer', default: 10 },
    note: { type: 'string' },
    sort: { type: 'object', properties: { by: { default: 'name' }, descending: { default: false } } },
    items: { type: 'array', items: { type: 'object', properties: { count: { default: 1 } } } },
  },
}

describe('defaults', () => {
  it('fill in the properties that are missing, and no others', () => {
    expect(fillDefaults(order, {})).toEqual({ limit: 10 })
    expect(fillDefaults(order, { limit: 3, other: true })).toEqual({ limit: 3, other: true })
  })

  it('replace nothing that is there, not even null', () => {
    expect(fillDefaults(order, { limit: null })).toEqual({ limit: null })
  })

  it('are found in objects and lists that are there', () => {
    const value = { limit: 1, sort: { by: 'date' }, items: [{}, { count: 4 }, 'no object'] }
    expect(fillDefaults(order, value)).toEqual({
      limit: 1,
      sort: { by: 'date', descending: false },
      items: [{ count: 1 }, { count: 4 }, 'no object'],
    })
  })

  it('belong to the place of an item where places differ', () => {
    const part = (by: string): JsonSchema => ({ properties: { by: { default: by } } })
    const schema: JsonSchema = { prefixItems: [part('first')], items: part('later') }
    expect(fillDefaults(schema, [{}, {}])).toEqual([{ by: 'first' }, { by: 'later' }])
  })

  it('of every part that must hold fill in; those of alternatives do not', () => {
    const part = (name: string): JsonSchema => ({ properties: { [name]: { default: 1 } } })
    expect(fillDefaults({ allOf: [part('a'), part('b')] }, {})).toEqual({ a: 1, b: 1 })
    for (const alternative of ['anyOf', 'oneOf'] as const)
      expect(fillDefaults({ [alternative]: [part('a'), part('b')] }, {})).toEqual({})
  })

  it('are taken as they are written', () => {
    const schema: JsonSchema = {
      properties: { page: { default: {}, properties: { size: { default: 50 } } } },
    }
    expect(fillDefaults(schema, {})).toEqual({ page: {} })
  })

  it('leave the value as it was given', () => {
    const value = { sort: {} }
    fillDefaults(order, value)
    expect(value).toEqual({ sort: {} })
  })

  it('say nothing about what is no object', () => {
    for (const value of [null, 'text', 7, [1, 2]]) expect(fillDefaults(order, value)).toEqual(value)
  })
})
