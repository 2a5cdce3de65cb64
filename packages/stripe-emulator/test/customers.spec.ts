import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'

describe('customers', () => {
  it('are deleted, and leave a trace', async () => {
    const { stripe } = await startEmulator()
    const { id } = await stripe.customers.create({ email: 'ada@example.org' })
    expect((await stripe.customers.list({ email: 'ada@example.org' })).data).toHaveLength(1)
    expect(await stripe.customers.del(id)).toEqual(expect.objectContaining({ id, deleted: true }))
    expect(await stripe.customers.retrieve(id)).toMatchObject({ deleted: true })
    expect((await stripe.customers.list()).data).toEqual([])
    expect(await errorOf(stripe.customers.update(id, { name: 'Ada' }))).toMatchObject({ code: 'resource_missing' })
  })

  it('have cards that are attached, listed, changed and detached', async () => {
    const { stripe } = await startEmulator()
    const customer = await stripe.customers.create({})
    const made = await stripe.paymentMethods.create({
      type: 'card',
      card: { number: '5555555555554444', exp_month: 12, exp_year: 2030, cvc: '123' },
    })
    const { id } = await stripe.paymentMethods.attach(made.id, { customer: customer.id })
    await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: id } })
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toMatchObject([
      { id, card: { brand: 'mastercard', last4: '4444' } },
    ])
    expect((await stripe.paymentMethods.update(id, { metadata: { a: '1' } })).metadata).toEqual({ a: '1' })
    await stripe.paymentMethods.detach(id)
    expect(await stripe.paymentMethods.retrieve(id)).toMatchObject({ customer: null })
    expect(await stripe.customers.retrieve(customer.id)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    })
    expect((await errorOf(stripe.paymentMethods.detach(id))).statusCode).toBe(400)
  })

  it('cannot save a card that declines, nor one of somebody else', async () => {
    const { stripe } = await startEmulator()
    const [one, other] = [await stripe.customers.create({}), await stripe.customers.create({})]
    const declined = stripe.paymentMethods.attach('pm_card_chargeDeclined', { customer: one.id })
    expect(await errorOf(declined)).toMatchObject({ statusCode: 402, code: 'card_declined' })
    const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer: one.id })
    expect((await errorOf(stripe.paymentMethods.attach(id, { customer: other.id }))).statusCode).toBe(400)
    const stolen = stripe.customers.update(other.id, { invoice_settings: { default_payment_method: id } })
    expect(await errorOf(stolen)).toMatchObject({ code: 'resource_missing' })
  })
})

describe('payment intents', () => {
  it('are confirmed later, and tried again with another card', async () => {
    const { stripe } = await startEmulator()
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', description: 'First' })
    expect(intent.status).toBe('requires_payment_method')
    await stripe.paymentIntents.update(intent.id, { description: 'Second', metadata: { a: '1' } })
    const declined = stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_chargeDeclinedExpiredCard' })
    expect(await errorOf(declined)).toMatchObject({ statusCode: 402, code: 'expired_card' })
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid).toMatchObject({ status: 'succeeded', amount_received: 1000, description: 'Second' })
    expect(await errorOf(stripe.paymentIntents.cancel(intent.id))).toMatchObject({
      code: 'payment_intent_unexpected_state',
    })
    const charge = await stripe.charges.update((paid.latest_charge ?? '') as string, { metadata: { b: '2' } })
    expect(charge.metadata).toEqual({ a: '1', b: '2' })
  })

  it('are cancelled while nothing was taken, and too small ones refused', async () => {
    const { stripe } = await startEmulator()
    const intent = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })
    const canceled = await stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' })
    const small = stripe.paymentIntents.create({ amount: 49, currency: 'usd' })
    expect(await errorOf(small)).toMatchObject({ code: 'amount_too_small' })
  })
})

describe('webhook endpoints and events', () => {
  it('are changed, listed, retrieved and deleted', async () => {
    const { stripe } = await startEmulator()
    const url = 'http://127.0.0.1:9/hook'
    const endpoint = await stripe.webhookEndpoints.create({ url, enabled_events: ['*'] })
    const update = await stripe.webhookEndpoints.update(endpoint.id, {
      disabled: true,
      enabled_events: ['charge.failed'],
    })
    expect(update).toMatchObject({ status: 'disabled', enabled_events: ['charge.failed'] })
    expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1)
    expect(await stripe.webhookEndpoints.del(endpoint.id)).toMatchObject({ deleted: true })
    await stripe.customers.create({})
    const [event] = (await stripe.events.list({ type: 'customer.*' })).data
    expect(await stripe.events.retrieve(event?.id ?? '')).toMatchObject({ type: 'customer.created' })
  })
})
