import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { advance, monthly, START, subscribe, useCard } from './subscriptions.ts'

const DAY = 86_400

describe('the first invoice of a subscription that waits for its payment', () => {
  async function awaited() {
    const { stripe, control } = await startEmulator()
    const customer = await stripe.customers.create({})
    const price = await monthly(stripe)
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      payment_behavior: 'default_incomplete',
      expand: ['latest_invoice.confirmation_secret', 'latest_invoice.payments'],
    })
    const invoice = subscription.latest_invoice as Stripe.Invoice
    const intent = invoice.payments?.data[0]?.payment.payment_intent as string
    return { stripe, control, subscription, invoice, intent }
  }

  it('is paid by whoever confirms its payment, which makes the subscription active', async () => {
    const { stripe, subscription, invoice, intent } = await awaited()
    expect(subscription.status).toBe('incomplete')
    expect(invoice).toMatchObject({ status: 'open', attempted: false, attempt_count: 0 })
    expect(invoice.confirmation_secret?.client_secret).toMatch(new RegExp(`^${intent}_secret`))
    await stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'paid', amount_paid: 500 })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
  })

  it('is void once nobody did for a day, and its payment is called off', async () => {
    const { stripe, control, subscription, invoice, intent } = await awaited()
    await control.advance({ days: 1 })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'incomplete_expired' })
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: 'void' })
    expect(await stripe.paymentIntents.retrieve(intent)).toMatchObject({ status: 'canceled' })
  })
})

describe('an open invoice', () => {
  async function unpaid() {
    const { stripe } = await startEmulator()
    const made = await subscribe(stripe)
    await useCard(stripe, made.customer, 'pm_card_chargeCustomerFail')
    await advance(stripe, made.clock, START + 29 * DAY)
    const [open] = (await stripe.invoices.list({ status: 'open' })).data
    return { stripe, invoice: open!.id, ...made }
  }

  it('can be given up, and paid or voided all the same', async () => {
    const { stripe, invoice, customer } = await unpaid()
    const givenUp = await stripe.invoices.markUncollectible(invoice)
    expect(givenUp).toMatchObject({ status: 'uncollectible', next_payment_attempt: null, auto_advance: false })
    await useCard(stripe, customer, 'pm_card_visa')
    expect(await stripe.invoices.pay(invoice)).toMatchObject({ status: 'paid' })
    expect((await errorOf(stripe.invoices.voidInvoice(invoice))).statusCode).toBe(400)
    expect((await errorOf(stripe.invoices.del(invoice))).code).toBe('invoice_not_editable')
    expect((await errorOf(stripe.invoices.finalizeInvoice(invoice))).code).toBe('invoice_not_editable')
  })

  it('cannot be paid by its old payment once it is void', async () => {
    const { stripe, invoice } = await unpaid()
    await stripe.invoices.voidInvoice(invoice)
    const [payment] = (await stripe.invoicePayments.list({ invoice })).data
    const intent = payment?.payment.payment_intent as string
    expect(payment?.status).toBe('canceled')
    const late = stripe.paymentIntents.confirm(intent, { payment_method: 'pm_card_visa' })
    expect(await errorOf(late)).toMatchObject({ code: 'payment_intent_unexpected_state' })
    expect(await stripe.invoices.retrieve(invoice)).toMatchObject({ status: 'void' })
  })

  it('asks a person who is there to confirm, and is declined while nobody is', async () => {
    const { stripe, invoice, customer } = await unpaid()
    await useCard(stripe, customer, 'pm_card_threeDSecure2Required')
    const refused = await errorOf(stripe.invoices.pay(invoice, { off_session: false }))
    expect(refused).toMatchObject({ statusCode: 402, code: 'invoice_payment_intent_requires_action' })
    const away = await errorOf(stripe.invoices.pay(invoice))
    expect(away).toMatchObject({ statusCode: 402, code: 'authentication_required' })
  })
})

describe('previews', () => {
  it('show the next renewal, with what a change adds to it', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    await advance(stripe, clock, START + 14 * DAY)
    const [item] = subscription.items.data
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id })
    expect(preview).toMatchObject({
      billing_reason: 'upcoming',
      total: 1000,
      id: expect.stringMatching(/^upcoming_in_/),
    })
    const change = { items: [{ id: item!.id, quantity: 4 }] }
    const more = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: change })
    expect(more.total).toBe(2500)
    const later = { ...change, proration_behavior: 'none' as const }
    const without = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: later })
    expect(without.total).toBe(2000)
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1)
  })

  it('are of nothing when the subscription ends with its period', async () => {
    const { stripe } = await startEmulator()
    const { subscription } = await subscribe(stripe)
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true })
    const error = await errorOf(stripe.invoices.createPreview({ subscription: subscription.id }))
    expect(error).toMatchObject({ statusCode: 404, code: 'invoice_upcoming_none' })
  })
})
