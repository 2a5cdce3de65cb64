import { describe, expect, it } from 'vitest'
import { printable, printableJson, printableRecord } from './printable.ts'

const HOSTILE = 'a\u001b[31mred\u009b2J\u202ereversed\u0000\u0007\rb\nc'

describe('printable', () => {
  it('spells out what could take over a terminal, and keeps lines and letters of any script', () => {
    expect(printable(HOSTILE)).toBe('a\\u001b[31mred\\u009b2J\\u202ereversed\\u0000\\u0007\\u000db\nc')
    expect(printable('Grüße, 世界 🌍')).toBe('Grüße, 世界 🌍')
  })
})

describe('printable', () => {
  it.each([
    '\u00ad',
    '\u061c',
    '\u115f',
    '\uffa0',
    '\u200b',
    '\u200d',
    '\u2028',
    '\u2029',
    '\u2060',
    '\u3164',
    '\ufeff',
  ])('spells out %j, which cannot be seen', (character) => {
    expect(printable(`a${character}b`)).toBe(`a\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}b`)
    expect(JSON.parse(printableJson(character))).toBe(character)
  })
})

it('spells out what cannot be seen beyond 16 bits by its two halves', () => {
  expect(printable('a\u{e0041}b')).toBe('a\\udb40\\udc41b')
  expect(JSON.parse(printableJson('\u{e0041}'))).toBe('\u{e0041}')
})

describe('printableRecord', () => {
  it('indents further lines', () => {
    expect(printableRecord('one\n2026 error forged\n')).toBe('one\n    2026 error forged\n    ')
  })
})

describe('printableJson', () => {
  it('is the same value to whoever parses it', () => {
    const text = printableJson({ [HOSTILE]: HOSTILE })
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(JSON.parse(text)).toEqual({ [HOSTILE]: HOSTILE })
  })

  it('prints undefined as null', () => {
    expect(printableJson(undefined)).toBe('null')
  })
})
