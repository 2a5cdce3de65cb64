import { describe, expect, it } from 'vitest'
import { formatJsonPath } from './json-path.ts'
import { JsonSyntaxError, parseJsonSource } from './json-source.ts'

const faultOf = (text: string): JsonSyntaxError => {
  try {
    parseJsonSource(text)
  } catch (error) {
    if (error instanceof JsonSyntaxError) return error
  }
  throw new Error(`${text} was accepted`)
}

describe('parseJsonSource', () => {
  it('answers the value and where its parts stand', () => {
    const source = parseJsonSource('{\n  "a": [1,\n    {"b": null}]\n}')
    expect(source.value).toEqual({ a: [1, { b: null }] })
    expect(source.positionOf(['a', 1, 'b'])).toEqual({ line: 3, column: 11 })
  })

  it('answers the nearest parent for a part that is not there', () => {
    const source = parseJsonSource('{"a":\n {}}')
    expect(source.positionOf(['a', 'missing', 3])).toEqual({ line: 2, column: 2 })
    expect(source.positionOf([])).toEqual({ line: 1, column: 1 })
  })

  it.each([
    ['', 1, 1, 'value is expected'],
    ['{"a": 1,}', 1, 9, 'property name'],
    ['{"a": 1 "b": 2}', 1, 9, 'comma'],
    ['[1, 2', 1, 6, 'not closed'],
    ['{"a": 1} 2', 1, 10, 'Nothing may follow'],
    ['{\n  // why\n  "a": 1}', 2, 3, 'no comments'],
    ['{"a": "x', 1, 7, 'not closed'],
    ["{'a': 1}", 1, 2, 'not a JSON value'],
  ])('refuses %j and says where', (text, line, column, message) => {
    const fault = faultOf(text)
    expect(fault.position).toEqual({ line, column })
    expect(fault.message).toContain(message)
  })

  it('refuses a key that appears twice in one object, however deep', () => {
    const fault = faultOf('{"a": {"b": 1,\n "b": 2}}')
    expect(fault.message).toContain('"b" appears twice')
    expect(fault.position).toEqual({ line: 2, column: 2 })
  })

  it('accepts the same key in two objects', () => {
    expect(parseJsonSource('[{"a": 1}, {"a": 2}]').value).toEqual([{ a: 1 }, { a: 2 }])
  })

  it('keeps __proto__ an ordinary key', () => {
    const { value } = parseJsonSource('{"__proto__": {"polluted": true}}')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('formatJsonPath', () => {
  it('quotes what is no plain word', () => {
    expect(formatJsonPath(['permissions', 0, 'scope', 'a b'])).toBe('$.permissions[0].scope["a b"]')
    expect(formatJsonPath([])).toBe('$')
  })
})
