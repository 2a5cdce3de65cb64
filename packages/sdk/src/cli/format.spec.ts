import { describe, expect, it } from 'vitest'
import { count, formatBytes, formatDuration, formatTable, formatWhole } from './format.ts'
import { exitForStatus } from './exit-codes.ts'
import { parseVersionReference } from './versions.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [2 ** 31, '2.0 GiB'],
    [2 ** 64, '16.0 EiB'],
  ])('writes %i as %s', (sizeBytes, text) => {
    expect(formatBytes(sizeBytes)).toBe(text)
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [59_499, '59 s'],
    [65_000, '1 min 5 s'],
    [7_380_000, '2 h 3 min'],
  ])('writes %i ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

describe('formatWhole', () => {
  it('is exact beyond what a number can hold', () => {
    expect(formatWhole('18446744073709551615')).toBe('18,446,744,073,709,551,615')
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
