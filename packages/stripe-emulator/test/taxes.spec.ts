import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { idOf as idOfReference } from '../src/state/world.ts'
import { errorOf, startEmulator } from './emulator.ts'

type Client = Awaited<ReturnType<typeof startEmulator>>['stripe']
type Behavior = 'exclusive' | 'inclusive'

const idOf = (reference: string | { id: string } | null): string => idOfReference(reference ?? '')

const recurring = { interval: 'month' } as const
const price = (stripe: Client, more: Partial<Stripe.PriceCreateParams> = {}) =>
  stripe.prices.create({ currency: 'eur', unit_amount: 1_000, product_data: { name: 'Wordstats' }, ...more })

const checkout = (stripe: Client, of: Stripe.Price, more: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: of.recurring ? 'subscription' : 'payment',
    line_items: [{ price: of.id, quantity: 1 }],
    automatic_tax: { enabled: true },
    success_url: 'http://localhost/paid',
    ...more,
  })

/** A subscription that somebody in Germany has begun. */
async function subscribed(tax_behavior: Behavior) {
  const { stripe, control } = await startEmulator()
  const session = await checkout(stripe, await price(stripe, { recurring, tax_behavior }))
  await control.payCheckout(session.id, { country: 'DE' })
  const { subscription } = await stripe.checkout.sessions.retrieve(session.id)
  return { stripe, control, id: idOf(subscription) }
}

const invoicesOf = async (stripe: Client, subscription: string) =>
  (await stripe.invoices.list({ subscription })).data.map(({ billing_reason, subtotal, total, total_taxes }) => ({
    billing_reason,
    subtotal,
    total,
    tax: (total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
  }))

describe('a single payment', () => {
  it.each([
    ['exclusive', 'on top of the price', { amount_subtotal: 1_000, amount_total: 1_190, tax: 190, without: 1_000 }],
    ['inclusive', 'out of the price', { amount_subtotal: 1_000, amount_total: 1_000, tax: 160, without: 840 }],
  ] as const)('takes a tax that is %s %s', async (tax_behavior, _where, { tax, without, ...sums }) => {
    const { stripe, control } = await startEmulator()
    const session = await checkout(stripe, await price(stripe, { tax_behavior }), {
      invoice_creation: { enabled: true },
    })
    expect(session).toMatchObject({
      amount_total: 1_000,
      automatic_tax: { enabled: true, status: 'requires_location_inputs' },
      total_details: { amount_tax: 0 },
    })
    await control.payCheckout(session.id, { country: 'DE' })
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['invoice', 'payment_intent', 'line_items', 'customer'],
    })
    expect(paid).toMatchObject({
      ...sums,
      automatic_tax: { status: 'complete' },
      total_details: { amount_tax: tax },
      customer_details: { address: { country: 'DE' } },
      customer: { address: { country: 'DE' } },
      line_items: { data: [{ ...sums, amount_tax: tax }] },
      payment_intent: { amount: sums.amount_total },
      invoice: {
        total: sums.amount_total,
        amount_paid: sums.amount_total,
        total_excluding_tax: without,
        total_taxes: [{ amount: tax, tax_behavior, taxable_amount: without, taxability_reason: 'standard_rated' }],
        lines: { data: [{ amount: 1_000, taxes: [{ amount: tax }] }] },
      },
    })
  })

  it('takes nothing where the platform collects nothing', async () => {
    const { stripe, control } = await startEmulator()
    const session = await checkout(stripe, await price(stripe, { tax_behavior: 'exclusive' }), {
      invoice_creation: { enabled: true },
    })
    await control.payCheckout(session.id, { country: 'US' })
    expect(await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice'] })).toMatchObject({
      amount_total: 1_000,
      invoice: { total: 1_000, total_taxes: [{ amount: 0, taxability_reason: 'not_collecting' }] },
    })
  })

  it('knows the tax at once for a customer whose address is known', async () => {
    const { stripe } = await startEmulator()
    const customer = (await stripe.customers.create({ address: { country: 'FR' } })).id
    const session = await checkout(stripe, await price(stripe, { tax_behavior: 'exclusive' }), { customer })
    expect(session).toMatchObject({ amount_total: 1_200, automatic_tax: { status: 'complete' } })
  })
})

describe('a subscription', () => {
  it('renews with the tax of where the customer then lives', async () => {
    const { stripe, control, id } = await subscribed('exclusive')
    const { customer } = await stripe.subscriptions.retrieve(id)
    await stripe.customers.update(idOf(customer), { address: { country: 'FR' } })
    await control.advance({ days: 32 })
    expect(await invoicesOf(stripe, id)).toEqual([
      { billing_reason: 'subscription_cycle', subtotal: 1_000, total: 1_200, tax: 200 },
      { billing_reason: 'subscription_create', subtotal: 1_000, total: 1_190, tax: 190 },
    ])
  })

  it.each(['exclusive', 'inclusive'] as const)('gives back the tax of what was not used (%s)', async (behavior) => {
    const { stripe, id } = await subscribed(behavior)
    const [item] = (await stripe.subscriptions.retrieve(id)).items.data
    const other = await price(stripe, { recurring, tax_behavior: behavior, unit_amount: 3_000 })
    const items = [{ id: item?.id ?? '', price: other.id }]
    const preview = await stripe.invoices.createPreview({
      subscription: id,
      subscription_details: { items, proration_behavior: 'always_invoice' },
    })
    const [unused, remaining] = preview.lines.data
    expect(unused?.taxes?.[0]?.amount).toBe(behavior === 'exclusive' ? -190 : -160)
    expect(remaining?.taxes?.[0]?.amount).toBe(behavior === 'exclusive' ? 570 : 479)
    await stripe.subscriptions.update(id, { items, proration_behavior: 'always_invoice' })
    const [changed] = await invoicesOf(stripe, id)
    expect(changed).toEqual({
      billing_reason: 'subscription_update',
      subtotal: 2_000,
      total: preview.total,
      tax: behavior === 'exclusive' ? 380 : 319,
    })
  })

  it('bills what was used with its tax', async () => {
    const { stripe, control } = await startEmulator()
    const meter = await stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'calls',
      default_aggregation: { formula: 'sum' },
    })
    const metered = await price(stripe, {
      recurring: { ...recurring, usage_type: 'metered', meter: meter.id },
      tax_behavior: 'exclusive',
      unit_amount: 10,
    })
    const customer = (await stripe.customers.create({})).id
    const session = await checkout(stripe, metered, {
      customer,
      customer_update: { address: 'auto' },
      line_items: [{ price: metered.id }],
    })
    await control.payCheckout(session.id, { country: 'DE' })
    await stripe.billing.meterEvents.create({
      event_name: 'calls',
      payload: { stripe_customer_id: customer, value: '100' },
    })
    await control.advance({ days: 32 })
    const { subscription } = await stripe.checkout.sessions.retrieve(session.id)
    expect((await invoicesOf(stripe, idOf(subscription)))[0]).toMatchObject({ total: 1_190, tax: 190 })
  })

  it('begins a trial with neither a payment nor a tax, and takes both when it ends', async () => {
    const { stripe, control } = await startEmulator()
    const of = await price(stripe, { recurring, tax_behavior: 'exclusive' })
    const session = await checkout(stripe, of, { subscription_data: { trial_period_days: 7 } })
    await control.payCheckout(session.id, { country: 'DE' })
    const begun = await stripe.checkout.sessions.retrieve(session.id)
    expect(begun).toMatchObject({ amount_total: 0, total_details: { amount_tax: 0 } })
    await control.advance({ days: 8 })
    expect(await invoicesOf(stripe, idOf(begun.subscription))).toMatchObject([
      { total: 1_190, tax: 190 },
      { total: 0, tax: 0 },
    ])
  })
})

describe('what cannot be reckoned', () => {
  it('refuses a price that does not say whether its tax is in it, which can be said once', async () => {
    const { stripe } = await startEmulator()
    const open = await price(stripe)
    expect((await errorOf(checkout(stripe, open))).message).toContain('must have a `tax_behavior`')
    expect(await stripe.prices.update(open.id, { tax_behavior: 'inclusive' })).toMatchObject({
      tax_behavior: 'inclusive',
    })
    expect(await checkout(stripe, open)).toMatchObject({ status: 'open' })
    expect((await errorOf(stripe.prices.update(open.id, { tax_behavior: 'exclusive' }))).param).toBe('tax_behavior')
  })

  it('refuses customers whose address is not known, and will not be', async () => {
    const { stripe } = await startEmulator()
    const of = await price(stripe, { recurring, tax_behavior: 'exclusive' })
    const customer = (await stripe.customers.create({})).id
    expect((await errorOf(checkout(stripe, of, { customer }))).code).toBe('customer_tax_location_invalid')
    const begun = stripe.subscriptions.create({ customer, items: [{ price: of.id }], automatic_tax: { enabled: true } })
    expect((await errorOf(begun)).code).toBe('customer_tax_location_invalid')
  })

  it('refuses everything until the address of the head office is known', async () => {
    const { stripe, control } = await startEmulator()
    const of = await price(stripe, { tax_behavior: 'exclusive' })
    expect(await stripe.tax.settings.retrieve()).toMatchObject({ status: 'active' })
    await control.closeHeadOffice()
    expect(await stripe.tax.settings.retrieve()).toMatchObject({
      status: 'pending',
      status_details: { pending: { missing_fields: ['head_office'] } },
    })
    expect((await errorOf(checkout(stripe, of))).message).toContain('head office')
    await stripe.tax.settings.update({ head_office: { address: { country: 'DE' } } })
    expect(await checkout(stripe, of)).toMatchObject({ status: 'open' })
  })
})
