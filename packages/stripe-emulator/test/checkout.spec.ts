import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'

const SUCCESS = 'http://localhost/paid?session={CHECKOUT_SESSION_ID}'

describe('Checkout', () => {
  it('takes a payment, books the fee, and shows what was bought when asked to', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: (await oneTimePrice(stripe)).id, quantity: 2 }],
      success_url: SUCCESS,
      metadata: { order: '7' },
      payment_intent_data: { metadata: { extension: 'wordstats' } },
    })
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 2000,
    })
    expect(session).not.toHaveProperty('line_items')
    expect((await stripe.checkout.sessions.listLineItems(session.id)).data).toMatchObject([{ quantity: 2 }])
    expect(await control.payCheckout(session.id, { email: 'ada@example.org' })).toEqual({ kind: 'completed' })
    const paid = await stripe.checkout.sessions.retrieve(session.id, {
      expand: ['line_items', 'payment_intent.latest_charge.balance_transaction'],
    })
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      customer_details: { email: 'ada@example.org' },
      line_items: { data: [{ quantity: 2, amount_total: 2000 }] },
      metadata: { order: '7' },
      payment_intent: {
        metadata: { extension: 'wordstats' },
        latest_charge: { amount: 2000, balance_transaction: { fee: 88, net: 1912 } },
      },
    })
  })

  it('starts a subscription with a seat for each of the quantity', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: (await monthlyPrice(stripe)).id, quantity: 3 }],
      success_url: SUCCESS,
    })
    await control.payCheckout(session.id)
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription', 'invoice'] })
    expect(done).toMatchObject({
      payment_status: 'paid',
      subscription: { status: 'active', items: { data: [{ quantity: 3 }] } },
      invoice: { status: 'paid', billing_reason: 'subscription_create', total: 1500 },
    })
  })

  it('begins a trial without taking money', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price: (await monthlyPrice(stripe)).id, quantity: 1 }],
      subscription_data: { trial_period_days: 14, metadata: { extension: 'wordstats' } },
      success_url: SUCCESS,
    })
    await control.payCheckout(session.id)
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] })
    expect(done).toMatchObject({
      payment_status: 'no_payment_required',
      subscription: { status: 'trialing', metadata: { extension: 'wordstats' } },
    })
    expect((await stripe.charges.list()).data).toEqual([])
  })

  it('leaves a session open when the card declines, for another try', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: (await oneTimePrice(stripe)).id, quantity: 1 }],
      success_url: SUCCESS,
    })
    expect(await control.payCheckout(session.id, { card: '4000000000009995' })).toEqual({
      kind: 'declined',
      message: 'Your card has insufficient funds.',
    })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: 'open' })
    expect(await control.payCheckout(session.id)).toEqual({ kind: 'completed' })
    const outcomes = (await stripe.charges.list()).data.map(({ status }) => status)
    expect(outcomes).toEqual(['succeeded', 'failed'])
  })

  it('declines when the person refuses the confirmation that a card asks for', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: (await oneTimePrice(stripe)).id, quantity: 1 }],
      success_url: SUCCESS,
    })
    const card = '4000002760003184'
    expect(await control.payCheckout(session.id, { card, confirmation: 'refused' })).toMatchObject({ kind: 'declined' })
    expect(await control.payCheckout(session.id, { card })).toEqual({ kind: 'completed' })
  })

  it('expires a session by request and by itself after a day', async () => {
    const { stripe, control } = await startEmulator()
    const price = await oneTimePrice(stripe)
    const make = () =>
      stripe.checkout.sessions.create({
        mode: 'payment',
        line_items: [{ price: price.id, quantity: 1 }],
        success_url: SUCCESS,
      })
    const [byRequest, byItself] = [await make(), await make()]
    expect(await stripe.checkout.sessions.expire(byRequest.id)).toMatchObject({ status: 'expired', url: null })
    await control.advance({ days: 1 })
    expect(await stripe.checkout.sessions.retrieve(byItself.id)).toMatchObject({ status: 'expired' })
    expect((await errorOf(stripe.checkout.sessions.expire(byItself.id))).statusCode).toBe(400)
  })

  it('makes an invoice of a single payment when it is asked for', async () => {
    const { stripe, control } = await startEmulator()
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: (await oneTimePrice(stripe)).id, quantity: 1 }],
      invoice_creation: { enabled: true, invoice_data: { metadata: { order: '7' } } },
      success_url: SUCCESS,
    })
    await control.payCheckout(session.id)
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['invoice.payments'] })
    const deep = { expand: ['payments.data.payment.payment_intent'] }
    const invoice = await stripe.invoices.retrieve((done.invoice as Stripe.Invoice).id, deep)
    expect(invoice.payments?.data).toMatchObject([{ payment: { payment_intent: { amount_received: 1000 } } }])
    expect(done).toMatchObject({
      customer: expect.stringMatching(/^cus_/),
      invoice: {
        status: 'paid',
        total: 1000,
        metadata: { order: '7' },
        payments: { data: [{ status: 'paid', payment: { payment_intent: done.payment_intent } }] },
      },
    })
  })

  it('lets a person change the quantity where the session allows it', async () => {
    const { stripe, control } = await startEmulator()
    const price = (await monthlyPrice(stripe)).id
    const make = (enabled: boolean) =>
      stripe.checkout.sessions.create({
        mode: 'subscription',
        line_items: [{ price, quantity: 1, adjustable_quantity: { enabled, maximum: 5 } }],
        success_url: SUCCESS,
      })
    const fixed = await make(false)
    await expect(control.payCheckout(fixed.id, { quantities: [3] })).rejects.toThrow('quantity')
    const session = await make(true)
    await expect(control.payCheckout(session.id, { quantities: [6] })).rejects.toThrow('from 1 to 5')
    await control.payCheckout(session.id, { quantities: [3] })
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['subscription'] })
    expect(done).toMatchObject({ amount_total: 1500, subscription: { items: { data: [{ quantity: 3 }] } } })
  })

  it('sends the parts of a destination charge to the account and the fee to the platform', async () => {
    const { stripe, control } = await startEmulator()
    const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } })
    await control.completeOnboarding(account.id)
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: (await oneTimePrice(stripe)).id, quantity: 1 }],
      payment_intent_data: { application_fee_amount: 300, transfer_data: { destination: account.id } },
      success_url: SUCCESS,
    })
    await control.payCheckout(session.id)
    const pending = await stripe.balance.retrieve({}, { stripeAccount: account.id })
    expect(pending.pending).toMatchObject([{ amount: 700, currency: 'usd' }])
    expect((await stripe.applicationFees.list()).data).toMatchObject([{ amount: 300 }])
  })
})

async function oneTimePrice(stripe: Stripe): Promise<Stripe.Price> {
  return stripe.prices.create({ product_data: { name: 'Word statistics' }, unit_amount: 1000, currency: 'usd' })
}

async function monthlyPrice(stripe: Stripe): Promise<Stripe.Price> {
  return stripe.prices.create({
    product_data: { name: 'Word statistics' },
    unit_amount: 500,
    currency: 'usd',
    recurring: { interval: 'month' },
  })
}
