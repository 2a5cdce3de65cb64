import { describe, expect, it, vi } from 'vitest'

import { startEmulator } from './emulator.ts'
import { SECRET, startReceiver } from './receiver.ts'

describe('webhooks', () => {
  it('are signed as Stripe signs, carry the object as it was, and come in order', async () => {
    const receiver = await startReceiver()
    const { stripe, control } = await startEmulator({ webhook: { url: receiver.url, secret: SECRET } })
    const customer = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'one' })
    await stripe.customers.update(customer.id, { name: 'Augusta Ada' })
    await control.webhooks.idle()
    expect(receiver.events).toMatchObject([
      { type: 'customer.created', data: { object: { name: 'Ada' } }, request: { idempotency_key: 'one' } },
      {
        type: 'customer.updated',
        data: { object: { name: 'Augusta Ada' }, previous_attributes: { name: 'Ada' } },
      },
    ])
    expect((await stripe.events.list()).data.map(({ pending_webhooks: left }) => left)).toEqual([0, 0])
  })

  it('are tried again until the endpoint takes them', async () => {
    let answers = 0
    const receiver = await startReceiver(() => (++answers < 3 ? 500 : 200))
    const { stripe } = await startEmulator({
      webhook: { url: receiver.url, secret: SECRET },
      webhookRetryDelaysMs: [1, 1, 1],
    })
    await stripe.customers.create({})
    await vi.waitFor(async () => {
      const [event] = (await stripe.events.list()).data
      expect(event?.pending_webhooks).toBe(0)
    })
    expect(receiver.types()).toEqual(['customer.created', 'customer.created', 'customer.created'])
    expect(new Set(receiver.events.map(({ id }) => id)).size).toBe(1)
  })

  it('are given up when all attempts failed', async () => {
    const receiver = await startReceiver(() => 500)
    const { stripe, control } = await startEmulator({
      webhook: { url: receiver.url, secret: SECRET },
      webhookRetryDelaysMs: [1],
    })
    await stripe.customers.create({})
    await vi.waitFor(() => expect(control.webhooks.pending()).toEqual([]))
    expect(receiver.events).toHaveLength(2)
  })

  it('can be made to come twice, and again when their answer was lost', async () => {
    const receiver = await startReceiver()
    const { stripe, control } = await startEmulator({
      webhook: { url: receiver.url, secret: SECRET },
      webhookRetryDelaysMs: [1],
    })
    control.webhooks.inject({ kind: 'duplicate', type: 'customer.created' })
    control.webhooks.inject({ kind: 'lost_answer', type: 'product.created' })
    await stripe.customers.create({})
    await stripe.products.create({ name: 'Word statistics' })
    await vi.waitFor(() => expect(control.webhooks.pending()).toEqual([]))
    expect(receiver.types()).toEqual(['customer.created', 'customer.created', 'product.created', 'product.created'])
  })

  it('can be held, and then delivered in any order', async () => {
    const receiver = await startReceiver()
    const { stripe, control } = await startEmulator({ webhook: { url: receiver.url, secret: SECRET } })
    control.webhooks.hold()
    await stripe.customers.create({})
    await stripe.products.create({ name: 'Word statistics' })
    for (const { id } of control.webhooks.pending().toReversed()) await control.webhooks.deliver(id)
    expect(receiver.types()).toEqual(['product.created', 'customer.created'])
  })

  it('go to the endpoints that asked for them, of connected accounts to those for connected accounts', async () => {
    const receiver = await startReceiver()
    const { stripe, control } = await startEmulator()
    const platform = await stripe.webhookEndpoints.create({ url: receiver.url, enabled_events: ['product.created'] })
    expect(platform.secret).toMatch(/^whsec_/)
    expect((await stripe.webhookEndpoints.retrieve(platform.id)).secret).toBeUndefined()
    const connected = await stripe.webhookEndpoints.create({
      url: receiver.url,
      enabled_events: ['account.updated'],
      connect: true,
    })
    control.webhooks.hold()
    const account = await stripe.accounts.create({ type: 'express' })
    await stripe.customers.create({})
    await stripe.products.create({ name: 'Word statistics' })
    expect(control.webhooks.pending().map(({ type, endpoint }) => [type, endpoint])).toEqual([
      ['account.updated', connected.id],
      ['product.created', platform.id],
    ])
    const [event] = (await stripe.events.list({}, { stripeAccount: account.id })).data
    expect(event).toMatchObject({ type: 'account.updated', account: account.id })
  })
})
