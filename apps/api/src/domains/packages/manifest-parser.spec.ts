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

const encode = (manifest: unknown) => Buffer.from(JSON.stringify(manifest))

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

/** What is sent, and the JSON path and message of each issue. */
type Case = readonly [name: string, manifest: unknown, ...issues: (readonly [path: string, message: string | RegExp])[]]

const operation = (input: unknown) => ({ ...MINIMAL, operations: [{ type: 'query', name: 'a', export: 'a', input }] })
const permission = (request: unknown) => ({ ...MINIMAL, permissions: [request] })

const CASES: Case[] = [
  ['a list', [], ['$', 'Expected an object, not a list']],
  ['null', null, ['$', 'Expected an object, not null']],
  ['a missing field', { ...MINIMAL, name: undefined }, ['$.name', 'Required: text']],
  ['a missing choice', { ...MINIMAL, abi: undefined }, ['$.abi', 'Required: one of core, js']],
  [
    'an unknown field',
    { ...MINIMAL, permisions: [] },

    ['$.permisions', 'Unknown field "permisions". Did you mean "permissions"?'],
  ],
  [
    'two unknown fields',
    { ...MINIMAL, foo: 1, 'a\u202eb': 1 },

    ['$.foo', 'Unknown field "foo"'],
    ['$["a\\u{202e}b"]', 'Unknown field "a\\u{202e}b"'],
  ],
  ['a field of another type', { ...MINIMAL, name: 5 }, ['$.name', 'Expected text, not a number']],
  ['an id in upper case', { ...MINIMAL, id: 'Finance' }, ['$.id', /lower-case letters/]],
  ['a name that is too short', { ...MINIMAL, name: 'F' }, ['$.name', 'At least 2 characters']],
  [
    'a name that turns the direction',
    { ...MINIMAL, name: 'a\u202eb' },

    ['$.name', /direction-changing/],
  ],
  ['a version without a patch', { ...MINIMAL, version: '1.0' }, ['$.version', /semantic/]],
  [
    'a misspelt choice',
    { ...MINIMAL, abi: 'cor' },

    ['$.abi', 'Expected one of core, js. Did you mean core?'],
  ],
  ['an entry outside', { ...MINIMAL, entry: '../main.js' }, ['$.entry', /relative path/]],
  [
    'an address that runs',
    { ...MINIMAL, homepage: 'javascript:alert(1)' },

    ['$.homepage', /https/],
  ],
  [
    'too many keywords',
    { ...MINIMAL, keywords: Array(11).fill('word') },

    ['$.keywords', 'At most 10 items'],
  ],
  [
    'limits beyond what there is',
    { ...MINIMAL, limits: { memoryMiB: 512, deadlineMs: 0.5 } },

    ['$.limits.memoryMiB', 'At most 256'],
    ['$.limits.deadlineMs', 'Expected a whole number'],
  ],
  ['a price', { ...MINIMAL, pricing: { model: 'paid' } }, ['$.pricing.model', 'Expected free']],
  [
    'a permission without a reason',
    permission({ id: 'database' }),

    ['$.permissions[0].reason', 'Required: text'],
  ],
  [
    'a reason that is too short',
    permission({ id: 'database', reason: '?' }),

    ['$.permissions[0].reason', 'At least 3 characters'],
  ],
  [
    'a misspelt permission',
    permission({ id: 'entries.raed', reason: 'To read' }),

    ['$.permissions[0].id', /Did you mean entries\.read\?$/],
  ],
  [
    'a permission without an id',
    permission({ reason: 'To read' }),

    ['$.permissions[0].id', /^Required: one of entries\.read, /],
  ],
  [
    'a permission twice',
    { ...MINIMAL, permissions: [1, 2].map(() => ({ id: 'database', reason: 'To keep' })) },

    ['$.permissions[1]', 'The permission database appears twice'],
  ],
  [
    'hosts left out',
    permission({ id: 'network', reason: 'To ask' }),

    ['$.permissions[0].scope', 'Required: an object'],
  ],
  [
    'an address for a host',
    permission({ id: 'network', reason: 'To ask', scope: { hosts: ['127.0.0.1'] } }),

    ['$.permissions[0].scope.hosts[0]', /domain name/],
  ],
  [
    'a path pattern that climbs',
    permission({ id: 'entries.read', reason: 'To read', scope: { paths: ['/a', '/a/../b'] } }),

    ['$.permissions[0].scope.paths[1]', /path pattern/],
  ],
  [
    'a misspelt scope',
    permission({ id: 'entries.read', reason: 'To read', scope: { path: [] } }),

    ['$.permissions[0].scope.path', 'Unknown field "path". Did you mean "paths"?'],
  ],
  [
    'an operation twice',
    { ...MINIMAL, operations: ['query', 'action'].map((type) => ({ type, name: 'a', export: 'a' })) },

    ['$.operations[1]', 'The operation a appears twice'],
  ],
  [
    'an operation named like another extension',
    { ...MINIMAL, operations: [{ type: 'query', name: 'other:a', export: 'a' }] },

    ['$.operations[0].name', /lower-case words/],
  ],
  [
    'a job without a name',
    { ...MINIMAL, jobs: [{ export: 'a' }] },

    ['$.jobs[0].name', 'Required: text'],
  ],
  [
    'a schema that is none',
    operation(5),

    ['$.operations[0].input', 'Expected an object, not a number'],
  ],
  [
    'a reference in a schema',
    operation({ $ref: '#' }),

    ['$.operations[0].input.$ref', 'Unknown field "$ref"'],
  ],
  [
    'a pattern deep in a schema',
    operation({ anyOf: [{ properties: { 'a b': { pattern: 'x' } } }] }),

    ['$.operations[0].input.anyOf[0].properties["a b"].pattern', 'Unknown field "pattern"'],
  ],
  [
    'a misspelt type in a schema',
    operation({ type: 'objekt' }),

    ['$.operations[0].input.type', /Did you mean object\?$/],
  ],
  [
    'a misspelt type in a list of types',
    operation({ type: ['object', 'strng'] }),

    ['$.operations[0].input.type[1]', /Did you mean string\?$/],
  ],
  [
    'a mistake in the schema of other fields',
    operation({ additionalProperties: { minimun: 1 } }),

    ['$.operations[0].input.additionalProperties.minimun', 'Unknown field "minimun". Did you mean "minimum"?'],
  ],
]

const expected = (message: string | RegExp): unknown =>
  message instanceof RegExp ? expect.stringMatching(message) : message

describe('parseManifest, of what is wrong', () => {
  it.each(CASES.map(([name, manifest, ...issues]) => ({ name, manifest, issues })))(
    'points at $name',
    ({ manifest, issues }) => {
      const refused = refusal(encode(manifest))
      expect(refused.code).toBe('manifest_invalid')
      expect(refused.issues).toEqual(issues.map(([path, message]) => ({ path, message: expected(message) })))
    },
  )

  it('lists at most 100 issues', () => {
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]))
    expect(refusal(encode({ ...MINIMAL, ...fields })).issues).toHaveLength(100)
  })
})
