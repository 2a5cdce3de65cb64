import type { Money } from './http/money.ts'
import type { PricingSummary } from './http/plans.ts'
import type { TaxTerms } from './http/taxes.ts'

/*
 * What an extension costs, as people read it. Without a schema, so that the first page of a store can have it
 * (`@grantry/contract/pricing-text`).
 */

type From = NonNullable<PricingSummary['from']>

const TAX: Readonly<Record<TaxTerms, string>> = { none: '', exclusive: 'plus tax', inclusive: 'incl. tax' }

const METERED = { calls: ['call', 'calls'], fuel: ['unit of fuel', 'units of fuel'] } as const

/**
 * The line of a card: `Free`, `$9 once`, `From $4 a month plus tax, 14 days free`, `Free, or from $4 a month`. `locale` says how the
 * amounts are written; the words are English.
 */
export function pricingText({ model, from, trialDays }: PricingSummary, locale = 'en'): string {
  if (model === 'unavailable') return 'Not on offer'
  if (from === null) return 'Free'
  const words = [
    model === 'freemium' ? 'free, or' : '',
    from.several ? 'from' : '',
    shortMoney(from.amount, locale),
    pricedBy(from, locale),
  ]
  const price = words.filter(Boolean).join(' ')
  const trial = trialDays > 0 ? `, ${trialDays} ${trialDays === 1 ? 'day' : 'days'} free` : ''
  return price.charAt(0).toUpperCase() + price.slice(1) + trial
}

/** What is paid for once, again and again, or by use: `a month for each seat plus tax`, `for every 1,000 calls`. */
export function pricedBy(
  { interval, perSeat, meter, tax }: Pick<From, 'interval' | 'perSeat' | 'meter' | 'tax'>,
  locale = 'en',
) {
  const [one, many] = METERED[meter?.of ?? 'calls']
  const by = [
    interval === null ? (meter === null ? 'once' : '') : `a ${interval}`,
    perSeat ? 'for each seat' : '',
    meter === null
      ? ''
      : meter.units === 1
        ? `for every ${one}`
        : `for every ${meter.units.toLocaleString(locale)} ${many}`,
    TAX[tax],
  ]
  return by.filter(Boolean).join(' ')
}

/** `plus tax`, `incl. tax`, or nothing. */
export const taxText = (tax: TaxTerms): string => TAX[tax]

/** Whole amounts without their zeros: $9, $9.50. */
function shortMoney({ amountMinor, currency }: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' })
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}
