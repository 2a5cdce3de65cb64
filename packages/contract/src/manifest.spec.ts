import { Validator } from '@cfworker/json-schema'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { manifestJsonSchema, manifestSchema } from './manifest.ts'

const MINIMAL = {
  id: 'finance',
  name: 'Finance',
  version: '1.0.0',
  description: 'Reads receipts',
  abi: 'js',
  entry: 'main.js',
  permissions: [],
}

const FULL = {
  $schema: 'https://example.org/schemas/extension.json',
  ...MINIMAL,
  version: '2.0.0-beta.1',
  abi: 'core',
  entry: 'dist/finance.wasm',
  license: 'Apache-2.0',
  homepage: 'https://example.org/finance?from=store#top',
  repository: 'http://example.org/finance.git',
  categories: ['finance', 'documents'],
  keywords: ['receipts', 'Größe'],
  icon: 'assets/icon.png',
  screenshots: ['assets/one.png', 'assets/two@2x.webp'],
  readme: 'docs/README.md',
  changelog: 'docs/CHANGELOG.md',
  permissions: [
    { id: 'entries.read', scope: { paths: ['/receipts/**'] }, reason: 'Reads your receipts' },
    { id: 'entries.write', reason: 'Files them', optional: true },
    { id: 'network', scope: { hosts: ['*.example.org:8443'], methods: ['GET', 'POST'] }, reason: 'Asks for rates' },
    { id: 'credentials.read', scope: { names: ['bank'] }, reason: 'Signs in' },
    { id: 'database', scope: { quotaMiB: 1 }, reason: 'Keeps totals' },
    { id: 'jobs.run', scope: { jobs: ['finance:scan'] }, reason: 'Scans' },
    { id: 'extensions.call', scope: { operations: ['query:mail:inbox.v1', 'files:*'] }, reason: 'Reads mail' },
    { id: 'users', scope: {}, reason: 'Has accounts' },
  ],
  limits: { fuel: 2_000, memoryMiB: 256 },
  operations: [
    {
      type: 'query',
      name: 'balance',
      export: 'get_balance',
      title: 'Balance',
      description: 'What is left.\nBy account.',
      input: { type: 'object', properties: { account: { type: 'string', format: 'uuid' } }, required: ['account'] },
      output: { anyOf: [{ type: 'number' }, { type: ['null', 'string'] }], title: 'Money' },
    },
    { type: 'action', name: 'add-entry', export: '$add.entry' },
  ],
  jobs: [{ name: 'scan', export: 'scan', resumable: true, title: 'Scan', params: {} }],
  pricing: { model: 'free' },
}

const withOperation = (operation: object) => ({
  ...MINIMAL,
  operations: [{ type: 'query', name: 'a', export: 'a', ...operation }],
})
const withPermission = (request: object) => ({ ...MINIMAL, permissions: [request] })
const reason = 'It needs it'

const ACCEPTED = {
  'the least that there can be': MINIMAL,
  'all that there can be': FULL,
  'a scope with defaults left out': withPermission({ id: 'entries.read', reason }),
  'methods left out': withPermission({ id: 'network', scope: { hosts: ['example.org'] }, reason }),
  'an empty schema': withOperation({ input: {} }),
  'an emoji in a name': { ...MINIMAL, name: 'Finance 💶' },
}

/** What the structure alone tells: both the parser and the published schema refuse it. */
const REFUSED_BY_BOTH = {
  nothing: null,
  'a list': [],
  'no fields': {},
  'a missing field': { ...MINIMAL, entry: undefined },
  'an unknown field': { ...MINIMAL, main: 'main.js' },
  'an upper-case id': { ...MINIMAL, id: 'Finance' },
  'a long id': { ...MINIMAL, id: 'x'.repeat(65) },
  'a version with build metadata': { ...MINIMAL, version: '1.0.0+1' },
  'an unknown abi': { ...MINIMAL, abi: 'component' },
  'an absolute entry': { ...MINIMAL, entry: '/main.js' },
  'an entry outside': { ...MINIMAL, entry: 'a/../../main.js' },
  'an entry with a space': { ...MINIMAL, entry: 'my main.js' },
  'another protocol': { ...MINIMAL, homepage: 'ftp://example.org' },
  'an address that runs': { ...MINIMAL, repository: 'javascript:alert(1)' },
  'an address with a space': { ...MINIMAL, homepage: 'https://example.org/a b' },
  'an address in letters of another direction': { ...MINIMAL, homepage: 'https://example.org/\u202egpj' },
  'a category that is no slug': { ...MINIMAL, categories: ['My Money'] },
  'four categories': { ...MINIMAL, categories: ['ai', 'data', 'media', 'other'] },
  'no fuel': { ...MINIMAL, limits: { fuel: 0 } },
  'half a MiB': { ...MINIMAL, limits: { memoryMiB: 0.5 } },
  'too much memory': { ...MINIMAL, limits: { memoryMiB: 257 } },
  'an unknown limit': { ...MINIMAL, limits: { threads: 2 } },
  'a price': { ...MINIMAL, pricing: { model: 'monthly' } },
  'an unknown permission': withPermission({ id: 'everything', scope: {}, reason }),
  'a permission without a reason': withPermission({ id: 'users' }),
  'hosts left out': withPermission({ id: 'network', reason }),
  'a scope of another permission': withPermission({ id: 'users', scope: { paths: ['/**'] }, reason }),
  'an address for a host': withPermission({ id: 'network', scope: { hosts: ['10.0.0.1'] }, reason }),
  'an unknown method': withPermission({
    id: 'network',
    scope: { hosts: ['example.org'], methods: ['CONNECT'] },
    reason,
  }),
  'an operation of another type': withOperation({ type: 'mutation' }),
  'an operation with a colon in its name': withOperation({ name: 'a:b' }),
  'an export with a space': withOperation({ export: 'a b' }),
  'a schema with a reference': withOperation({ input: { $ref: '#' } }),
  'a schema with a pattern deep down': withOperation({ output: { items: { anyOf: [{ pattern: '(a+)+$' }] } } }),
  'a schema of an unknown type': withOperation({ input: { type: 'date' } }),
  'a job without an export': { ...MINIMAL, jobs: [{ name: 'scan' }] },
}

/** What a JSON Schema cannot say: the parser alone refuses it. */
const REFUSED_BY_RULES = {
  'a permission twice': {
    ...MINIMAL,
    permissions: [
      { id: 'users', reason },
      { id: 'users', reason, optional: true },
    ],
  },
  'an operation twice': {
    ...MINIMAL,
    operations: ['query', 'action'].map((type) => ({ type, name: 'a', export: 'a' })),
  },
  'a job twice': { ...MINIMAL, jobs: [1, 2].map(() => ({ name: 'a', export: 'a' })) },
  'a name that turns the direction': { ...MINIMAL, name: 'a\u202eb' },
  'a name with an Arabic letter mark': { ...MINIMAL, name: 'a\u061cb' },
  'a description of two lines': { ...MINIMAL, description: 'a\u2028b' },
  'a reason with spaces around': withPermission({ id: 'users', reason: ' because ' }),
  'a name of fillers': { ...MINIMAL, name: '\u3164\u3164' },
  'half of a surrogate pair': { ...MINIMAL, description: 'a\ud83d' },
  'a path pattern that climbs': withPermission({ id: 'entries.read', scope: { paths: ['/a/..'] }, reason }),
  'an address without a host': { ...MINIMAL, homepage: 'https://%/' },
  'a schema of 2,001 nodes': withOperation({ input: { examples: [Array(2_000).fill(0)] } }),
  'a reserved property': withOperation({ input: { properties: { constructor: {} } } }),
}

const published = new Validator(manifestJsonSchema(), '2020-12')
const fromJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const parserAccepts = (manifest: unknown) => manifestSchema.safeParse(manifest).success
const schemaAccepts = (manifest: unknown) => published.validate(manifest).valid

describe('the manifest', () => {
  it.each(Object.entries(ACCEPTED))('may be %s', (_what, manifest) => {
    expect(parserAccepts(fromJson(manifest))).toBe(true)
  })

  it.each(Object.entries({ ...REFUSED_BY_BOTH, ...REFUSED_BY_RULES }))('may not have %s', (_what, manifest) => {
    expect(parserAccepts(fromJson(manifest))).toBe(false)
  })

  it.each(Object.entries(ACCEPTED))('says the same when it is written and read again: %s', (_what, manifest) => {
    const once = manifestSchema.parse(fromJson(manifest))
    expect(manifestSchema.parse(fromJson(once))).toEqual(once)
  })

  it('fills in every default', () => {
    expect(manifestSchema.parse(withPermission({ id: 'network', scope: { hosts: ['example.org'] }, reason }))).toEqual({
      ...MINIMAL,
      permissions: [{ id: 'network', scope: { hosts: ['example.org'], methods: ['GET'] }, reason, optional: false }],
      categories: [],
      keywords: [],
      screenshots: [],
      limits: { fuel: 1_000_000_000, memoryMiB: 16, deadlineMs: 5_000 },
      operations: [],
      jobs: [],
    })
  })
})

describe('the published JSON Schema', () => {
  it.each(Object.entries(ACCEPTED))('accepts %s', (_what, manifest) => {
    expect(published.validate(fromJson(manifest))).toEqual({ valid: true, errors: [] })
  })

  it.each(Object.entries(REFUSED_BY_BOTH))('refuses %s', (_what, manifest) => {
    expect(schemaAccepts(fromJson(manifest))).toBe(false)
  })

  it('is never stricter than the parser', () => {
    let accepted = 0
    const junk = fc.oneof(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.constantFrom(...Object.values(FULL)),
    )
    const mutation = fc.tuple(fc.nat(), junk, fc.constantFrom('replace', 'remove', 'add'))
    fc.assert(
      fc.property(mutation, ([at, value, how]) => {
        const manifest = mutated(fromJson(FULL), at, value, how)
        if (!parserAccepts(manifest)) return
        accepted += 1
        expect(schemaAccepts(manifest)).toBe(true)
      }),
      { seed: 5, numRuns: 2_000 },
    )
    expect(accepted).toBeGreaterThan(100)
  })
})

/** Changes one place of a JSON value, chosen by a number. */
function mutated(root: unknown, at: number, value: unknown, how: 'replace' | 'remove' | 'add'): unknown {
  const places: { parent: Record<string, unknown>; key: string }[] = []
  const walk = (parent: unknown) => {
    if (typeof parent !== 'object' || parent === null) return
    for (const [key, child] of Object.entries(parent)) {
      places.push({ parent: parent as Record<string, unknown>, key })
      walk(child)
    }
  }
  walk(root)
  const place = places[at % places.length]
  if (!place) return root
  if (how === 'remove' && !Array.isArray(place.parent)) delete place.parent[place.key]
  else place.parent[how === 'add' ? 'added' : place.key] = value
  return root
}
