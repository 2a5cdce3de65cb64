import { findMoney, type Money } from './amounts.ts'

/** The amount that a receipt is about, and how it was found. */
export interface Total extends Money {
  found: 'named' | 'largest'
}

/** What a total is called, the surest names first. */
const LABELS: readonly RegExp[] = [
  /\b(?:grand total|total (?:paid|charged)|amount (?:paid|charged)|you paid|gesamtbetrag|rechnungsbetrag|endbetrag|total ttc|total pagado)\b/i,
  /\b(?:order total|total|summe|gesamt|betrag|montant|importe|amount)\b/i,
]
/** What is called nearly so and is something else. */
const NO_TOTAL =
  /\b(?:sub-?\s?total|zwischensumme|sous-total|you saved?|total sav(?:ed|ings)|discount|rabatt|balance)\b/i

/** The amount on the last line that names a total, or on the line after; else the largest one; null without any. */
export function findTotal(text: string): Total | null {
  const lines = text.split('\n')
  for (const label of LABELS) {
    const named = lines.flatMap((line, index) => moneyBeside(label, line, lines[index + 1] ?? ''))
    const last = named.at(-1)
    if (last !== undefined) return { ...last, found: 'named' }
  }
  const largest = findMoney(text).toSorted((a, b) => b.amountMinor - a.amountMinor)[0]
  return largest === undefined ? null : { ...largest, found: 'largest' }
}

function moneyBeside(label: RegExp, line: string, next: string): Money[] {
  const match = label.exec(line)
  if (match === null || NO_TOTAL.test(line)) return []
  const after = findMoney(line.slice(match.index + match[0].length))
  if (after.length > 0) return after.slice(0, 1)
  const before = findMoney(line)
  return before.length > 0 ? before.slice(-1) : findMoney(next).slice(0, 1)
}
