import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import { startEmulator } from './emulator.ts'

describe('the checkout page', () => {
  it('says what it is, shows what is bought, takes a card, and leads back to the shop', async () => {
    const { stripe } = await startEmulator()
    const url = await checkoutUrl(stripe)
    const page = await fetch(url)
    const text = await page.text()
    expect(text).toContain('This is a local Stripe emulator. No money moves.')
    expect(text).toContain('Word &lt;statistics&gt;')
    expect(text).toContain('$10.00')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(page.headers.get('content-security-policy')).toContain('http://shop.example.org')
    const done = await submit(url, { card: '4242 4242 4242 4242', email: 'ada@example.org', name: 'Ada' })
    expect(done.status).toBe(303)
    const [session] = (await stripe.checkout.sessions.list()).data
    expect(done.headers.get('location')).toBe(`http://shop.example.org/paid?session=${session?.id}`)
    expect(session).toMatchObject({ status: 'complete', customer_details: { email: 'ada@example.org', name: 'Ada' } })
    expect(await (await fetch(url)).text()).toContain('This purchase is complete')
  })

  it('says why a card was declined and keeps what was filled in', async () => {
    const { stripe } = await startEmulator()
    const url = await checkoutUrl(stripe)
    const declined = await submit(url, { card: '4000000000000002', email: 'ada@example.org', name: 'Ada' })
    expect(declined.status).toBe(402)
    const text = await declined.text()
    expect(text).toContain('role="alert">Your card was declined.')
    expect(text).toContain('value="ada@example.org"')
    const unknown = await submit(url, { card: '1234', email: 'ada@example.org', name: 'Ada' })
    expect(unknown.status).toBe(400)
    expect(await unknown.text()).toContain('none of the test cards')
  })

  it('asks for a confirmation when the card does', async () => {
    const { stripe } = await startEmulator()
    const url = await checkoutUrl(stripe)
    const form = { card: '4000002760003184', email: 'ada@example.org', name: 'Ada' }
    expect(await (await submit(url, form)).text()).toContain('Confirm the payment')
    expect((await submit(url, { ...form, confirmation: 'refused' })).status).toBe(402)
    expect((await submit(url, { ...form, confirmation: 'confirmed' })).status).toBe(303)
  })
})

describe('pages', () => {
  it('take forms of their own alone, under the name of this machine alone', async () => {
    const { stripe, emulator } = await startEmulator()
    const url = await checkoutUrl(stripe)
    const form = { card: '4242424242424242', email: 'ada@example.org', name: 'Ada' }
    expect((await submit(url, form, 'http://evil.example.org')).status).toBe(403)
    expect((await submit(`${emulator.url}/_emulator`, { act: 'advance', days: '1' }, 'null')).status).toBe(403)
    const control = await fetch(`${emulator.url}/_emulator/advance`, { method: 'POST', body: '{"days":1}' })
    expect(control.status).toBe(415)
    expect((await stripe.checkout.sessions.list()).data).toMatchObject([{ status: 'open' }])
  })

  it('say so when there is nothing at an address', async () => {
    const { emulator } = await startEmulator()
    const page = await fetch(`${emulator.url}/c/pay/cs_test_none`)
    expect(page.status).toBe(404)
    expect(await page.text()).toContain('There is nothing here')
  })
})

describe('the onboarding page', () => {
  it('takes a country and a bank account, and leads back', async () => {
    const { stripe } = await startEmulator()
    const account = await stripe.accounts.create({ type: 'express', capabilities: { transfers: { requested: true } } })
    const link = await stripe.accountLinks.create({
      account: account.id,
      type: 'account_onboarding',
      refresh_url: 'http://shop.example.org/again',
      return_url: 'http://shop.example.org/back',
    })
    expect(await (await fetch(link.url)).text()).toContain('<option value="US" selected>')
    const done = await submit(link.url, { country: 'DE', bank: '000123456789' })
    expect(done.headers.get('location')).toBe('http://shop.example.org/back')
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      country: 'DE',
      payouts_enabled: true,
      capabilities: { transfers: 'active' },
      external_accounts: { data: [{ last4: '6789' }] },
    })
    const { url } = await stripe.accounts.createLoginLink(account.id)
    expect((await fetch(url)).status).toBe(200)
  })
})

describe('the portal', () => {
  it('lets a customer cancel, keep, change the card, and see the invoices', async () => {
    const { stripe, emulator, control } = await startEmulator()
    const price = { unit_amount: 500, currency: 'usd', recurring: { interval: 'month' } } as const
    const session = await stripe.checkout.sessions.create({
      mode: 'subscription',
      line_items: [{ price_data: { ...price, product_data: { name: 'Word statistics' } }, quantity: 1 }],
      success_url: 'http://shop.example.org/paid',
    })
    await control.payCheckout(session.id)
    const { customer, subscription } = await stripe.checkout.sessions.retrieve(session.id)
    if (typeof customer !== 'string' || typeof subscription !== 'string') throw new Error('The session is not complete')
    const { url } = await stripe.billingPortal.sessions.create({ customer, return_url: 'http://shop.example.org' })
    const text = await (await fetch(url)).text()
    expect(text).toContain('Word statistics')
    expect(text).toContain('visa ending in 4242')
    expect((await submit(url, { act: 'cancel', subscription })).status).toBe(303)
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ cancel_at_period_end: true })
    await submit(url, { act: 'keep', subscription })
    expect(await stripe.subscriptions.retrieve(subscription)).toMatchObject({ cancel_at_period_end: false })
    await submit(url, { act: 'change_card', card: '5555555555554444' })
    expect(await (await fetch(url)).text()).toContain('mastercard ending in 4444')
    const invoice = /href="(\/i\/in_[^"]+)"/.exec(text)?.[1] ?? ''
    expect(await (await fetch(emulator.url + invoice)).text()).toContain('$5.00')
  })
})

describe('the page of an invoice', () => {
  it('takes a card while it is owed, and says what the bank said', async () => {
    const { stripe } = await startEmulator()
    const customer = await stripe.customers.create({})
    const price = { unit_amount: 500, currency: 'usd', recurring: { interval: 'month' } } as const
    const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Word statistics' } })
    const subscription = await stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: id }],
      payment_behavior: 'default_incomplete',
    })
    const invoice = await stripe.invoices.retrieve(subscription.latest_invoice as string)
    const url = invoice.hosted_invoice_url ?? ''
    expect(await (await fetch(url)).text()).toContain('Pay $5.00')
    const declined = await submit(url, { card: '4000000000000341' })
    expect(declined.status).toBe(402)
    expect(await declined.text()).toContain('Your card was declined.')
    expect((await submit(url, { card: '4242424242424242' })).status).toBe(303)
    expect(await (await fetch(url)).text()).not.toContain('Pay $5.00')
    expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ status: 'active' })
  })
})

describe('the confirmation page', () => {
  it('settles a payment that waits for the person', async () => {
    const { stripe } = await startEmulator()
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: 'http://shop.example.org/back',
    })
    expect(intent.status).toBe('requires_action')
    const url = intent.next_action?.redirect_to_url?.url ?? ''
    const done = await submit(url, { confirmation: 'confirmed' })
    expect(done.headers.get('location')).toBe('http://shop.example.org/back')
    expect(await stripe.paymentIntents.retrieve(intent.id)).toMatchObject({ status: 'succeeded' })
  })
})

describe('the control page', () => {
  it('moves time, and lets charges be disputed', async () => {
    const { stripe, emulator } = await startEmulator()
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
    })
    const url = `${emulator.url}/_emulator`
    expect(await (await fetch(url)).text()).toContain('$10.00')
    await submit(url, { act: 'advance', days: '31' })
    expect((await stripe.balance.retrieve()).available).toMatchObject([{ amount: 941 }])
    const [charge] = (await stripe.charges.list({ payment_intent: intent.id })).data
    await submit(url, { act: 'dispute', id: charge?.id ?? '' })
    const [dispute] = (await stripe.disputes.list()).data
    await submit(url, { act: 'win', id: dispute?.id ?? '' })
    expect(await stripe.disputes.retrieve(dispute?.id ?? '')).toMatchObject({ status: 'won' })
  })
})

async function checkoutUrl(stripe: Stripe): Promise<string> {
  const { url } = await stripe.checkout.sessions.create({
    mode: 'payment',
    line_items: [
      {
        price_data: { unit_amount: 1000, currency: 'usd', product_data: { name: 'Word <statistics>' } },
        quantity: 1,
      },
    ],
    success_url: 'http://shop.example.org/paid?session={CHECKOUT_SESSION_ID}',
  })
  return url ?? ''
}

/** Sends a form as a browser does that shows the page. */
async function submit(
  url: string,
  fields: Record<string, string>,
  origin: string = new URL(url).origin,
): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { origin }, redirect: 'manual' })
}
