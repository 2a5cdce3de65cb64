import { expect, it } from 'vitest'

import { clientOf, errorOf, startEmulator } from './emulator.ts'

it('says in headers which request it was, of which version, under which key and for whom', async () => {
  const { stripe } = await startEmulator()
  const account = await stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'account-1' })
  expect(account.lastResponse).toMatchObject({
    apiVersion: stripe.getApiField('version'),
    idempotencyKey: 'account-1',
    requestId: expect.stringMatching(/^req_/),
  })
  const again = await stripe.accounts.create({ type: 'express' }, { idempotencyKey: 'account-1' })
  expect(again.lastResponse.headers).toMatchObject({
    'idempotent-replayed': 'true',
    'original-request': account.lastResponse.requestId,
  })
  const balance = await stripe.balance.retrieve({}, { stripeAccount: account.id })
  expect(balance.lastResponse.stripeAccount).toBe(account.id)
})

it('names with an error where its code is explained, and where the request stands in the log', async () => {
  const { stripe, emulator } = await startEmulator()
  const error = await errorOf(stripe.customers.retrieve('cus_none'))
  expect(error.doc_url).toBe('https://stripe.com/docs/error-codes/resource-missing')
  const { request_log_url: log } = error.raw as { request_log_url: string }
  expect(log).toBe(`${emulator.url}/_emulator#${error.requestId}`)
  const page = await (await fetch(log)).text()
  expect(page).toContain(`id="${error.requestId}"`)
  expect(page).toContain('GET /v1/customers/cus_none: 404')
})

it('names no explanation of an error without a code', async () => {
  const { emulator } = await startEmulator()
  const stranger = clientOf({ ...emulator, secretKey: 'sk_test_of_somebody_else' })
  const error = await errorOf(stranger.customers.list())
  expect(error.doc_url).toBeUndefined()
})

it('refuses a key that is longer than Stripe keeps', async () => {
  const { stripe } = await startEmulator()
  const error = await errorOf(stripe.customers.create({}, { idempotencyKey: 'x'.repeat(256) }))
  expect(error).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  expect((await stripe.customers.list()).data).toEqual([])
})

it('is a refusal for good when one was made to happen, and nothing was done', async () => {
  const { stripe, control } = await startEmulator()
  control.api.inject({ kind: 'refusal', route: 'POST /v1/customers' })
  expect(await errorOf(stripe.customers.create({}))).toMatchObject({
    type: 'StripeInvalidRequestError',
    statusCode: 400,
  })
  expect((await stripe.customers.list()).data).toEqual([])
})
