import { describe, expect, it } from 'vitest'
import { printable, printableJson } from './printable.ts'

const HOSTILE = 'a\u001b[31mred\u009b2J\u202ereversed\u0000\u0007\rb\nc'

describe('printable', () => {
  it('spells out what could take over a terminal, and keeps lines and letters of any script', () => {
    expect(printable(HOSTILE)).toBe('a\\u001b[31mred\\u009b2J\\u202ereversed\\u0000\\u0007\\u000db\nc')
    expect(printable('Grüße, 世界 🌍')).toBe('Grüße, 世界 🌍')
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
