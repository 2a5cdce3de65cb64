/** Names of months in English, German, French and Spanish begin in these ways; the index is the month. */
const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'jän', 'ene'],
  ['feb', 'fév', 'fev'],
  ['mar', 'mär', 'maer'],
  ['apr', 'avr', 'abr'],
  ['may', 'mai'],
  ['jun', 'juin'],
  ['jul', 'juil'],
  ['aug', 'aoû', 'aou', 'ago'],
  ['sep'],
  ['oct', 'okt'],
  ['nov'],
  ['dec', 'dez', 'déc', 'dic'],
]

const NAME = String.raw`(?:${MONTHS.flat().join('|')})\p{L}{0,8}`
const GAP = '[ \u00a0]'

const DATE = new RegExp(
  [
    String.raw`\b(?<isoYear>\d{4})-(?<isoMonth>\d{2})-(?<isoDay>\d{2})\b`,
    String.raw`\b(?<dottedDay>\d{1,2})\.${GAP}?(?<dottedMonth>\d{1,2})\.${GAP}?(?<dottedYear>\d{4})\b`,
    String.raw`\b(?<first>\d{1,2})/(?<second>\d{1,2})/(?<slashedYear>\d{4})\b`,
    String.raw`\b(?<day>\d{1,2})(?:\.|st|nd|rd|th)?${GAP}(?:de${GAP})?(?<month>${NAME})\.?,?${GAP}(?:de${GAP})?(?<year>\d{4})\b`,
    String.raw`\b(?<monthFirst>${NAME})\.?${GAP}(?<dayAfter>\d{1,2})(?:st|nd|rd|th)?,?${GAP}(?<yearAfter>\d{4})\b`,
  ].join('|'),
  'giu',
)

/**
 * Dates of a text as `YYYY-MM-DD`, in their order. One that can be read in two ways, such as 03/04/2026, is left out.
 */
export const findDates = (text: string): string[] =>
  Array.from(text.matchAll(DATE)).flatMap(({ groups }) => readDate(groups ?? {}) ?? [])

function readDate(found: Readonly<Record<string, string | undefined>>): string | null {
  if (found['isoYear'] !== undefined) return toDate(found['isoYear'], found['isoMonth'], found['isoDay'])
  if (found['dottedYear'] !== undefined) return toDate(found['dottedYear'], found['dottedMonth'], found['dottedDay'])
  if (found['slashedYear'] !== undefined) return readSlashed(found['slashedYear'], found['first'], found['second'])
  const name = found['month'] ?? found['monthFirst'] ?? ''
  return toDate(found['year'] ?? found['yearAfter'], monthOf(name), found['day'] ?? found['dayAfter'])
}

const LAST_MONTH = 12

/** Day first or month first: only a number beyond twelve tells. */
function readSlashed(year: string, first = '', second = ''): string | null {
  if (first === second || Number(first) > LAST_MONTH) return toDate(year, second, first)
  return Number(second) > LAST_MONTH ? toDate(year, first, second) : null
}

function monthOf(name: string): string {
  const index = MONTHS.findIndex((beginnings) =>
    beginnings.some((beginning) => name.toLowerCase().startsWith(beginning)),
  )
  return String(index + 1)
}

/** Null for a day that no calendar has. */
function toDate(year = '', month = '', day = ''): string | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? null : text
}
