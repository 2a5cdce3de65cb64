import { expect, it } from 'vitest'

import { startEmulator } from './emulator.ts'

it('does over HTTP what the library does in the same process', async () => {
  const { stripe, emulator } = await startEmulator()
  const act = async (name: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${emulator.url}/_emulator/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    })
    return { status: response.status, ...((await response.json()) as object) }
  }
  const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } })
  expect(await act('complete_onboarding', { id: account.id, answers: { country: 'DE' } })).toMatchObject({
    status: 200,
  })
  expect(await stripe.accounts.retrieve(account.id)).toMatchObject({ country: 'DE', payouts_enabled: true })
  await act('restrict_account', { id: account.id })
  expect(await stripe.accounts.retrieve(account.id)).toMatchObject({ payouts_enabled: false })
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [{ price_data: { currency: 'usd', unit_amount: 500, product_data: { name: 'A' } }, quantity: 1 }],
    success_url: 'http://shop.example.org',
  })
  expect(await act('pay_checkout', { id: session.id })).toEqual({ status: 200, result: { kind: 'completed' } })
  const [charge] = (await stripe.charges.list()).data
  expect(await act('open_dispute', { id: charge?.id })).toMatchObject({ result: expect.stringMatching(/^du_/) })
  expect(await act('advance', { days: 2 })).toEqual({ status: 200, result: null })
  expect(await act('open_dispute', { id: 'ch_none' })).toMatchObject({ status: 404 })
  expect(await act('inject_api_fault', { apiFault: { kind: 'flood' } })).toMatchObject({ status: 400 })
  expect(await act('fly', {})).toMatchObject({ status: 404 })
})
