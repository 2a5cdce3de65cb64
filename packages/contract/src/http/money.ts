import { z } from 'zod'

/**
 * The currencies prices may be in, each with the digits of its minor unit: 1999 in `usd` is 19.99 dollars, 1999 in
 * `jpy` is 1999 yen. Names as Stripe spells them: ISO 4217, lower-case.
 */
export const CURRENCIES = {
  usd: 2,
  eur: 2,
  gbp: 2,
  chf: 2,
  aud: 2,
  cad: 2,
  czk: 2,
  dkk: 2,
  jpy: 0,
  nok: 2,
  nzd: 2,
  pln: 2,
  sek: 2,
  sgd: 2,
} as const satisfies Record<string, number>
export type Currency = keyof typeof CURRENCIES
export const currencySchema = z.enum(Object.keys(CURRENCIES) as [Currency, ...Currency[]], {
  error: `A currency is one of ${Object.keys(CURRENCIES).join(', ')}`,
})

/** An amount in whole minor units. Sums can be negative; each schema that refuses that says so. */
export const moneySchema = z
  .object({
    amountMinor: z.int().describe('Whole minor units: cents of dollars and euros, yen'),
    currency: currencySchema,
  })
  .meta({ id: 'Money' })
export type Money = z.infer<typeof moneySchema>

/** As people write it: `$19.99`, `¥1,999`. */
export function formatMoney({ amountMinor, currency }: Money, locale = 'en'): string {
  const digits = CURRENCIES[currency]
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(amountMinor / 10 ** digits)
}
