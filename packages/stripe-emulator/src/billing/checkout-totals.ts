import type { Stripe } from 'stripe'

import type { CheckoutOrder } from './checkout-shape.ts'
import { addedBy, taxOf } from './taxes.ts'

/** What a session comes to now; a trial is free for any quantity. */
export function totalsOf(order: Pick<CheckoutOrder, 'lines' | 'subscription'>) {
  const isTrial = (order.subscription?.trialDays ?? order.subscription?.trialEnd ?? null) !== null
  const sum = (field: 'amount_subtotal' | 'amount_tax' | 'amount_total') =>
    isTrial ? 0 : order.lines.reduce((total, line) => total + line[field], 0)
  return {
    amount_subtotal: sum('amount_subtotal'),
    amount_total: sum('amount_total'),
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: sum('amount_tax') },
  }
}

/** Lines with the taxes of a country. */
export const taxedLines = (lines: readonly Stripe.LineItem[], country: string | null): Stripe.LineItem[] =>
  lines.map((line) => {
    const tax = taxOf(line.price ?? { tax_behavior: null }, line.amount_subtotal, country)
    return { ...line, amount_tax: tax.amount, amount_total: line.amount_subtotal + addedBy([tax]) }
  })
