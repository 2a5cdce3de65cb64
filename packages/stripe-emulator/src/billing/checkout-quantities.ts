import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { idOf, type World } from '../state/world.ts'
import type { CheckoutOrder } from './checkout-shape.ts'
import { taxedLines, totalsOf } from './checkout-totals.ts'

/** What a person fills in that changes what is to be paid. */
export interface Choices {
  /** For each line in order; a line that is left out keeps its own. */
  readonly quantities: readonly (number | undefined)[]
  /** Where taxes are reckoned by it. */
  readonly country: string
}

/** A person chooses other quantities on the checkout page, where the session allows it, and says where they live. */
export function applyChoices(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  { quantities, country }: Choices,
): CheckoutOrder {
  const wanted = order.lines.map((line, index) => adjusted(line, quantities[index] ?? line.quantity))
  const lines = session.automatic_tax.enabled ? taxedLines(wanted, country) : wanted
  const totals = totalsOf({ ...order, lines })
  world.change('checkout.session', session, {
    ...totals,
    ...(session.automatic_tax.enabled && { automatic_tax: { ...session.automatic_tax, status: 'complete' } }),
  })
  if (session.payment_intent) {
    const intent = world.get('payment_intent', idOf(session.payment_intent))
    world.change('payment_intent', intent, { amount: totals.amount_total })
  }
  return world.put('checkout_order', { ...order, lines })
}

function adjusted(line: Stripe.LineItem, quantity: number | null): Stripe.LineItem {
  if (quantity === line.quantity || quantity === null) return line
  const bounds = line.adjustable_quantity
  const minimum = Math.max(1, bounds?.minimum ?? 1)
  const maximum = bounds?.maximum ?? 99
  if (!bounds?.enabled || !Number.isSafeInteger(quantity) || quantity < minimum || quantity > maximum) {
    throw invalidRequest(`The quantity must be a whole number from ${minimum} to ${maximum}.`)
  }
  const amount = quantity * (line.price?.unit_amount ?? 0)
  return { ...line, quantity, amount_subtotal: amount, amount_total: amount }
}
