import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { idOf, type World } from '../state/world.ts'
import type { CheckoutOrder } from './checkout-shape.ts'

/**
 * A person chooses other quantities on the checkout page, where the session allows it.
 *
 * @param quantities - for each line in order; a line that is left out keeps its own.
 */
export function adjustQuantities(
  world: World,
  session: Stripe.Checkout.Session,
  order: CheckoutOrder,
  quantities: readonly (number | undefined)[],
): CheckoutOrder {
  const lines = order.lines.map((line, index) => adjusted(line, quantities[index] ?? line.quantity))
  const total = lines.reduce((sum, line) => sum + line.amount_total, 0)
  // A trial is free for any quantity.
  const due = session.amount_total === 0 ? 0 : total
  world.change('checkout.session', session, { amount_subtotal: due, amount_total: due })
  if (session.payment_intent) {
    world.change('payment_intent', world.get('payment_intent', idOf(session.payment_intent)), { amount: due })
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
