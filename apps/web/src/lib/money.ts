import type { Currency, Money, Price, PricingSummary } from '@grantry/contract'
import { pricedBy } from '@grantry/contract/pricing-text'
import { readerLocale } from './locale.ts'

const format = (currency: Currency) => new Intl.NumberFormat(readerLocale(), { style: 'currency', currency })
const digitsOf = (currency: Currency): number => format(currency).resolvedOptions().maximumFractionDigits ?? 2

/** `{ amountMinor: 1999, currency: 'usd' }` → $19.99. */
export const formatMoney = ({ amountMinor, currency }: Money): string =>
  format(currency).format(amountMinor / 10 ** digitsOf(currency))

/** `19.99` in dollars → 1999; null for what is no amount of the currency. */
export function parseAmount(text: string, currency: Currency): number | null {
  const digits = digitsOf(currency)
  const [, whole, fraction = ''] = /^(\d{1,8})(?:[.,](\d+))?$/.exec(text.trim()) ?? []
  if (whole === undefined || fraction.length > digits) return null
  return Number(whole + fraction.padEnd(digits, '0'))
}

/** What stands in a field for an amount: 1999 cents → `19.99`. */
export const amountText = ({ amountMinor, currency }: Money): string =>
  (amountMinor / 10 ** digitsOf(currency)).toFixed(digitsOf(currency))

/** A price as people read it: `$5.00 a month for each seat plus tax`. */
export const priceText = (
  { amount, interval, tax }: Pick<Price, 'amount' | 'interval' | 'tax'>,
  plan: Pick<NonNullable<PricingSummary['from']>, 'perSeat' | 'meter'>,
): string =>
  `${formatMoney(amount)} ${pricedBy({ interval, tax, perSeat: plan.perSeat, meter: plan.meter }, readerLocale())}`
