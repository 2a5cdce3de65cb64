import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { advance, monthly, START, subscribe, useCard } from './subscriptions.ts'

const DAY = 86_400

describe('a subscription whose collection is paused', () => {
  it.each([
    ['void', 'void'],
    ['mark_uncollectible', 'uncollectible'],
    ['keep_as_draft', 'draft'],
  ] as const)('with %s is renewed, and its invoice is %s', async (behavior, status) => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    const paused = await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior } })
    expect(paused).toMatchObject({ status: 'active', pause_collection: { behavior, resumes_at: null } })
    await advance(stripe, clock, START + 29 * DAY)
    const [latest] = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(latest).toMatchObject({ billing_reason: 'subscription_cycle', status, amount_paid: 0 })
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
  })

  it('is collected again from the time that was named on', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    const pause_collection = { behavior: 'void', resumes_at: START + 30 * DAY } as const
    await stripe.subscriptions.update(subscription.id, { pause_collection })
    await advance(stripe, clock, START + 60 * DAY)
    expect((await stripe.subscriptions.retrieve(subscription.id)).pause_collection).toBeNull()
    const invoices = (await stripe.invoices.list({ subscription: subscription.id })).data
    expect(invoices.map(({ status }) => status)).toEqual(['paid', 'void', 'paid'])
  })

  it('has its drafts finalized and paid, or deleted, by whoever kept them', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe)
    await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: 'keep_as_draft' } })
    await advance(stripe, clock, START + 60 * DAY)
    const [second, first] = (await stripe.invoices.list({ status: 'draft' })).data
    expect(await stripe.invoices.finalizeInvoice(first!.id)).toMatchObject({ status: 'open', amount_due: 1000 })
    expect(await stripe.invoices.pay(first!.id)).toMatchObject({ status: 'paid' })
    expect(await stripe.invoices.del(second!.id)).toMatchObject({ deleted: true })
    expect((await errorOf(stripe.invoices.retrieve(second!.id))).statusCode).toBe(404)
    await stripe.subscriptions.update(subscription.id, { pause_collection: '' })
    await advance(stripe, clock, START + 90 * DAY)
    expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]).toMatchObject({ status: 'paid' })
  })
})

describe('a trial that ends without a card', () => {
  it('pauses a subscription made so, which goes on once it is resumed and paid', async () => {
    const { stripe } = await startEmulator()
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: START })
    const customer = await stripe.customers.create({ test_clock: clock.id })
    const price = await monthly(stripe)
    const { id } = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id }],
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: 'pause' } },
    })
    expect((await errorOf(stripe.subscriptions.resume(id))).statusCode).toBe(400)
    await advance(stripe, clock.id, START + 8 * DAY)
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'paused' })
    expect(await stripe.subscriptions.resume(id)).toMatchObject({ status: 'paused' })
    await useCard(stripe, customer.id, 'pm_card_visa')
    const [open] = (await stripe.invoices.list({ status: 'open' })).data
    await stripe.invoices.pay(open!.id)
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: 'active' })
    await advance(stripe, clock.id, START + 45 * DAY)
    expect((await stripe.invoices.list({ subscription: id })).data[0]).toMatchObject({
      billing_reason: 'subscription_cycle',
      status: 'paid',
    })
    const types = ['customer.subscription.paused', 'customer.subscription.resumed']
    expect((await stripe.events.list({ types })).data.map(({ type }) => type)).toEqual(types.toReversed())
  })

  it('comes later when the trial is made longer', async () => {
    const { stripe } = await startEmulator()
    const { clock, subscription } = await subscribe(stripe, { trial_period_days: 7 })
    const longer = await stripe.subscriptions.update(subscription.id, { trial_end: START + 20 * DAY })
    expect(longer).toMatchObject({ status: 'trialing', trial_end: START + 20 * DAY })
    await advance(stripe, clock, START + 10 * DAY)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'trialing' })
    await advance(stripe, clock, START + 21 * DAY)
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
  })
})

describe('an item of a subscription', () => {
  it('is read and changed by its own id', async () => {
    const { stripe } = await startEmulator()
    const { subscription } = await subscribe(stripe)
    const [item] = subscription.items.data
    const changed = await stripe.subscriptionItems.update(item!.id, { quantity: 3, proration_behavior: 'none' })
    expect(changed).toMatchObject({ id: item!.id, quantity: 3 })
    expect(await stripe.subscriptionItems.retrieve(item!.id)).toMatchObject({ quantity: 3 })
    expect(await errorOf(stripe.subscriptionItems.retrieve('si_none'))).toMatchObject({ code: 'resource_missing' })
  })
})
