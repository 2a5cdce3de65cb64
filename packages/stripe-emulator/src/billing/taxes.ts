import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { idOrNull, type World } from '../state/world.ts'
import { taxSettings } from './tax-settings.ts'

/**
 * What is taken on top of a price, or is in it, in hundredths of a percent: one standard rate for a country. Where there is
 * none here the platform collects nothing, as with Stripe where it is not registered. Rates of 2026; nobody keeps them true.
 */
export const TAX_RATES: Readonly<Record<string, number>> = {
  AT: 2_000,
  AU: 1_000,
  BE: 2_100,
  CH: 810,
  DE: 1_900,
  DK: 2_500,
  ES: 2_100,
  FR: 2_000,
  GB: 2_000,
  IE: 2_300,
  IT: 2_200,
  JP: 1_000,
  NL: 2_100,
  PL: 2_300,
  SE: 2_500,
}

const WHOLE = 10_000

/** The tax of one amount. */
export interface LineTax {
  readonly amount: number
  readonly behavior: 'exclusive' | 'inclusive'
  /** What it was reckoned on: without the tax. */
  readonly taxable: number
  /** Null where nothing is collected. */
  readonly rate: string | null
}

/**
 * The tax of an amount of a price for somebody in a country; half a unit counts away from nothing, so that credit has exactly
 * the tax that it gives back.
 *
 * @param country - null when it is not known: nothing is collected.
 */
export function taxOf(price: Pick<Stripe.Price, 'tax_behavior'>, amount: number, country: string | null): LineTax {
  const behavior = price.tax_behavior === 'inclusive' ? 'inclusive' : 'exclusive'
  const rate = TAX_RATES[country ?? ''] ?? 0
  const base = behavior === 'inclusive' ? WHOLE + rate : WHOLE
  const tax = Math.sign(amount) * Math.round((Math.abs(amount) * rate) / base) + 0
  return {
    amount: tax,
    behavior,
    taxable: behavior === 'inclusive' ? amount - tax : amount,
    rate: rate === 0 ? null : `txr_local_${country}`,
  }
}

/** As Stripe shows it, on a line of an invoice and as a part of the sum. */
export const taxDetails = ({ amount, behavior, taxable, rate }: LineTax) =>
  ({
    amount,
    tax_behavior: behavior,
    tax_rate_details: rate === null ? null : { tax_rate: rate },
    taxability_reason: rate === null ? 'not_collecting' : 'standard_rated',
    taxable_amount: taxable,
    type: 'tax_rate_details',
  }) as const

/** Taxes of one rate and one behaviour together. */
export function sumOfTaxes(taxes: readonly LineTax[]): LineTax[] {
  const sums = new Map<string, LineTax>()
  for (const tax of taxes) {
    const key = `${tax.behavior} ${tax.rate}`
    const sum = sums.get(key)
    sums.set(key, sum ? { ...sum, amount: sum.amount + tax.amount, taxable: sum.taxable + tax.taxable } : tax)
  }
  return [...sums.values()]
}

/** What taxes add to the amounts; those that are in a price add nothing. */
export const addedBy = (taxes: readonly LineTax[]): number =>
  taxes.reduce((sum, { amount, behavior }) => sum + (behavior === 'exclusive' ? amount : 0), 0)

/** The country by whose rate a customer pays; null when it is not known. */
export function countryOf(world: World, customer: string | { readonly id: string } | null | undefined): string | null {
  const id = idOrNull(customer)
  return (id === null ? undefined : world.find('customer', id))?.address?.country ?? null
}

/** @throws StripeFault when taxes cannot be reckoned for these prices, or not at all. */
export function requireTaxable(world: World, prices: readonly (Stripe.Price | null)[], param: string): void {
  if (taxSettings(world).status !== 'active') {
    throw invalidRequest('You must have a valid head office address to enable automatic tax calculation.', { param })
  }
  for (const price of prices) requireBehavior(price)
}

/** @throws StripeFault for a price that does not say whether taxes are in it. */
export function requireBehavior(price: Stripe.Price | null): void {
  if (price === null || price.tax_behavior === 'exclusive' || price.tax_behavior === 'inclusive') return
  throw invalidRequest(
    `In order to use automatic tax, the price ${price.id} must have a \`tax_behavior\` of \`inclusive\` or \`exclusive\`.`,
  )
}

/** @throws StripeFault `customer_tax_location_invalid` */
export function requireLocation(world: World, customer: string): void {
  if (countryOf(world, customer) !== null) return
  throw invalidRequest(
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    { code: 'customer_tax_location_invalid', param: 'automatic_tax[enabled]' },
  )
}
