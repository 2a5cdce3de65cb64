/** Money in a text: integer minor units (cents, or yen) of an ISO 4217 currency. */
export interface Money {
  amountMinor: number
  currency: string
}

/** Digits after the decimal separator, where they are not two. */
const EXPONENTS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0 }

const SYMBOLS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  C$: 'CAD',
  CA$: 'CAD',
  A$: 'AUD',
  AU$: 'AUD',
  US$: 'USD',
  '¥': 'JPY',
  // Several currencies share the sign; without a letter before it, it most often means this one.
  $: 'USD',
}
const CODES = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'INR', 'KRW']

const SIGN = '(?:US|CA|AU|[CA])?\\$|[€£¥₹]'
const CODE = `(?:${CODES.join('|')})`
const SPACE = '[ \\u00a0\\u202f]?'
/** At most nine digits before the decimals, in groups or not. */
const NUMBER =
  "\\d{1,3}(?:[.,'’ \\u00a0\\u202f]\\d{3}){1,2}(?:[.,]\\d{1,2})?(?!\\d)|\\d{1,9}(?:[.,]\\d{1,2})?(?![.,]?\\d)"
const BEFORE = `(${SIGN}|(?<![a-z])${CODE})${SPACE}(${NUMBER})`
const AFTER = `(?<![\\d.,])(${NUMBER})${SPACE}(${SIGN}|${CODE}(?![a-z]))`
const MONEY = new RegExp(`${BEFORE}|${AFTER}`, 'gi')

/** Every amount with its currency, in the order of the text. Negative ones are refunds and are left out. */
export function findMoney(text: string): Money[] {
  return Array.from(text.matchAll(MONEY)).flatMap((match) => {
    const [, signBefore, numberAfter, numberBefore, signAfter] = match
    if (/[-−]\s?$/.test(text.slice(Math.max(0, match.index - 2), match.index))) return []
    const currency = currencyOf(signBefore ?? signAfter ?? '')
    const amountMinor = parseAmount(numberAfter ?? numberBefore ?? '', EXPONENTS[currency] ?? 2)
    return amountMinor === null ? [] : [{ amountMinor, currency }]
  })
}

const currencyOf = (sign: string): string => SYMBOLS[sign.toUpperCase()] ?? sign.toUpperCase()

/**
 * Reads `1.234,56`, `1,234.56`, `1 234,5`, `1'234` and `1234`. A separator before the last one or two digits is a
 * decimal one, any other separates thousands. Null for decimals that the currency does not have.
 */
export function parseAmount(text: string, exponent: number): number | null {
  const [, whole = '', decimals = ''] = /^(.*?)(?:[.,](\d{1,2}))?$/.exec(text) ?? []
  if (decimals.length > exponent) return null
  return Number(whole.replaceAll(/\D/g, '') + decimals.padEnd(exponent, '0'))
}
