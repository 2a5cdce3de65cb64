import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { advance, monthly, START, subscribe, useCard } from './subscriptions.ts'

const DAY = 86_400

describe('subscriptions by a test clock', () => {
  it('are renewed for a year after a trial, each on the same day or the last of the month', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe, { trial_period_days: 14 })
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: START + 14 * DAY })
    await advance(stripe, clock, START + (14 + 365) * DAY)
    const invoices = (await stripe.invoices.list({ subscription: subscription.id, limit: 100 })).data
    expect(invoices.map(({ billing_reason, total, status }) => [billing_reason, total, status])).toEqual([
      ...Array.from({ length: 13 }, () => ['subscription_cycle', 1000, 'paid']),
      ['subscription_create', 0, 'paid'],
    ])
    const periods = invoices.map(({ lines }) => new Date((lines.data[0]?.period.start ?? 0) * 1000).getUTCDate())
    expect(new Set(periods)).toEqual(new Set([14, 31]))
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
    const types = ['customer.subscription.trial_will_end', 'test_helpers.test_clock.ready']
    expect((await stripe.events.list({ types })).data.map(({ type }) => type)).toEqual(types.toReversed())
  })

  it('keep the day of the month where the month has it', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    await advance(stripe, clock, START + 100 * DAY)
    const invoices = (await stripe.invoices.list({ subscription: subscription.id })).data
    const days = invoices.map(({ lines }) =>
      new Date((lines.data[0]?.period.start ?? 0) * 1000).toISOString().slice(0, 10),
    )
    expect(days.toReversed()).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'])
  })

  it('bill the quantity and the price that they have at the renewal', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    const [item] = subscription.items.data
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item!.id, quantity: 5 }],
      proration_behavior: 'none',
    })
    await advance(stripe, clock, START + 32 * DAY)
    const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(latest).toMatchObject({ total: 2500, lines: { data: [{ quantity: 5 }] } })
  })

  it('end with their period when they were told to, and not when that was taken back', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    const ending = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    expect(ending).toMatchObject({ status: 'active', cancel_at: ending.items.data[0]?.current_period_end })
    const back = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false })
    expect(back).toMatchObject({ cancel_at: null, canceled_at: null })
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    await advance(stripe, clock, START + 32 * DAY)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'canceled' })
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1)
  })

  it('are past due while the card declines, active again with another card', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription, customer } = await subscribe(stripe)
    await useCard(stripe, customer, 'pm_card_chargeCustomerFail')
    await advance(stripe, clock, START + 29 * DAY)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'past_due' })
    const [open] = (await stripe.invoices.list({ status: 'open' })).data
    expect(open).toMatchObject({ attempt_count: 1, next_payment_attempt: expect.any(Number) })
    expect(await errorOf(stripe.invoices.pay(open!.id))).toMatchObject({ statusCode: 402 })
    await useCard(stripe, customer, 'pm_card_visa')
    expect(await stripe.invoices.pay(open!.id)).toMatchObject({ status: 'paid' })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
  })

  it('are cancelled when every attempt to collect failed', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription, customer } = await subscribe(stripe)
    await useCard(stripe, customer, 'pm_card_chargeCustomerFail')
    await advance(stripe, clock, START + 50 * DAY)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      status: 'canceled',
      cancellation_details: { reason: 'payment_failed' },
    })
    const [open] = (await stripe.invoices.list({ status: 'open' })).data
    expect(open).toMatchObject({ attempt_count: 4, next_payment_attempt: null })
  })

  it('are no longer collected once they were cancelled', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription, customer } = await subscribe(stripe)
    await useCard(stripe, customer, 'pm_card_chargeCustomerFail')
    await advance(stripe, clock, START + 29 * DAY)
    await stripe.subscriptions.cancel(subscription.id)
    await advance(stripe, clock, START + 60 * DAY)
    const [open] = (await stripe.invoices.list({ status: 'open' })).data
    expect(open).toMatchObject({ attempt_count: 1, next_payment_attempt: null })
    expect((await stripe.events.list({ type: 'customer.subscription.deleted' })).data).toHaveLength(1)
  })

  it('end a trial early when they are told to', async () => {
    const { stripe } = await startEmulator()
    const { subscription } = await subscribe(stripe, { trial_period_days: 14 })
    const active = await stripe.subscriptions.update(subscription.id, { trial_end: 'now' })
    expect(active).toMatchObject({ status: 'active', trial_end: START })
    const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(latest).toMatchObject({ total: 1000, status: 'paid' })
  })

  it('end with a trial that left no card, when they were made so', async () => {
    const { stripe } = await startEmulator()
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START })
    const customer = await stripe.customers.create({ test_clock: clock.id })
    const price = await monthly(stripe)
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'cancel' } },
    })
    await advance(stripe, clock.id, START + 8 * DAY)
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'canceled' })
  })

  it('bill what was used of a metered price after the period, and each event once', async () => {
    const { stripe } = await startEmulator()
    const meter = await stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'calls',
      default_aggregation: { formula: 'sum' },
    })
    const recurring = { interval: 'month', usage_type: 'metered', meter: meter.id } as const
    const { clock, subscription, customer } = await subscribe(stripe, {}, recurring)
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toMatchObject([{ total: 0 }])
    const use = (value: number, identifier: string) =>
      stripe.billing.meterEvents.create({
        event_name: 'calls',
        identifier,
        payload: { stripe_customer_id: customer, value: String(value) },
      })
    await use(3, 'one')
    await use(4, 'two')
    expect((await errorOf(use(4, 'two'))).statusCode).toBe(400)
    await advance(stripe, clock, START + 32 * DAY)
    const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(latest).toMatchObject({ total: 7 * 500, lines: { data: [{ quantity: 7 }] } })
  })
})

describe('a subscription made by the server', () => {
  it('is incomplete while its first payment fails, and expires', async () => {
    const { stripe, control } = await startEmulator()
    const customer = await stripe.customers.create({})
    await useCard(stripe, customer.id, 'pm_card_chargeCustomerFail')
    const price = await monthly(stripe)
    const subscription = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: price.id }] })
    expect(subscription.status).toBe('incomplete')
    await control.advance({ days: 1 })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'incomplete_expired' })
  })

  it('ends at once when it is cancelled', async () => {
    const { stripe } = await startEmulator()
    const { subscription } = await subscribe(stripe)
    expect(await stripe.subscriptions.cancel(subscription.id)).toMatchObject({ status: 'canceled' })
    expect(await errorOf(stripe.subscriptions.cancel(subscription.id))).toMatchObject({ code: 'resource_missing' })
  })

  it('is found in lists, with its items, invoices, lines and payments', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription, customer } = await subscribe(stripe)
    const [item] = (await stripe.subscriptionItems.list({ subscription: subscription.id })).data
    expect(item).toMatchObject({ quantity: 2, subscription: subscription.id })
    expect((await stripe.subscriptions.list({ customer })).data).toMatchObject([{ id: subscription.id }])
    expect((await stripe.subscriptions.list({ status: 'canceled' })).data).toEqual([])
    expect((await stripe.testHelpers.testClocks.list()).data).toMatchObject([{ id: clock }])
    const invoice = subscription.latest_invoice as string
    expect((await stripe.invoices.listLineItems(invoice)).data).toMatchObject([{ amount: 1000, quantity: 2 }])
    const [payment] = (await stripe.invoicePayments.list({ invoice })).data
    expect(await stripe.invoicePayments.retrieve(payment?.id ?? '')).toMatchObject({ amount_paid: 1000 })
    expect(await stripe.invoices.update(invoice, { metadata: { a: '1' } })).toMatchObject({ metadata: { a: '1' } })
    expect((await errorOf(stripe.invoices.voidInvoice(invoice))).statusCode).toBe(400)
  })
})

describe('changes in the middle of a period', () => {
  /** Half of the period from January 31st to February 28th is over. */
  async function halfway(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
    const { stripe } = await startEmulator()
    const made = await subscribe(stripe, params)
    await advance(stripe, made.clock, START + 14 * DAY)
    const item = made.subscription.items.data[0]!.id
    const { product } = (await stripe.subscriptions.retrieve(made.subscription.id)).items.data[0]!.price
    const priceOf = (unit_amount: number, interval: 'month' | 'year') =>
      stripe.prices.create({ product: product as string, currency: 'usd', unit_amount, recurring: { interval } })
    return { stripe, item, priceOf, ...made }
  }
  const quantityAtOnce = (id: string, quantity: number) => ({
    items: [{ id, quantity }],
    proration_behavior: 'always_invoice' as const,
  })
  const invoicesOf = async (stripe: Stripe, subscription: string) =>
    (await stripe.invoices.list({ subscription, limit: 100 })).data

  it('are charged at once for the time that is left, to the second, as the preview said', async () => {
    const { stripe, subscription, item } = await halfway()
    const change = quantityAtOnce(item, 4)
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change })
    expect(preview).toMatchObject({ total: 500, amount_due: 500, billing_reason: 'subscription_update' })
    expect(preview.lines.data.map(({ amount, quantity }) => [amount, quantity])).toEqual([
      [-500, 2],
      [1000, 4],
    ])
    expect(await invoicesOf(stripe, subscription.id)).toHaveLength(1)
    await stripe.subscriptions.update(subscription.id, change)
    const [made] = await invoicesOf(stripe, subscription.id)
    expect(made).toMatchObject({ total: 500, amount_paid: 500, status: 'paid' })
  })

  it('leave credit for less, which the next invoices use up', async () => {
    const { stripe, subscription, item, customer, clock } = await halfway()
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 1 }],
      proration_behavior: 'always_invoice',
    })
    expect((await stripe.customers.retrieve(customer)) as Stripe.Customer).toMatchObject({ balance: -250 })
    await advance(stripe, clock, START + 32 * DAY)
    const [renewal] = await invoicesOf(stripe, subscription.id)
    expect(renewal).toMatchObject({ total: 500, starting_balance: -250, amount_due: 250, ending_balance: 0 })
  })

  it('are on the next invoice when nothing is said', async () => {
    const { stripe, subscription, item, clock } = await halfway()
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 4 }] })
    expect(await invoicesOf(stripe, subscription.id)).toHaveLength(1)
    await advance(stripe, clock, START + 32 * DAY)
    expect((await invoicesOf(stripe, subscription.id))[0]).toMatchObject({ total: 2500 })
  })

  it('begin a period of their own with another interval', async () => {
    const { stripe, subscription, item, priceOf } = await halfway()
    const price = await priceOf(5_000, 'year')
    const after = await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: price.id }] })
    const [made] = await invoicesOf(stripe, subscription.id)
    expect(made).toMatchObject({ total: 2 * 5_000 - 500, status: 'paid' })
    expect(after.items.data[0]).toMatchObject({ current_period_start: START + 14 * DAY })
    expect(new Date(after.items.data[0]!.current_period_end * 1000).toISOString().slice(0, 10)).toBe('2027-02-14')
  })

  it('are not made when they cannot be paid and were not to be made without', async () => {
    const { stripe, subscription, item, customer } = await halfway()
    const method = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
    await stripe.subscriptions.update(subscription.id, { default_payment_method: method.id })
    const change = quantityAtOnce(item, 4)
    const refused = await errorOf(
      stripe.subscriptions.update(subscription.id, { ...change, payment_behavior: 'error_if_incomplete' }),
    )
    expect(refused).toMatchObject({ statusCode: 402, code: 'card_declined' })
    expect((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]).toMatchObject({ quantity: 2 })
    await stripe.subscriptions.update(subscription.id, change)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'past_due' })
  })

  it('cost nothing during a trial', async () => {
    const { stripe, subscription, item } = await halfway({ trial_period_days: 20 })
    await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 9 }],
      proration_behavior: 'always_invoice',
    })
    expect(await invoicesOf(stripe, subscription.id)).toHaveLength(1)
  })
})
