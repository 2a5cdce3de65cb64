import { describe, expect, it } from 'vitest'
import { digestSchema, extensionIdSchema, publisherSlugSchema, versionSchema } from './ids.ts'

const accepts = (schema: { safeParse: (value: unknown) => { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe('an extension id', () => {
  it.each(['hello', 'ab', 'a1', 'word-stats', 'a-b-c', 'x'.repeat(64)])('may be %s', (id) => {
    expect(accepts(extensionIdSchema, id)).toBe(true)
  })

  it.each([
    '',
    'a',
    'x'.repeat(65),
    'Hello',
    '1password',
    '-a',
    'a-',
    'a--b',
    'a_b',
    'a.b',
    'a/b',
    'a:b',
    'a b',
    'héllo',
    'hеllo', // Cyrillic е
    'hello\n',
    'hello\u0000',
    '__proto__',
    5,
    null,
  ])('may not be %j', (id) => {
    expect(accepts(extensionIdSchema, id)).toBe(false)
  })
})

describe('a publisher slug', () => {
  it('is at most 40 characters', () => {
    expect(accepts(publisherSlugSchema, 'x'.repeat(40))).toBe(true)
    expect(accepts(publisherSlugSchema, 'x'.repeat(41))).toBe(false)
  })
})

describe('a version', () => {
  it.each([
    '0.0.0',
    '1.2.3',
    '10.20.30',
    '999999999999999.0.999999999999999',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-0.3.7',
    '1.0.0-x-y-z.0',
    '1.0.0-0a',
  ])('may be %s', (version) => expect(accepts(versionSchema, version)).toBe(true))

  it.each([
    '1',
    '1.2',
    'v1.2.3',
    '01.2.3',
    '1.02.3',
    '1000000000000000.0.0',
    '0.9007199254740992.0',
    '1.0.0-9007199254740993',
    '1.0.0-rc.9007199254740993',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3-a_b',
    '1.2.3+build',
    '1.2.3-a+build',
    ' 1.2.3',
    '1.2.3\n',
    '-1.2.3',
    '١.٢.٣',
    `1.0.0-${'a'.repeat(64)}`,
  ])('may not be %j', (version) => expect(accepts(versionSchema, version)).toBe(false))
})

describe('a digest', () => {
  it('is sha256 in lower-case hex', () => {
    expect(accepts(digestSchema, `sha256:${'0a'.repeat(32)}`)).toBe(true)
    for (const wrong of [
      '0a'.repeat(32),
      `sha256:${'0A'.repeat(32)}`,
      `sha256:${'0a'.repeat(31)}`,
      `md5:${'0a'.repeat(32)}`,
    ])
      expect(accepts(digestSchema, wrong)).toBe(false)
  })
})
