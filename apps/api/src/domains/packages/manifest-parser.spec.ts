import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseManifest } from './manifest-parser.ts'
import { ManifestRefused } from './manifest.errors.ts'

const MINIMAL = {
  id: 'finance',
  name: 'Finance',
  version: '1.0.0',
  description: 'Reads receipts',
  abi: 'js',
  entry: 'main.js',
  permissions: [],
}

const encode = (manifest: unknown) => Buffer.from(typeof manifest === 'string' ? manifest : JSON.stringify(manifest))

function refusal(bytes: Uint8Array | undefined): ManifestRefused {
  try {
    parseManifest(bytes)
  } catch (error) {
    if (error instanceof ManifestRefused) return error
    throw error
  }
  throw new Error('The manifest was accepted')
}

describe('parseManifest', () => {
  it('fills in the defaults of what is left out', () => {
    expect(parseManifest(encode(MINIMAL))).toEqual({
      ...MINIMAL,
      categories: [],
      keywords: [],
      screenshots: [],
      limits: { fuel: 1_000_000_000, memoryMiB: 16, deadlineMs: 5_000 },
      operations: [],
      jobs: [],
    })
  })

  it('keeps what is given', () => {
    const given = {
      ...MINIMAL,
      license: 'Apache-2.0',
      categories: ['finance'],
      limits: { fuel: 5, memoryMiB: 64, deadlineMs: 100 },
      permissions: [
        {
          id: 'network',
          scope: { hosts: ['api.example.org'], methods: ['GET'] },
          reason: 'Asks for rates',
          optional: true,
        },
      ],
      operations: [
        {
          type: 'query',
          name: 'balance',
          export: 'balance',
          input: { type: 'object', properties: { a: { type: 'string' } } },
        },
      ],
    }
    expect(parseManifest(encode(given))).toMatchObject(given)
  })

  it('says that there is none', () => {
    expect(refusal(undefined)).toMatchObject({ code: 'manifest_missing', issues: [] })
  })
})

/** What is sent, the code, and the JSON path and message of each issue. */
type Case = readonly [
  name: string,
  manifest: unknown,
  code: string,
  ...issues: (readonly [path: string, message: string | RegExp])[],
]

const operation = (input: unknown) => ({ ...MINIMAL, operations: [{ type: 'query', name: 'a', export: 'a', input }] })
const permission = (request: unknown) => ({ ...MINIMAL, permissions: [request] })
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`

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

const WRONG_CONTENT: Case[] = [
  ['a list', [], 'manifest_invalid', ['$', 'Expected an object, not a list']],
  ['null', 'null', 'manifest_invalid', ['$', 'Expected an object, not null']],
  ['a missing field', { ...MINIMAL, name: undefined }, 'manifest_invalid', ['$.name', 'Required: text']],
  ['a missing choice', { ...MINIMAL, abi: undefined }, 'manifest_invalid', ['$.abi', 'Required: one of core, js']],
  [
    'an unknown field',
    { ...MINIMAL, permisions: [] },
    'manifest_invalid',
    ['$.permisions', 'Unknown field "permisions". Did you mean "permissions"?'],
  ],
  [
    'two unknown fields',
    { ...MINIMAL, foo: 1, 'a\u202eb': 1 },
    'manifest_invalid',
    ['$.foo', 'Unknown field "foo"'],
    ['$["a\\u{202e}b"]', 'Unknown field "a\\u{202e}b"'],
  ],
  ['a field of another type', { ...MINIMAL, name: 5 }, 'manifest_invalid', ['$.name', 'Expected text, not a number']],
  ['an id in upper case', { ...MINIMAL, id: 'Finance' }, 'manifest_invalid', ['$.id', /lower-case letters/]],
  ['a name that is too short', { ...MINIMAL, name: 'F' }, 'manifest_invalid', ['$.name', 'At least 2 characters']],
  [
    'a name that turns the direction',
    { ...MINIMAL, name: 'a\u202eb' },
    'manifest_invalid',
    ['$.name', /direction-changing/],
  ],
  ['a version without a patch', { ...MINIMAL, version: '1.0' }, 'manifest_invalid', ['$.version', /semantic/]],
  [
    'a misspelt choice',
    { ...MINIMAL, abi: 'cor' },
    'manifest_invalid',
    ['$.abi', 'Expected one of core, js. Did you mean core?'],
  ],
  ['an entry outside', { ...MINIMAL, entry: '../main.js' }, 'manifest_invalid', ['$.entry', /relative path/]],
  [
    'an address that runs',
    { ...MINIMAL, homepage: 'javascript:alert(1)' },
    'manifest_invalid',
    ['$.homepage', /https/],
  ],
  [
    'too many keywords',
    { ...MINIMAL, keywords: Array(11).fill('word') },
    'manifest_invalid',
    ['$.keywords', 'At most 10 items'],
  ],
  [
    'limits beyond what there is',
    { ...MINIMAL, limits: { memoryMiB: 512, deadlineMs: 0.5 } },
    'manifest_invalid',
    ['$.limits.memoryMiB', 'At most 256'],
    ['$.limits.deadlineMs', 'Expected a whole number'],
  ],
  ['a price', { ...MINIMAL, pricing: { model: 'paid' } }, 'manifest_invalid', ['$.pricing.model', 'Expected free']],
  [
    'a permission without a reason',
    permission({ id: 'database' }),
    'manifest_invalid',
    ['$.permissions[0].reason', 'Required: text'],
  ],
  [
    'a reason that is too short',
    permission({ id: 'database', reason: '?' }),
    'manifest_invalid',
    ['$.permissions[0].reason', 'At least 3 characters'],
  ],
  [
    'a misspelt permission',
    permission({ id: 'entries.raed', reason: 'To read' }),
    'manifest_invalid',
    ['$.permissions[0].id', /Did you mean entries\.read\?$/],
  ],
  [
    'a permission without an id',
    permission({ reason: 'To read' }),
    'manifest_invalid',
    ['$.permissions[0].id', /^Required: one of entries\.read, /],
  ],
  [
    'a permission twice',
    { ...MINIMAL, permissions: [1, 2].map(() => ({ id: 'database', reason: 'To keep' })) },
    'manifest_invalid',
    ['$.permissions[1]', 'The permission database appears twice'],
  ],
  [
    'hosts left out',
    permission({ id: 'network', reason: 'To ask' }),
    'manifest_invalid',
    ['$.permissions[0].scope', 'Required: an object'],
  ],
  [
    'an address for a host',
    permission({ id: 'network', reason: 'To ask', scope: { hosts: ['127.0.0.1'] } }),
    'manifest_invalid',
    ['$.permissions[0].scope.hosts[0]', /domain name/],
  ],
  [
    'a path pattern that climbs',
    permission({ id: 'entries.read', reason: 'To read', scope: { paths: ['/a', '/a/../b'] } }),
    'manifest_invalid',
    ['$.permissions[0].scope.paths[1]', /path pattern/],
  ],
  [
    'a misspelt scope',
    permission({ id: 'entries.read', reason: 'To read', scope: { path: [] } }),
    'manifest_invalid',
    ['$.permissions[0].scope.path', 'Unknown field "path". Did you mean "paths"?'],
  ],
  [
    'an operation twice',
    { ...MINIMAL, operations: ['query', 'action'].map((type) => ({ type, name: 'a', export: 'a' })) },
    'manifest_invalid',
    ['$.operations[1]', 'The operation a appears twice'],
  ],
  [
    'an operation named like another extension',
    { ...MINIMAL, operations: [{ type: 'query', name: 'other:a', export: 'a' }] },
    'manifest_invalid',
    ['$.operations[0].name', /lower-case words/],
  ],
  [
    'a job without a name',
    { ...MINIMAL, jobs: [{ export: 'a' }] },
    'manifest_invalid',
    ['$.jobs[0].name', 'Required: text'],
  ],
  [
    'a schema that is none',
    operation(5),
    'manifest_invalid',
    ['$.operations[0].input', 'Expected an object, not a number'],
  ],
  [
    'a reference in a schema',
    operation({ $ref: '#' }),
    'manifest_invalid',
    ['$.operations[0].input.$ref', 'Unknown field "$ref"'],
  ],
  [
    'a pattern deep in a schema',
    operation({ anyOf: [{ properties: { 'a b': { pattern: 'x' } } }] }),
    'manifest_invalid',
    ['$.operations[0].input.anyOf[0].properties["a b"].pattern', 'Unknown field "pattern"'],
  ],
  [
    'a misspelt type in a schema',
    operation({ type: 'objekt' }),
    'manifest_invalid',
    ['$.operations[0].input.type', /Did you mean object\?$/],
  ],
  [
    'a misspelt type in a list of types',
    operation({ type: ['object', 'strng'] }),
    'manifest_invalid',
    ['$.operations[0].input.type[1]', /Did you mean string\?$/],
  ],
  [
    'a mistake in the schema of other fields',
    operation({ additionalProperties: { minimun: 1 } }),
    'manifest_invalid',
    ['$.operations[0].input.additionalProperties.minimun', 'Unknown field "minimun". Did you mean "minimum"?'],
  ],
]

const expected = (message: string | RegExp): unknown =>
  message instanceof RegExp ? expect.stringMatching(message) : message

describe('parseManifest, of what is wrong', () => {
  const cases = [...NOT_JSON, ...STRICTER_THAN_JSON, ...WRONG_CONTENT]
  it.each(cases.map(([name, manifest, code, ...issues]) => ({ name, manifest, code, issues })))(
    'points at $name',
    ({ manifest, code, issues }) => {
      const refused = refusal(encode(manifest))
      expect(refused.code).toBe(code)
      expect(refused.issues).toEqual(issues.map(([path, message]) => ({ path, message: expected(message) })))
    },
  )

  it('refuses bytes that are not UTF-8', () => {
    expect(refusal(Buffer.from([0x22, 0xff, 0x22]))).toMatchObject({
      code: 'manifest_not_json',
      issues: [{ path: '$' }],
    })
  })

  it('lists at most 100 issues', () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]))
    expect(refusal(encode({ ...MINIMAL, ...fields })).issues).toHaveLength(100)
  })

  it('agrees with JSON.parse on what is JSON, and never refuses without an issue', () => {
    const text = fc.oneof(
      fc.json(),
      fc.string({ unit: fc.constantFrom(...'{}[]",:0123456789-+.eE \\u/*tfn\n'.split('')) }),
    )
    fc.assert(
      fc.property(text, (source) => {
        const { code, issues } = refusal(encode(source))
        expect(issues.length).toBeGreaterThan(0)
        if (code === 'manifest_not_json') expect(() => JSON.parse(source)).toThrow(SyntaxError)
        if (code === 'manifest_invalid') expect(() => JSON.parse(source)).not.toThrow()
      }),
      { seed: 11, numRuns: 3_000 },
    )
  })
})
