import {
  CURRENCIES,
  type Currency,
  formatMoney,
  type NewPrice,
  type Plan,
  type Price,
  taxText,
} from '@grantry/contract'
import { usageError } from './cli.errors.ts'

const PRICE = /^(\d+(?:\.\d+)?) ?([a-z]{3})(?:\/(month|year))?$/i

/** Reads `9.00 EUR/month`, `49 usd`. Throws a usage error. */
export function parsePrice(text: string): NewPrice {
  const [, amount = '', name = '', interval] = PRICE.exec(text.trim()) ?? []
  const currency = name.toLowerCase()
  if (amount === '' || !isCurrency(currency))
    throw usageError(`${text} is no price`, `Write it as 9.00 EUR/month or 49 USD; currencies: ${names()}`)
  const price: NewPrice = { amountMinor: parseAmountOf(amount, currency), currency }
  return interval === undefined ? price : { ...price, interval: interval.toLowerCase() === 'year' ? 'year' : 'month' }
}

/** Minor units of an amount as people write it: 19.99 in euros is 1999. Throws a usage error. */
export function parseAmountOf(text: string, currency: Currency): number {
  const digits = CURRENCIES[currency]
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text.trim()) ?? []
  if (whole === '' || fraction.length > digits)
    throw usageError(`${text} is no amount of ${currency.toUpperCase()}`, `It has at most ${digits} decimal places`)
  return Number(whole + fraction.padEnd(digits, '0'))
}

const isCurrency = (name: string): name is Currency => Object.hasOwn(CURRENCIES, name)
const names = () => Object.keys(CURRENCIES).join(', ').toUpperCase()

/** `€9.00 a month for each seat plus tax`, `€0.10 for 100 calls`. */
export function priceText({ amount, interval, tax }: PriceTerms, { meter, perSeat }: PlanTerms): string {
  const words =
    meter === null
      ? [interval === null ? '' : `a ${interval}`, perSeat ? 'for each seat' : '']
      : [`for ${meter.units.toLocaleString('en')} ${METERED[meter.of]}`]
  return [formatMoney(amount), ...words, taxText(tax)].filter(Boolean).join(' ')
}
type PriceTerms = Pick<Price, 'amount' | 'interval' | 'tax'>
type PlanTerms = Pick<Plan, 'meter' | 'perSeat'>
const METERED = { calls: 'calls', fuel: 'units of fuel' } as const
