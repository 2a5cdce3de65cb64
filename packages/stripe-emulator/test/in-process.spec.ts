import { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'
import { createInProcessEmulator, type InProcessEmulator } from '../src/index.ts'

const clientOf = (emulator: InProcessEmulator) =>
  new Stripe(emulator.secretKey, {
    httpClient: Stripe.createFetchHttpClient(emulator.fetch),
    telemetry: false,
    maxNetworkRetries: 0,
  })

describe('an emulator without a server', () => {
  it('answers as the server does: objects, lists, keys and errors', async () => {
    const emulator = await createInProcessEmulator()
    const api = clientOf(emulator)
    const made = await api.customers.create({ name: 'Ada' }, { idempotencyKey: 'once' })
    expect((await api.customers.create({ name: 'Ada' }, { idempotencyKey: 'once' })).id).toBe(made.id)
    expect((await api.customers.list({ limit: 5 })).data).toHaveLength(1)
    await expect(api.customers.retrieve('cus_none')).rejects.toMatchObject({ code: 'resource_missing' })
    await expect(api.rawRequest('GET', '/v1/nothing/of/the/kind')).rejects.toMatchObject({ statusCode: 404 })
    await emulator.close()
  })

  it('breaks the connection before or after it has done what it was asked', async () => {
    const emulator = await createInProcessEmulator()
    const api = clientOf(emulator)
    for (const [kind, count] of [
      ['drop_request', 0],
      ['drop_answer', 1],
    ] as const) {
      emulator.control.api.inject({ kind, route: 'POST /v1/products' })
      await expect(api.products.create({ name: 'Thing' })).rejects.toMatchObject({ type: 'StripeConnectionError' })
      expect((await api.products.list()).data).toHaveLength(count)
    }
    await emulator.close()
  })

  it('hands its events to a function, signed', async () => {
    const told: Stripe.Event[] = []
    const emulator = await createInProcessEmulator({
      webhook: { url: 'http://server.invalid', secret: 'whsec_test' },
      webhookFetch: async (_url, init) => {
        const signature = new Headers(init?.headers).get('stripe-signature') ?? ''
        told.push(clientOf(emulator).webhooks.constructEvent(init?.body as string, signature, 'whsec_test'))
        return new Response()
      },
    })
    await clientOf(emulator).products.create({ name: 'Thing' })
    await emulator.control.webhooks.idle()
    expect(told.map(({ type }) => type)).toEqual(['product.created'])
    await emulator.close()
  })
})
