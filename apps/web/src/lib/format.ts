import type { PricingSummary } from '@grantry/contract'
import { pricingText } from '@grantry/contract/pricing-text'
import { asWritten, perLocale, readerLocale } from './locale.ts'

const counts = perLocale((locale) => new Intl.NumberFormat(locale))
const compact = perLocale((locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }))
const scientific = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: 'scientific', maximumFractionDigits: 1 }),
)
const days = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }))
const plainDays = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }))
const DAY_LETTERS = '2026-11-21'.length
const instants = perLocale((locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }))
const clock = perLocale(
  (locale) =>
    new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }),
)
const lists = perLocale((locale) => new Intl.ListFormat(locale))

/** Whole numbers that English writes alike in every region: nothing is set apart in them. */
const isPlain = (value: number | string): boolean => /^\d{1,3}$/.test(String(value))

/** 1234567 → 1,234,567. Takes whole numbers in text too, which may exceed 2^53. */
export const formatCount = (value: number | string): string =>
  isPlain(value)
    ? String(value)
    : asWritten(`count ${value}`, () => counts().format(typeof value === 'string' ? BigInt(value) : value))

/** Beyond it the compact notation has no letter, and what it writes is longer than this. */
const LARGEST_COMPACT = 1e15

/** 1234567 → 1.2M, 45036 trillion → 4.5E16. */
export const formatCompact = (value: number | string): string =>
  isPlain(value)
    ? String(value)
    : asWritten(`compact ${value}`, () =>
        (Math.abs(Number(value)) < LARGEST_COMPACT ? compact : scientific)().format(Number(value)),
      )

/** What an extension costs, on one line. */
export const formatPricing = (pricing: PricingSummary): string =>
  asWritten(`pricing ${JSON.stringify(pricing)}`, () => pricingText(pricing, readerLocale()))

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const

/** 1536 → 1.5 KiB. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), BYTE_UNITS.length - 1)
  const value = bytes / 1024 ** power
  const digits = power === 0 || value >= 100 ? 0 : 1
  return `${Number(value.toFixed(digits))} ${BYTE_UNITS[power]}`
}

/** WebAssembly pages of 64 KiB. */
export const formatPages = (pages: number): string => formatBytes(pages * 65_536)

/** 5000 → 5 s, 250 → 250 ms. */
export const formatMilliseconds = (ms: number): string =>
  ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toFixed(1))} s`

/** The day of an instant here, or a day as it is written: 2026-11-21 is the same day everywhere. */
export const formatDay = (iso: string): string =>
  iso.length > DAY_LETTERS
    ? days().format(new Date(iso))
    : asWritten(`day ${iso}`, () => plainDays().format(new Date(iso)))
export const formatInstant = (iso: string): string => instants().format(new Date(iso))
export const formatClock = (iso: string): string => clock().format(new Date(iso))

const SPANS = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

type Unit = (typeof SPANS)[number][0]

/**
 * 3 hours ago, tomorrow; `now` and the instant in milliseconds since 1970. Days are those of the calendar. In our own
 * words, which every region of English shares: `Intl.RelativeTimeFormat` says the same.
 */
export function formatAgo(instantMs: number, nowMs: number): string {
  const seconds = Math.round((instantMs - nowMs) / 1000)
  const span = SPANS.find(([, length]) => Math.abs(seconds) >= length)
  if (span === undefined) return 'just now'
  const [unit, length] = span
  return fromNow(unit === 'day' ? dayOf(instantMs) - dayOf(nowMs) : Math.trunc(seconds / length), unit)
}

function fromNow(value: number, unit: Unit): string {
  const isClockTime = unit === 'hour' || unit === 'minute'
  if (Math.abs(value) === 1 && !isClockTime) return neighbour(value, unit)
  const length = plural(Math.abs(value), unit)
  return value < 0 ? `${length} ago` : `in ${length}`
}

function neighbour(value: number, unit: Unit): string {
  if (unit === 'day') return value < 0 ? 'yesterday' : 'tomorrow'
  return value < 0 ? `last ${unit}` : `next ${unit}`
}

/** Number of the day where the reader is. */
function dayOf(instantMs: number): number {
  const offsetMs = new Date(instantMs).getTimezoneOffset() * 60_000
  return Math.floor((instantMs - offsetMs) / 86_400_000)
}

/** A length of time in its largest unit: 3 hours, 1 day. */
export function formatSpan(seconds: number): string {
  const [unit, length] = SPANS.find(([, length]) => seconds >= length) ?? (['second', 1] as const)
  const value = Math.trunc(seconds / length)
  return `${value} ${unit}${value === 1 ? '' : 's'}`
}

const EXACT_SPANS = SPANS.filter(([unit]) => unit === 'day' || unit === 'hour' || unit === 'minute')

/** The whole of a length of time, in whole minutes: 30 days, 1 day 23 hours. */
export function formatExactSpan(seconds: number): string {
  let rest = seconds
  const parts = EXACT_SPANS.flatMap(([unit, length]) => {
    const value = Math.floor(rest / length)
    rest -= value * length
    return value === 0 ? [] : [plural(value, unit)]
  })
  return parts.join(' ')
}

/** `a`, `a and b`, `a, b and c`. */
export const formatList = (items: readonly string[]): string => lists().format(items)

/** One thing, two things. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`

/** A suggestion for a slug from what a person typed as a name: `Acme Labs, Inc.` → `acme-labs-inc`. */
export const slugFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+|-+$/g, '')
    .slice(0, 40)
