import { describe, expect, it } from 'vitest'
import { count, formatBytes, formatTable } from './format.ts'
import { exitForStatus } from './exit-codes.ts'
import { parseVersionReference } from './versions.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
  ])('writes %i as %s', (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text)
  })
})

describe('count', () => {
  it('knows one from many', () => {
    expect([count(0, 'file'), count(1, 'file'), count(2, 'file')]).toEqual(['0 files', '1 file', '2 files'])
  })
})

describe('formatTable', () => {
  it('lines up its columns', () => {
    expect(
      formatTable(
        ['id', 'name'],
        [
          ['1', 'Ada'],
          ['22', ''],
        ],
      ),
    ).toBe('ID  NAME\n1   Ada\n22')
  })
})

describe('exitForStatus', () => {
  it.each([
    [0, 'unavailable'],
    [400, 'refused'],
    [401, 'not_signed_in'],
    [403, 'denied'],
    [404, 'not_found'],
    [409, 'refused'],
    [413, 'refused'],
    [422, 'refused'],
    [429, 'unavailable'],
    [500, 'failure'],
    [503, 'unavailable'],
  ])('leads from %i to %s', (status, exit) => {
    expect(exitForStatus(status)).toBe(exit)
  })
})

describe('parseVersionReference', () => {
  it('reads an extension with and without a version', () => {
    expect(parseVersionReference('hello')).toEqual({ extension: 'hello', version: null })
    expect(parseVersionReference('hello@1.0.0-beta.1')).toEqual({ extension: 'hello', version: '1.0.0-beta.1' })
  })

  it.each(['', '@1.0.0', 'Hello', 'hello@', 'hello@1', 'hello@1.0.0@2.0.0'])('refuses %j', (text) => {
    expect(() => parseVersionReference(text)).toThrow('names no extension')
  })
})
