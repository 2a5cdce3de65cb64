import { findCategory, type Category } from './categories.ts'
import { findDates } from './dates.ts'
import { findMerchant, type Sender } from './merchants.ts'
import { findTotal } from './totals.ts'

/** What is known of a message. */
export interface Evidence {
  text: string
  subject?: string
  sender?: Sender | null
  /** When the message was sent, `YYYY-MM-DD`; stands in for a date that the text does not tell. */
  sentOn?: string | null
}

export interface Classification {
  /** Whether the confidence is at least one half, and an amount was found. */
  isReceipt: boolean
  category: Category
  merchant: string | null
  /** In the smallest unit of the currency. */
  amountMinor: number | null
  /** ISO 4217. */
  currency: string | null
  /** `YYYY-MM-DD` */
  date: string | null
  /** From 0 to 1: the sum of what the evidence weighs. */
  confidence: number
  /** The evidence, in words. */
  evidence: string[]
}

const RECEIPT_FROM = 0.5
/** No more of a text is read; receipts are short. */
const READ_CHARACTERS = 50_000

const RECEIPT =
  /\b(?:receipt|invoice|your order|order confirmation|booking confirmation|payment confirmation|rechnung|quittung|beleg|zahlungsbestätigung|bestellbestätigung|buchungsbestätigung|reçu|facture|recibo|factura)\b/i
const PAID =
  /\b(?:paid|charged|payment received|visa|mastercard|paypal|direct debit|bezahlt|abgebucht|lastschrift|kreditkarte|payé|carte bancaire|pagado)\b/i
const NOT_PAID =
  /\b(?:quote|quotation|estimate|offer|angebot|kostenvoranschlag|devis|reminder|mahnung|past due|overdue|declined|payment failed|refund(?:ed)?|erstattung|your cart|warenkorb)\b/i
const ADVERTISING =
  /\b(?:newsletter|sale ends|save up to|shop now|jetzt kaufen|new arrivals|coupon|gutschein)\b|\d\s?% off\b/i

/**
 * Reads a receipt out of a text by rules, without any model: words that receipts have, amounts beside words for a total,
 * dates, and who sent it. It says how sure it is, and why.
 */
export function classify({ text, subject = '', sender = null, sentOn = null }: Evidence): Classification {
  const read = text.slice(0, READ_CHARACTERS)
  const whole = `${subject}\n${read}`
  const total = findTotal(read)
  const merchant = findMerchant(read, subject, sender)
  const [date] = findDates(read)
  const weighed: [says: boolean, weight: number, words: string][] = [
    [total?.found === 'named', 0.35, 'A total is named'],
    [total?.found === 'largest', 0.1, 'An amount is there, though nothing calls it a total'],
    [RECEIPT.test(subject), 0.25, 'The subject speaks of a receipt'],
    [RECEIPT.test(read), 0.15, 'The text speaks of a receipt'],
    [PAID.test(whole), 0.15, 'Something has been paid'],
    [date !== undefined, 0.05, 'The text has a date'],
    [merchant !== null, 0.05, 'It is known who was paid'],
    [NOT_PAID.test(subject), -0.5, 'The subject speaks of an offer, a reminder or a refund'],
    [NOT_PAID.test(read), -0.2, 'The text speaks of an offer, a reminder or a refund'],
    [ADVERTISING.test(whole), -0.3, 'It advertises'],
  ]
  const speaking = weighed.filter(([says]) => says)
  const confidence = inBounds(speaking.reduce((sum, [, weight]) => sum + weight, 0))
  return {
    isReceipt: total !== null && confidence >= RECEIPT_FROM,
    category: findCategory(`${merchant ?? ''}\n${whole}`),
    merchant,
    amountMinor: total?.amountMinor ?? null,
    currency: total?.currency ?? null,
    date: date ?? sentOn,
    confidence,
    evidence: speaking.map(([, , words]) => words),
  }
}

const inBounds = (sum: number): number => Math.round(Math.min(1, Math.max(0, sum)) * 100) / 100
