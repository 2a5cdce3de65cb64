import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'

const USD = { unit_amount: 500, currency: 'usd' } as const

describe('products', () => {
  it('are changed, listed by what is asked, and deleted while they have no price', async () => {
    const { stripe } = await startEmulator()
    const kept = await stripe.products.create({ name: 'Kept', id: 'prod_kept', default_price_data: USD })
    const gone = await stripe.products.create({ name: 'Gone' })
    expect(await errorOf(stripe.products.create({ name: 'Twice', id: 'prod_kept' }))).toMatchObject({
      code: 'resource_already_exists',
    })
    const changed = await stripe.products.update(kept.id, { active: false, description: 'Old', metadata: { a: '1' } })
    expect(changed).toMatchObject({ active: false, description: 'Old', metadata: { a: '1' }, name: 'Kept' })
    expect((await stripe.products.list({ active: false })).data.map(({ id }) => id)).toEqual([kept.id])
    expect((await errorOf(stripe.products.del(kept.id))).message).toContain('prices')
    expect(await stripe.products.del(gone.id)).toMatchObject({ deleted: true })
    expect((await errorOf(stripe.products.retrieve(gone.id))).statusCode).toBe(404)
  })
})

describe('prices', () => {
  it('are in a currency that there is', async () => {
    const { stripe } = await startEmulator()
    const price = (currency: string) =>
      stripe.prices.create({ currency, unit_amount: 500, product_data: { name: 'A' } })
    expect(await price('EUR')).toMatchObject({ currency: 'eur' })
    expect(await errorOf(price('zzz'))).toMatchObject({ statusCode: 400, param: 'currency' })
  })

  it('keep their amount for ever: all else can change', async () => {
    const { stripe } = await startEmulator()
    const price = await stripe.prices.create({ ...USD, product_data: { name: 'A' }, lookup_key: 'monthly' })
    const update = { unit_amount: 600 } as Stripe.PriceUpdateParams
    expect(await errorOf(stripe.prices.update(price.id, update))).toMatchObject({ param: 'unit_amount' })
    expect(await stripe.prices.update(price.id, { active: false, nickname: 'Old' })).toMatchObject({
      active: false,
      nickname: 'Old',
      unit_amount: 500,
    })
  })

  it('are found by a lookup key, which another one can take over', async () => {
    const { stripe } = await startEmulator()
    const order = { ...USD, product_data: { name: 'A' }, lookup_key: 'monthly' }
    const first = await stripe.prices.create(order)
    expect(await errorOf(stripe.prices.create(order))).toMatchObject({ param: 'lookup_key' })
    const second = await stripe.prices.create({ ...order, transfer_lookup_key: true })
    const found = await stripe.prices.list({ lookup_keys: ['monthly'] })
    expect(found.data.map(({ id }) => id)).toEqual([second.id])
    expect((await stripe.prices.retrieve(first.id)).lookup_key).toBeNull()
  })

  it('are not for sale when they are inactive or of the other mode', async () => {
    const { stripe } = await startEmulator()
    const monthly = { ...USD, product_data: { name: 'A' }, recurring: { interval: 'month' } } as const
    const price = await stripe.prices.create(monthly)
    const buy = (mode: 'payment' | 'subscription') =>
      stripe.checkout.sessions.create({
        mode,
        line_items: [{ price: price.id, quantity: 1 }],
        success_url: 'http://shop.example.org',
      })
    expect(await errorOf(buy('payment'))).toMatchObject({ param: 'mode' })
    await stripe.prices.update(price.id, { active: false })
    expect(await errorOf(buy('subscription'))).toMatchObject({ param: 'line_items[0][price]' })
  })
})

describe('meters', () => {
  it('sum up what was used from one time to another', async () => {
    const { stripe } = await startEmulator()
    const meter = await stripe.billing.meters.create({
      display_name: 'Calls',
      event_name: 'calls',
      default_aggregation: { formula: 'count' },
    })
    const customer = await stripe.customers.create({})
    const now = Math.floor(Date.now() / 1000)
    const payload = { stripe_customer_id: customer.id, value: '5' }
    await stripe.billing.meterEvents.create({ event_name: 'calls', payload, timestamp: now - 120 })
    await stripe.billing.meterEvents.create({ event_name: 'calls', payload, timestamp: now - 60 })
    const range = { customer: customer.id, start_time: now - 120, end_time: now - 60 }
    const summaries = await stripe.billing.meters.listEventSummaries(meter.id, range)
    expect(summaries.data).toMatchObject([{ aggregated_value: 1, meter: meter.id }])
    expect(await stripe.billing.meters.retrieve(meter.id)).toMatchObject({ event_name: 'calls' })
    expect((await stripe.billing.meters.list()).data).toHaveLength(1)
    const tooOld = stripe.billing.meterEvents.create({ event_name: 'calls', payload, timestamp: now - 40 * 86_400 })
    expect(await errorOf(tooOld)).toMatchObject({ param: 'timestamp' })
  })
})
