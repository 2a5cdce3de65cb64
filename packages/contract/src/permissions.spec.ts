import { describe, expect, it } from 'vitest'
import {
  hostPatternSchema,
  highestRisk,
  isPathSegment,
  isPermissionId,
  operationPatternSchema,
  pathPatternSchema,
  permissionSentence,
  PERMISSION_IDS,
  PERMISSIONS,
  SCOPES,
  type PermissionId,
} from './permissions.ts'

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe('a path pattern', () => {
  it.each(['/**', '/*', '/a', '/a/b', '/a/*', '/a/**', '/receipts 2026/**', '/größe/*', '/.hidden', '/...'])(
    'may be %s',
    (pattern) => {
      expect(accepts(pathPatternSchema, pattern)).toBe(true)
    },
  )

  it.each([
    '',
    '/',
    'a',
    'a/**',
    '//',
    '/a/',
    '/a//b',
    '/./a',
    '/a/../b',
    '/..',
    '/**/a',
    '/*/a',
    '/a*',
    '/a/b*',
    '/a/***',
    '/*.pdf',
    '/a\\b',
    '/a\u0000',
    '/a\nb',
    '/a\u2028b',
    '/a\u202eb',
    '/a\u061cb',
    '/u\u0308', // decomposed
    '/\ud83d', // half of a surrogate pair
    `/${'x'.repeat(256)}`,
    `/${'x/'.repeat(256)}x`,
  ])('may not be %j', (pattern) => {
    expect(accepts(pathPatternSchema, pattern)).toBe(false)
  })
})

describe('a segment of an entry’s path', () => {
  it('may have a star, which means itself there', () => {
    expect(isPathSegment('a*')).toBe(true)
  })
})

describe('a host pattern', () => {
  it.each([
    'example.org',
    'api.example.org',
    '*.example.org',
    'example.org:8443',
    'xn--bcher-kva.example',
    'a-b.example.org',
  ])('may be %s', (host) => expect(accepts(hostPatternSchema, host)).toBe(true))

  it.each([
    '',
    '*',
    'localhost',
    '*.org',
    '127.0.0.1',
    '*.0.0.1',
    '[::1]',
    '0x7f.1',
    'Example.org',
    'example.org.',
    '.example.org',
    'a..org',
    '-a.example.org',
    'a-.example.org',
    'bücher.example',
    'user@example.org',
    'example.org/path',
    'https://example.org',
    'example.org:0',
    'example.org:123456',
    'a.*.org',
    '**.example.org',
    'example.org\n',
    `${'a'.repeat(64)}.example.org`,
  ])('may not be %j', (host) => expect(accepts(hostPatternSchema, host)).toBe(false))

  it('names no port where it is the one of HTTPS', () => {
    expect(hostPatternSchema.parse('*.example.org:443')).toBe('*.example.org')
    expect(hostPatternSchema.parse('example.org:4430')).toBe('example.org:4430')
  })
})

describe('an operation pattern', () => {
  it.each(['query:finance:balance.v1', 'action:finance:add.input.v1', 'finance:*'])('may be %s', (pattern) => {
    expect(accepts(operationPatternSchema, pattern)).toBe(true)
  })

  it.each([
    '*',
    '*:*',
    'finance',
    'finance:balance',
    'query:test.ping.v1',
    'query:finance:*.v1',
    'Finance:*',
    'finance:*:x',
    'finance:**',
  ])('may not be %s', (pattern) => expect(accepts(operationPatternSchema, pattern)).toBe(false))
})

describe('a scope', () => {
  it.each(PERMISSION_IDS)('of %s has no field that nobody checks', (id) => {
    expect(accepts(SCOPES[id], { everything: true })).toBe(false)
  })

  it.each([
    ['credentials.read', {}],
    ['credentials.read', { names: [] }],
    ['credentials.read', { names: ['*'] }],
    ['credentials.write', { names: ['Mail'] }],
    ['network', { hosts: [] }],
    ['network', { hosts: ['example.org'], methods: ['TRACE'] }],
    ['network', { hosts: ['example.org'], methods: [] }],
    ['entries.read', { paths: [] }],
    ['entries.read', { paths: Array<string>(65).fill('/a') }],
    ['database', { quotaMiB: 0 }],
    ['database', { quotaMiB: 1025 }],
    ['extensions.call', {}],
    ['jobs.run', { jobs: ['scan'] }],
    ['jobs.run', { jobs: ['query:finance:scan.v1'] }],
  ] as const)('of %s may not be %j', (id, scope) => {
    expect(accepts(SCOPES[id], scope)).toBe(false)
  })
})

describe('a permission in plain words', () => {
  const sentences: readonly (readonly [PermissionId, unknown, string])[] = [
    ['entries.read', {}, 'Read all files of this workspace'],
    ['entries.read', { paths: ['/receipts/**'] }, 'Read everything in /receipts of this workspace'],
    ['entries.read', { paths: ['/*'] }, 'Read the files directly in / of this workspace'],
    [
      'entries.write',
      { paths: ['/a/*', '/b/c.txt', '/d/**'] },
      'Create and change the files directly in /a, /b/c.txt and everything in /d of this workspace',
    ],
    ['entries.read', { paths: ['/receipts/**', '/**'] }, 'Read all files of this workspace'],
    ['entries.read', { paths: ['/été/2026_a-b/*'] }, 'Read the files directly in /été/2026_a-b of this workspace'],
    ['entries.read', { paths: ['/a b/**'] }, 'Read everything in "/a b" of this workspace'],
    ['entries.read', { paths: ['/notes, of which none'] }, 'Read "/notes, of which none" of this workspace'],
    [
      'entries.read',
      { paths: ['/a" and nothing in "/b', '/c\u200bd/*'] },
      'Read "/a\\" and nothing in \\"/b" and the files directly in "/c\\u{200b}d" of this workspace',
    ],
    ['credentials.read', { names: ['mail'] }, 'Use the stored credentials mail'],
    ['credentials.write', { names: ['mail', 'bank'] }, 'Store and delete the credentials mail and bank'],
    ['network', { hosts: ['api.example.org'] }, 'Send GET requests to api.example.org'],
    [
      'network',
      { hosts: ['a.example.org', '*.example.net'], methods: ['GET', 'POST'] },
      'Send GET and POST requests to a.example.org and *.example.net',
    ],
    ['database', {}, 'Keep up to 64 MiB in a database of its own'],
    ['ai.ocr', {}, 'Have text recognised in images it is given'],
    ['ai.classify', {}, 'Have text classified'],
    ['jobs.run', {}, 'Run its own jobs in the background'],
    ['jobs.run', { jobs: ['finance:scan'] }, 'Run the background jobs finance:scan'],
    ['jobs.schedule', {}, 'Start its jobs by itself at set times'],
    ['extensions.call', { operations: ['finance:*'] }, 'Call finance:*, never with more rights than you gave either'],
    ['users', {}, 'Keep a list of users and their sessions for itself'],
  ]

  it.each(sentences)('says what %s with %j allows', (id, scope, sentence) => {
    expect(permissionSentence(id, SCOPES[id].parse(scope))).toBe(sentence)
  })

  it('has one for every permission', () => {
    expect(new Set(sentences.map(([id]) => id))).toEqual(new Set(PERMISSION_IDS))
    expect(Object.keys(PERMISSIONS)).toEqual(PERMISSION_IDS)
  })
})

describe('a risk', () => {
  it('of several permissions is the highest of them', () => {
    expect(highestRisk([])).toBe('low')
    expect(highestRisk(['database', 'jobs.run'])).toBe('low')
    expect(highestRisk(['database', 'entries.read'])).toBe('medium')
    expect(highestRisk(['entries.read', 'network', 'database'])).toBe('high')
  })
})

describe('a permission id', () => {
  it('is one of the list and nothing that every object has', () => {
    expect(PERMISSION_IDS.every(isPermissionId)).toBe(true)
    for (const text of ['toString', '__proto__', 'constructor', 'entries', 'entries.*', ''])
      expect(isPermissionId(text)).toBe(false)
  })
})
