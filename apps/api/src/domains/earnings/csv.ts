import { CURRENCIES } from '@grantry/contract'

/** One line of CSV (RFC 4180). What a spreadsheet would take for a formula is made text. */
export function csvLine(cells: readonly (string | null)[]): string {
  const texts = cells.map((cell) => {
    const text = cell === null ? '' : /^[=+@\t\r]|^-(?!\d+(\.\d+)?$)/.test(cell) ? `'${cell}` : cell
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  })
  return `${texts.join(',')}\r\n`
}

/** `19.99` for 1999 in a currency of two digits; exact at any size. */
export function decimalOf(amountMinor: bigint, currency: string): string {
  const digits = (CURRENCIES as Readonly<Record<string, number>>)[currency] ?? 2
  if (digits === 0) return String(amountMinor)
  const sign = amountMinor < 0n ? '-' : ''
  const text = String(amountMinor < 0n ? -amountMinor : amountMinor).padStart(digits + 1, '0')
  return `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`
}
