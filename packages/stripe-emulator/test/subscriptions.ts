import type { Stripe } from 'stripe'
import { expect, vi } from 'vitest'

/** January 31st of 2026, so that months of different lengths follow. */
export const START = Date.UTC(2026, 0, 31, 12) / 1000

/** A customer with a good card and a clock, who subscribes to two of a monthly price of 500. */
export async function subscribe(
  stripe: Stripe,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
  recurring: Stripe.PriceCreateParams.Recurring = { interval: 'month' },
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START })
  const customer = await stripe.customers.create({ test_clock: clock.id })
  await useCard(stripe, customer.id, 'pm_card_visa')
  const price = await monthly(stripe, recurring)
  const quantity = recurring.usage_type === 'metered' ? {} : { quantity: 2 }
  const items = [{ price: price.id, ...quantity }]
  const subscription = await stripe.subscriptions.create({ customer: customer.id, items, ...params })
  return { clock: clock.id, customer: customer.id, subscription }
}

export async function monthly(
  stripe: Stripe,
  recurring: Stripe.PriceCreateParams.Recurring = { interval: 'month' },
): Promise<Stripe.Price> {
  return stripe.prices.create({
    product_data: { name: 'Word statistics' },
    unit_amount: 500,
    currency: 'usd',
    recurring,
  })
}

export async function useCard(stripe: Stripe, customer: string, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: method.id } })
}

export async function advance(stripe: Stripe, clock: string, frozen_time: number): Promise<void> {
  expect(await stripe.testHelpers.testClocks.advance(clock, { frozen_time })).toMatchObject({ status: 'advancing' })
  await vi.waitFor(async () => expect((await stripe.testHelpers.testClocks.retrieve(clock)).status).toBe('ready'))
}
