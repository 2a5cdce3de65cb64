import { describe, expect, it } from 'vitest'
import { findUnstorable, isStorableText } from './storable-json.ts'

const nested = (levels: number): unknown => Array.from({ length: levels }).reduce((inner) => [inner], 'x')

describe('JSON that is to be stored', () => {
  it.each([[null], [true], [-1.5e300], ['ä🙂'], [[]], [{ a: [{ b: 'c' }] }], [nested(32)]])('may be %j', (value) => {
    expect(findUnstorable(value)).toBeNull()
  })

  it.each([
    ['a zero character', 'a\u0000'],
    ['a zero character in a name', { 'a\u0000': 1 }],
    ['half of a surrogate pair', [{ a: '\ud800' }]],
    ['more than 32 levels', nested(33)],
    ['nesting without end', nested(100_000)],
  ])('may not have %s', (_, value) => {
    expect(findUnstorable(value)).toMatch(/zero character|32 levels/)
  })
})

it('finds text that a database can keep', () => {
  expect(['', 'plain', 'ä🙂\n'].every(isStorableText)).toBe(true)
  expect(['\u0000', 'a\udc00b'].some(isStorableText)).toBe(false)
})
