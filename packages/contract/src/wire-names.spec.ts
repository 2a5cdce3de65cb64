import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coreOperationName, extensionOperationName, parseWireName, qualifiedName } from './wire-names.ts'

describe('parseWireName', () => {
  it.each([
    ['query:finance:balance.v1', { kind: 'extension', type: 'query', extension: 'finance', name: 'balance' }],
    [
      'action:finance:add_entry.input.v1',
      { kind: 'extension', type: 'action', extension: 'finance', name: 'add_entry' },
    ],
    ['query:test.ping.v1', { kind: 'core', type: 'query', name: 'test.ping' }],
    ['action:entries.write_sidecar.input.v1', { kind: 'core', type: 'action', name: 'entries.write_sidecar' }],
    ['finance:balance', { kind: 'alias', extension: 'finance', name: 'balance' }],
    ['word-stats:count-words', { kind: 'alias', extension: 'word-stats', name: 'count-words' }],
  ])('reads %s', (text, expected) => {
    expect(parseWireName(text)).toEqual(expected)
  })

  it.each([
    ['nothing', ''],
    ['a bare word', 'balance'],
    ['a query without its suffix', 'query:finance:balance'],
    ['a query with the suffix of an action', 'query:finance:balance.input.v1'],
    ['an action with the suffix of a query', 'action:finance:balance.v1'],
    ['another version', 'query:finance:balance.v2'],
    ['another kind', 'mutation:finance:balance.v1'],
    ['upper case', 'query:Finance:balance.v1'],
    ['an upper-case kind', 'Query:finance:balance.v1'],
    ['a core name without a dot', 'query:ping.v1'],
    ['a core name that begins with a dot', 'query:.ping.v1'],
    ['a core name with an empty segment', 'query:test..ping.v1'],
    ['a core name in an extension', 'query:finance:entries.get.v1'],
    ['an alias that spells a core name', 'entries.get:x'],
    ['an alias with the suffix', 'finance:balance.v1'],
    ['an empty extension', 'query::balance.v1'],
    ['an empty name', 'query:finance:.v1'],
    ['nothing between the colons', ':'],
    ['a forged prefix', 'query:finance:query:other:balance.v1'],
    ['a forged prefix in an alias', 'finance:other:balance'],
    ['a wildcard', 'query:finance:*.v1'],
    ['a wildcard for the extension', 'query:*:balance.v1'],
    ['a path', 'query:finance/../other:balance.v1'],
    ['a zero byte', 'query:finance:balance\u0000.v1'],
    ['a zero byte behind', 'query:finance:balance.v1\u0000'],
    ['a line break behind', 'finance:balance\n'],
    ['a space', ' finance:balance'],
    ['a full-width colon', 'finance：balance'],
    ['a Cyrillic letter', 'finаnce:balance'],
    ['a full-width letter', 'finance:ｂalance'],
    ['a letter with an accent', 'finance:balancé'],
    ['a zero-width space', 'finance\u200b:balance'],
    ['a soft hyphen', 'fin\u00adance:balance'],
    ['__proto__', '__proto__:balance'],
    ['a doubled hyphen', 'word--stats:count'],
    ['a leading digit', '1finance:balance'],
    ['a long extension', `${'x'.repeat(65)}:balance`],
    ['a long name', `finance:${'x'.repeat(65)}`],
    ['a very long text', `query:${'a.'.repeat(50_000)}a.v1`],
  ])('refuses %s', (_what, text) => {
    expect(parseWireName(text)).toBeNull()
  })

  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  const slug = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'))
  const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('_'))
  const type = fc.constantFrom('query', 'action')

  it('reads back every name that is written', () => {
    fc.assert(
      fc.property(type, slug, name, (kind, extension, operation) => {
        const full = parseWireName(extensionOperationName(kind, extension, operation))
        expect(full).toEqual({ kind: 'extension', type: kind, extension, name: operation })
        expect(parseWireName(qualifiedName(extension, operation))).toEqual({
          kind: 'alias',
          extension,
          name: operation,
        })
      }),
      { seed: 1 },
    )
  })

  it('never takes the name of an extension for a core name, nor the other way round', () => {
    const core = fc.tuple(name, name).map((parts) => parts.join('.'))
    fc.assert(
      fc.property(type, slug, name, core, (kind, extension, operation, coreName) => {
        expect(parseWireName(coreOperationName(kind, coreName))).toEqual({ kind: 'core', type: kind, name: coreName })
        expect(extensionOperationName(kind, extension, operation)).not.toBe(coreOperationName(kind, coreName))
      }),
      { seed: 2 },
    )
  })

  it('reads nothing but ASCII words, digits and separators', () => {
    const text = fc.string({
      unit: fc.constantFrom('query:', 'action:', '.v1', '.input.v1', 'a', 'B', '1', ':', '.', '-', '_', 'é', '\u0000'),
    })
    fc.assert(
      fc.property(text, (source) => {
        if (parseWireName(source) !== null) expect(source).toMatch(/^[a-z0-9:._-]+$/)
      }),
      { seed: 3, numRuns: 5_000 },
    )
  })
})
