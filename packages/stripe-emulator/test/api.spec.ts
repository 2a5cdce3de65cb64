import { Stripe } from 'stripe'
import { describe, expect, it, vi } from 'vitest'

import { clientOf, errorOf, startEmulator } from './emulator.ts'

describe('errors', () => {
  it('name an unknown parameter, a missing one, and one of the wrong kind', async () => {
    const { stripe } = await startEmulator()
    const unknown = { nickname: 'Ada' } as Stripe.CustomerCreateParams
    expect(await errorOf(stripe.customers.create(unknown))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'nickname',
    })
    expect(await errorOf(stripe.products.create({} as Stripe.ProductCreateParams))).toMatchObject({
      code: 'parameter_missing',
      param: 'name',
    })
    const wrong = { currency: 'usd', product: 'prod_1', unit_amount: 1.5 }
    expect(await errorOf(stripe.prices.create(wrong))).toMatchObject({
      code: 'parameter_invalid_integer',
      param: 'unit_amount',
    })
    const nested = { currency: 'usd', product_data: { name: 'A' }, unit_amount: 1, recurring: { interval: 'century' } }
    expect(await errorOf(stripe.prices.create(nested))).toMatchObject({ param: 'recurring[interval]' })
  })

  it('refuse what Stripe can do and the emulator cannot, rather than ignore it', async () => {
    const { stripe } = await startEmulator()
    const error = await errorOf(stripe.customers.create({ tax_exempt: 'exempt' }))
    expect(error).toMatchObject({ statusCode: 400, param: 'tax_exempt' })
    expect(error.message).toContain('does not implement')
  })

  it('tell a missing object, an unknown route and a wrong key apart', async () => {
    const { stripe, emulator } = await startEmulator()
    expect(await errorOf(stripe.customers.retrieve('cus_none'))).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      param: 'id',
      message: "No such customer: 'cus_none'",
      requestId: expect.stringMatching(/^req_/),
    })
    expect(await errorOf(stripe.coupons.list())).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 404,
      message: expect.stringContaining('Unrecognized request URL (GET: /v1/coupons)'),
    })
    const stranger = clientOf({ ...emulator, secretKey: 'sk_test_of_somebody_else' })
    expect(await errorOf(stranger.customers.list())).toMatchObject({
      type: 'StripeAuthenticationError',
      statusCode: 401,
    })
    const older = clientOf(emulator, { apiVersion: '2020-08-27' as Stripe.LatestApiVersion })
    expect((await errorOf(older.customers.list())).message).toContain('API version')
    const foreign = stripe.balance.retrieve({}, { stripeAccount: 'acct_none' })
    expect(await errorOf(foreign)).toMatchObject({ type: 'StripePermissionError', code: 'account_invalid' })
  })

  it('refuse JSON, and acting for a connected account where the emulator does not', async () => {
    const { stripe, emulator } = await startEmulator()
    const headers = { authorization: `Bearer ${emulator.secretKey}`, 'content-type': 'application/json' }
    const json = await fetch(`${emulator.url}/v1/customers`, { method: 'POST', body: '{"name":"Ada"}', headers })
    expect(json.status).toBe(400)
    expect(await json.json()).toMatchObject({ error: { type: 'invalid_request_error' } })
    const account = await stripe.accounts.create({ type: 'express' })
    const error = await errorOf(stripe.customers.create({}, { stripeAccount: account.id }))
    expect(error.message).toContain('in the name of a connected account')
    expect((await stripe.accounts.retrieveCurrent({}, { stripeAccount: account.id })).id).toBe(account.id)
  })

  it('carry what the bank said of a declined card', async () => {
    const { stripe } = await startEmulator()
    const error = await errorOf(
      stripe.paymentIntents.create({
        amount: 1000,
        currency: 'usd',
        payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
        confirm: true,
      }),
    )
    expect(error).toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method' },
    })
  })
})

describe('idempotency keys', () => {
  it('have the same request answered once, also when the answer was an error', async () => {
    const { stripe } = await startEmulator()
    const options = { idempotencyKey: 'purchase-1' }
    const [one, other] = [await stripe.customers.create({}, options), await stripe.customers.create({}, options)]
    expect(other.id).toBe(one.id)
    expect(other.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect((await stripe.customers.list()).data).toHaveLength(1)
    const decline = () =>
      errorOf(
        stripe.paymentIntents.create(
          { amount: 1000, currency: 'usd', payment_method: 'pm_card_chargeDeclined', confirm: true },
          { idempotencyKey: 'purchase-2' },
        ),
      )
    expect((await decline()).message).toBe((await decline()).message)
    expect((await stripe.charges.list()).data).toHaveLength(1)
  })

  it('refuse other parameters', async () => {
    const { stripe } = await startEmulator()
    await stripe.customers.create({ name: 'Ada' }, { idempotencyKey: 'same' })
    const error = await errorOf(stripe.customers.create({ name: 'Grace' }, { idempotencyKey: 'same' }))
    expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  })

  it('are not used up by a request that was refused unread', async () => {
    const { stripe } = await startEmulator()
    const options = { idempotencyKey: 'again' }
    await errorOf(stripe.products.create({} as Stripe.ProductCreateParams, options))
    expect(await stripe.products.create({ name: 'Word statistics' }, options)).toMatchObject({
      name: 'Word statistics',
    })
  })

  it('answer 409 while the first request is being served', async () => {
    const { stripe, control } = await startEmulator()
    control.api.inject({ kind: 'wait', route: 'POST /v1/customers' })
    const first = stripe.customers.create({}, { idempotencyKey: 'slow' })
    await vi.waitFor(() => expect(control.api.waitingCount()).toBe(1))
    const second = await errorOf(stripe.customers.create({}, { idempotencyKey: 'slow' }))
    expect(second).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' })
    control.api.release()
    expect((await first).object).toBe('customer')
  })

  it('keep a charge single when its answer was lost and the library tries again', async () => {
    const { emulator, control } = await startEmulator()
    const stripe = clientOf(emulator, { maxNetworkRetries: 2 })
    control.api.inject({ kind: 'drop_answer', route: 'POST /v1/payment_intents' })
    control.api.inject({ kind: 'server_error', route: 'POST /v1/payment_intents' })
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
    })
    expect(intent.status).toBe('succeeded')
    expect((await stripe.charges.list()).data).toHaveLength(1)
  })
})

describe('lists', () => {
  it('are paged newest first, in both directions', async () => {
    const { stripe } = await startEmulator()
    const made: string[] = []
    for (let count = 0; count < 5; count++) made.push((await stripe.customers.create({})).id)
    const newestFirst = made.toReversed()
    const first = await stripe.customers.list({ limit: 2 })
    expect(first).toMatchObject({ has_more: true, url: '/v1/customers' })
    expect(idsOf(first)).toEqual(newestFirst.slice(0, 2))
    const second = await stripe.customers.list({ limit: 2, starting_after: newestFirst[1] })
    expect(idsOf(second)).toEqual(newestFirst.slice(2, 4))
    const back = await stripe.customers.list({ limit: 2, ending_before: newestFirst[2] })
    expect(idsOf(back)).toEqual(newestFirst.slice(0, 2))
    const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 100 })
    expect(all.map(({ id }) => id)).toEqual(newestFirst)
    expect(await errorOf(stripe.customers.list({ limit: 101 }))).toMatchObject({ param: 'limit' })
    expect(await errorOf(stripe.customers.list({ starting_after: 'cus_none' }))).toMatchObject({
      code: 'resource_missing',
      param: 'starting_after',
    })
  })
})

describe('expanding', () => {
  it('puts objects in the place of ids, also in lists, and refuses what is none', async () => {
    const { stripe } = await startEmulator()
    const customer = await stripe.customers.create({ name: 'Ada' })
    await stripe.paymentIntents.create({ amount: 1000, currency: 'usd', customer: customer.id })
    const list = await stripe.paymentIntents.list({ expand: ['data.customer'] })
    expect(list.data).toMatchObject([{ customer: { name: 'Ada' } }])
    const error = await errorOf(stripe.customers.retrieve(customer.id, { expand: ['name'] }))
    expect(error.message).toContain('cannot be expanded')
  })
})

describe('metadata', () => {
  it('is merged, unset by key, and unset as a whole', async () => {
    const { stripe } = await startEmulator()
    const { id } = await stripe.customers.create({ metadata: { a: '1', b: 2 } })
    expect((await stripe.customers.update(id, { metadata: { a: '', c: '3' } })).metadata).toEqual({ b: '2', c: '3' })
    expect((await stripe.customers.update(id, { metadata: '' })).metadata).toEqual({})
    const long = { metadata: { a: 'x'.repeat(501) } }
    expect(await errorOf(stripe.customers.update(id, long))).toMatchObject({ param: 'metadata[a]' })
  })
})

function idsOf(list: Stripe.ApiList<{ id: string }>): string[] {
  return list.data.map(({ id }) => id)
}
