import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatCompact,
  formatCount,
  formatExactSpan,
  formatSpan,
  plural,
  slugFrom,
} from './format.ts'
import { readerLocale, writeFor } from './locale.ts'

/** English as it is written in every region that its reader may be in; most of them are none. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')
const REGIONS = LETTERS.flatMap((first) => LETTERS.map((second) => `en-${first}${second}`))

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [200 * 1024, '200 KiB'],
    [10 * 1024 ** 2, '10 MiB'],
  ])('reads %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('counts', () => {
  it('stay exact beyond what a double can hold', () => {
    expect(formatCount('9007199254740993')).toBe('9,007,199,254,740,993')
  })
  it('below a thousand are written alike in every region', () => {
    for (const locale of REGIONS) {
      const written = [new Intl.NumberFormat(locale), new Intl.NumberFormat(locale, { notation: 'compact' })]
      for (const value of [0, 7, 42, 999]) {
        expect(written.map((format) => format.format(value))).toEqual([formatCount(value), formatCompact(value)])
      }
    }
  })
  it('are shortened where there is little room', () => {
    expect(formatCompact(1_234_567)).toBe('1.2M')
    expect(formatCompact('45036000000000000')).toBe('4.5E16')
  })
  it('agree with their noun', () => {
    expect([plural(1, 'install'), plural(0, 'install'), plural(2, 'entry', 'entries')]).toEqual([
      '1 install',
      '0 installs',
      '2 entries',
    ])
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  it.each([
    ['2026-11-21T11:59:30Z', 'just now'],
    ['2026-11-21T11:57:00Z', '3 minutes ago'],
    ['2026-11-20T12:00:00Z', 'yesterday'],
    ['2026-11-21T14:00:00Z', 'in 2 hours'],
    ['2026-11-22T14:00:00Z', 'tomorrow'],
    // Less than 48 hours away, and not tomorrow.
    ['2026-11-23T05:30:00Z', 'in 2 days'],
  ])('reads %s as %s', (at, text) => {
    expect(formatAgo(Date.parse(at), now)).toBe(text)
  })
  it('says what every region of English says', () => {
    const spans = { minute: 60, hour: 3_600, day: 86_400, week: 604_800, month: 2_629_800, year: 31_557_600 }
    for (const locale of REGIONS) {
      const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
      for (const [unit, seconds] of Object.entries(spans)) {
        for (const value of [-3, -1, 1, 3]) {
          const said = formatAgo(now + value * seconds * 1000, now)
          const agreed = relative.format(value, unit as Intl.RelativeTimeFormatUnit)
          expect(said).toBe(agreed)
        }
      }
    }
  })
  it('reads a length in its largest unit', () => {
    expect([formatSpan(30), formatSpan(3_600), formatSpan(200_000)]).toEqual(['30 seconds', '1 hour', '2 days'])
  })
  it.each([
    [60, '1 minute'],
    [3_600, '1 hour'],
    [5_400, '1 hour 30 minutes'],
    [47 * 3_600, '1 day 23 hours'],
    [604_800, '7 days'],
    [2_592_000, '30 days'],
    [86_400 + 60, '1 day 1 minute'],
  ])('reads the whole of %i seconds as %s', (seconds, text) => expect(formatExactSpan(seconds)).toBe(text))
})

it.each([
  ['Acme Labs, Inc.', 'acme-labs-inc'],
  ['  Ärzte & Söhne ', 'arzte-sohne'],
  ['42 things', 'things'],
])('suggests a slug for %s', (name, slug) => {
  expect(slugFrom(name)).toBe(slug)
})

it('begins a day at 00, in every region', () => {
  const reader = readerLocale()
  onTestFinished(() => writeFor(() => ({ locale: reader, words: (_, write) => write() })))
  for (const locale of REGIONS) {
    writeFor(() => ({ locale, words: (_, write) => write() }))
    expect(formatClock(new Date(2026, 10, 21, 0, 5, 9).toISOString()), locale).toMatch(/^00\b/)
  }
})

describe('days', () => {
  it.each(['Pacific/Honolulu', 'Pacific/Auckland'])(
    'are the same in %s when they are written as days',
    async (zone) => {
      vi.stubEnv('TZ', zone)
      onTestFinished(() => void vi.unstubAllEnvs())
      vi.resetModules()
      const { formatDay } = await import('./format.ts')
      expect(formatDay('2026-11-21')).toBe('Nov 21, 2026')
      expect(formatDay('2026-11-21T12:00:00.000Z')).toBe(zone === 'Pacific/Auckland' ? 'Nov 22, 2026' : 'Nov 21, 2026')
    },
  )
})
