import { describe, expect, it } from 'vitest'
import { resolveOperation } from './operation-name.ts'

describe('resolveOperation', () => {
  it.each([
    ['query', 'hello:greet', 'query:hello:greet.v1'],
    ['action', 'hello:remember', 'action:hello:remember.input.v1'],
    ['query', 'entries.list', 'query:entries.list.v1'],
    ['action', 'entries.write_sidecar', 'action:entries.write_sidecar.input.v1'],
    ['query', 'query:hello:greet.v1', 'query:hello:greet.v1'],
    ['action', 'action:jobs.dispatch.input.v1', 'action:jobs.dispatch.input.v1'],
  ] as const)('takes the %s %s for %s', (type, text, expected) => {
    expect(resolveOperation(type, text)).toBe(expected)
  })

  it('says which command takes an operation of the other type', () => {
    expect(() => resolveOperation('query', 'action:hello:remember.input.v1')).toThrow('is an action')
    expect(() => resolveOperation('action', 'query:entries.list.v1')).toThrow('is a query')
  })

  it.each(['', 'greet', 'Hello:greet', 'hello:', 'a:b:c', 'query:hello:greet.v2', 'entries..list'])(
    'refuses %j',
    (text) => {
      expect(() => resolveOperation('query', text)).toThrow('not the name of an operation')
    },
  )
})
