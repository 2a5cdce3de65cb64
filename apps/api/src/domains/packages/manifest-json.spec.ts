import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseStrictJson } from './manifest-json.ts'
import { ManifestRefused } from './manifest.errors.ts'

function refusal(bytes: Uint8Array): ManifestRefused | null {
  try {
    parseStrictJson(bytes)
  } catch (error) {
    if (error instanceof ManifestRefused) return error
    throw error
  }
  return null
}

/** What is sent, the code, and the JSON path and message of each issue. */
type Case = readonly [
  name: string,
  text: string,
  code: string,
  ...issues: (readonly [path: string, message: string | RegExp])[],
]

const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
const expected = (message: string | RegExp): unknown =>
  message instanceof RegExp ? expect.stringMatching(message) : message

const NOT_JSON: Case[] = [
  ['nothing', '', 'manifest_not_json', ['$', /^A value belongs here.*line 1, column 1/]],
  ['a text file', 'hello', 'manifest_not_json', ['$', 'An unknown word (line 1, column 1)']],
  ['a byte order mark', `\ufeff{}`, 'manifest_not_json', ['$', /byte order mark/]],
  ['UTF-16', Buffer.from('{}', 'utf16le').toString('latin1'), 'manifest_not_json', ['$', /line 1, column 2/]],
  ['a comment', '{\n  // name\n}', 'manifest_not_json', ['$', 'JSON has no comments (line 2, column 3)']],
  ['a block comment', '{ /* name */ }', 'manifest_not_json', ['$', 'JSON has no comments (line 1, column 3)']],
  ['a comma too many in an object', '{"a": 1,\n}', 'manifest_not_json', ['$', /^A field name.*line 2, column 1/]],
  ['a comma too many in a list', '{"a": [1,]}', 'manifest_not_json', ['$', /^A value belongs here.*column 10/]],
  ['a comma missing', '{"a": 1 "b": 2}', 'manifest_not_json', ['$', 'A comma is missing (line 1, column 9)']],
  ['a colon missing', '{"a" 1}', 'manifest_not_json', ['$', 'A colon is missing (line 1, column 6)']],
  ['single quotes', "{'a': 1}", 'manifest_not_json', ['$', 'An unknown word (line 1, column 2)']],
  ['a bare field name', '{a: 1}', 'manifest_not_json', ['$', 'An unknown word (line 1, column 2)']],
  ['text that does not end', '{"a": "b', 'manifest_not_json', ['$', /^The text does not end.*column 7/]],
  ['an object that does not end', '{"a": 1', 'manifest_not_json', ['$', /^A closing } is missing/]],
  ['a tab within text', '{"a": "\t"}', 'manifest_not_json', ['$', /^A control character.*column 7/]],
  ['an unknown escape', '{"a": "\\x41"}', 'manifest_not_json', ['$', /^An unknown escape/]],
  ['a number with a leading zero', '{"a": 01}', 'manifest_not_json', ['$', /column 8/]],
  ['a number without digits behind the point', '{"a": 1.}', 'manifest_not_json', ['$', /^The number does not end/]],
  ['NaN', '{"a": NaN}', 'manifest_not_json', ['$', 'An unknown word (line 1, column 7)']],
  ['a no-break space between values', '{"a":\u00a01}', 'manifest_not_json', ['$', /column 6/]],
  ['a second object behind the first', '{} {}', 'manifest_not_json', ['$', /^Something follows.*column 4/]],
]

const STRICTER_THAN_JSON: Case[] = [
  [
    'a field twice',
    '{"id": 1,\n "id": 2}',
    'manifest_duplicate_key',
    ['$.id', '"id" appears twice. Keep one of them (line 2, column 2)'],
  ],
  ['a field twice, once by escapes', '{"id": 1, "\\u0069d": 2}', 'manifest_duplicate_key', ['$.id', /appears twice/]],
  [
    'a field twice deep down',
    '{"a": [{"b": {}}, {"c": 1, "c": 2}]}',
    'manifest_duplicate_key',
    ['$.a[1].c', /appears twice/],
  ],
  [
    'fields twice in two places',
    '{"a": 1, "a": {"b": 1, "b": 2}}',
    'manifest_duplicate_key',
    ['$.a', /twice/],
    ['$.a.b', /twice/],
  ],
  ['__proto__', '{"__proto__": {}}', 'manifest_invalid', ['$.__proto__', /reserved/]],
  ['constructor deep down', '{"a": {"constructor": {}}}', 'manifest_invalid', ['$.a.constructor', /reserved/]],
  ['prototype by escapes', '{"\\u0070rototype": 1}', 'manifest_invalid', ['$.prototype', /reserved/]],
  ['a zero character', '{"a": ["\\u0000"]}', 'manifest_invalid', ['$.a[0]', /zero character/]],
  ['half of a surrogate pair', '{"a": "\\ud83d"}', 'manifest_invalid', ['$.a', /surrogate/]],
  ['a number beyond all numbers', '{"a": 1e999}', 'manifest_invalid', ['$.a', /too large/]],
  ['65 levels', nested(65), 'manifest_too_large', ['$', /64 levels/]],
  ['100,000 levels', nested(100_000), 'manifest_too_large', ['$', /64 levels/]],
  ['more than 256 KiB', `"${'x'.repeat(256 * 1024)}"`, 'manifest_too_large', ['$', /256 KiB/]],
]

describe('parseStrictJson', () => {
  it('reads JSON', () => {
    const value = { a: [1, -0.5e3, true, null, 'ä€😀\u001f"'], 'b c': { d: {}, e: [] } }
    expect(parseStrictJson(Buffer.from(JSON.stringify(value, null, 2)))).toEqual(value)
  })

  it('reads 64 levels', () => {
    expect(refusal(Buffer.from(nested(64)))).toBeNull()
  })

  const cases = [...NOT_JSON, ...STRICTER_THAN_JSON]
  it.each(cases.map(([name, text, code, ...issues]) => ({ name, text, code, issues })))(
    'points at $name',
    ({ text, code, issues }) => {
      expect(refusal(Buffer.from(text))).toMatchObject({
        code,
        issues: issues.map(([path, message]) => ({ path, message: expected(message) })),
      })
    },
  )

  it('refuses bytes that are not UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      code: 'manifest_not_json',
      issues: [{ path: '$' }],
    })
  })

  it('agrees with JSON.parse on what is JSON, and never refuses without an issue', () => {
    const unit = fc.constantFrom(...'{}[]",:0123456789-+.eE \\u/*tfn\n'.split(''))
    const outcomes = new Set<string>()
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string({ unit })), (text) => {
        const refused = refusal(Buffer.from(text))
        outcomes.add(refused?.code ?? 'read')
        if (refused) expect(refused.issues.length).toBeGreaterThan(0)
        if (refused?.code === 'manifest_not_json') expect(() => JSON.parse(text)).toThrow(SyntaxError)
        else expect(() => JSON.parse(text)).not.toThrow()
      }),
      { seed: 11, numRuns: 3_000 },
    )
    expect(outcomes).toContain('read')
    expect(outcomes).toContain('manifest_not_json')
  })
})
