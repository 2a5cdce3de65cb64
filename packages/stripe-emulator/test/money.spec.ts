import type { Stripe } from 'stripe'
import { describe, expect, it } from 'vitest'

import type { Control } from '../src/index.ts'
import { errorOf, startEmulator } from './emulator.ts'

describe('connected accounts', () => {
  it('can be paid and pay out only once they are onboarded', async () => {
    const { stripe, control } = await startEmulator()
    const account = await stripe.accounts.create({
      type: 'express',
      country: 'DE',
      email: 'ada@example.org',
      capabilities: { transfers: { requested: true }, card_payments: { requested: true } },
    })
    expect(account).toMatchObject({ details_submitted: false, payouts_enabled: false, country: 'DE' })
    expect(account.requirements?.currently_due).toContain('external_account')
    const refused = await errorOf(stripe.transfers.create({ amount: 100, currency: 'usd', destination: account.id }))
    expect(refused).toMatchObject({ code: 'insufficient_capabilities_for_transfer', param: 'destination' })
    await control.completeOnboarding(account.id)
    expect(await stripe.accounts.retrieve(account.id)).toMatchObject({
      charges_enabled: true,
      details_submitted: true,
      payouts_enabled: true,
      default_currency: 'eur',
      requirements: { currently_due: [] },
    })
  })

  it('are reached through a link that names where to go back', async () => {
    const { stripe, emulator } = await startEmulator()
    const account = await stripe.accounts.create({ type: 'express' })
    const link = await stripe.accountLinks.create({
      account: account.id,
      refresh_url: 'http://localhost/again',
      return_url: 'http://localhost/back',
      type: 'account_onboarding',
    })
    expect(link.url.startsWith(`${emulator.url}/setup/`)).toBe(true)
  })
})

describe('refunds', () => {
  it('give back parts until nothing is left', async () => {
    const { stripe } = await startEmulator()
    const intent = await pay(stripe, 1000)
    const parts = [
      await stripe.refunds.create({ payment_intent: intent.id, amount: 300 }),
      await stripe.refunds.create({ payment_intent: intent.id, amount: 300 }),
      await stripe.refunds.create({ payment_intent: intent.id }),
    ]
    expect(parts.map(({ amount }) => amount)).toEqual([300, 300, 400])
    expect(await stripe.charges.retrieve(chargeOf(intent))).toMatchObject({
      amount_refunded: 1000,
      refunded: true,
    })
    const error = await errorOf(stripe.refunds.create({ payment_intent: intent.id }))
    expect(error).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' })
  })

  it('never give back more than was taken', async () => {
    const { stripe } = await startEmulator()
    const intent = await pay(stripe, 1000)
    const error = await errorOf(stripe.refunds.create({ payment_intent: intent.id, amount: 1001 }))
    expect(error).toMatchObject({ statusCode: 400, param: 'amount' })
  })

  it('fail a moment later for the card made for it, and the money returns', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000, 'pm_card_refundFail')
    const before = await total(stripe)
    const refund = await stripe.refunds.create({ payment_intent: intent.id })
    expect(refund.status).toBe('succeeded')
    await control.runDue()
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' })
    expect(await total(stripe)).toBe(before)
    expect(await stripe.charges.retrieve(chargeOf(intent))).toMatchObject({ amount_refunded: 0 })
  })
})

describe('transfers', () => {
  it('pass on money of a charge before it is available, and are taken back in parts', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control)
    const intent = await pay(stripe, 1000)
    const transfer = await stripe.transfers.create({
      amount: 700,
      currency: 'usd',
      destination: account.id,
      source_transaction: chargeOf(intent),
      metadata: { earning: '1' },
    })
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 0, pending: 700 })
    await stripe.transfers.createReversal(transfer.id, { amount: 200 })
    const reversal = await stripe.transfers.createReversal(transfer.id)
    expect(reversal.amount).toBe(500)
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 700, reversed: true })
    expect((await stripe.transfers.listReversals(transfer.id)).data.map(({ amount }) => amount)).toEqual([500, 200])
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 0, pending: 0 })
  })

  it('are refused beyond the charge, beyond the balance, and back from an account that has nothing', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control)
    const intent = await pay(stripe, 1000, 'pm_card_bypassPending')
    const order = { currency: 'usd', destination: account.id }
    const charge = chargeOf(intent)
    expect(
      await errorOf(stripe.transfers.create({ ...order, amount: 1001, source_transaction: charge })),
    ).toMatchObject({ param: 'amount' })
    expect(await errorOf(stripe.transfers.create({ ...order, amount: 1000 }))).toMatchObject({
      code: 'balance_insufficient',
    })
    const transfer = await stripe.transfers.create({ ...order, amount: 900 })
    await stripe.payouts.create({ amount: 900, currency: 'usd' }, { stripeAccount: account.id })
    expect(await errorOf(stripe.transfers.createReversal(transfer.id))).toMatchObject({ code: 'balance_insufficient' })
  })
})

describe('disputes', () => {
  it('take the money and a fee, and give the money back when they are won', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000, 'pm_card_createDispute')
    const before = 1000 - 59
    await control.runDue()
    const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data
    expect(dispute).toMatchObject({ status: 'needs_response', reason: 'fraudulent', amount: 1000 })
    expect(await total(stripe)).toBe(before - 1000 - 1500)
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent.id }))).toMatchObject({
      code: 'charge_disputed',
    })
    const won = await stripe.disputes.update(dispute!.id, { evidence: { uncategorized_text: 'winning_evidence' } })
    expect(won.status).toBe('won')
    expect(await total(stripe)).toBe(before - 1500)
  })

  it('keep the money when they are lost, and can be decided once', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000)
    const dispute = await control.openDispute(chargeOf(intent))
    await control.decideDispute(dispute, 'lost')
    expect(await stripe.disputes.retrieve(dispute)).toMatchObject({ status: 'lost' })
    expect(await total(stripe)).toBe(1000 - 59 - 1000 - 1500)
    expect(await errorOf(stripe.disputes.close(dispute))).toMatchObject({ statusCode: 400 })
  })
})

describe('payouts', () => {
  it('arrive a day later', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control, 'manual')
    await fund(stripe, account.id, 700)
    const payout = await stripe.payouts.create({ amount: 700, currency: 'usd' }, { stripeAccount: account.id })
    expect(payout.status).toBe('pending')
    await control.advance({ days: 1 })
    expect(await stripe.payouts.retrieve(payout.id, {}, { stripeAccount: account.id })).toMatchObject({
      status: 'paid',
    })
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 0, pending: 0 })
  })

  it('come back when they fail, and are never more than is available', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control, 'manual')
    await fund(stripe, account.id, 700)
    const scope = { stripeAccount: account.id }
    expect(await errorOf(stripe.payouts.create({ amount: 701, currency: 'usd' }, scope))).toMatchObject({
      code: 'balance_insufficient',
    })
    const payout = await stripe.payouts.create({ amount: 700, currency: 'usd' }, scope)
    await control.failPayout(payout.id, 'account_closed')
    expect(await stripe.payouts.retrieve(payout.id, {}, scope)).toMatchObject({
      status: 'failed',
      failure_code: 'account_closed',
    })
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 700, pending: 0 })
  })

  it('tell exactly what an automatic one took with it', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control, 'daily')
    const scope = { stripeAccount: account.id }
    await fund(stripe, account.id, 700)
    await fund(stripe, account.id, 300)
    await control.advance({ days: 1 })
    await fund(stripe, account.id, 50)
    await control.advance({ days: 1 })
    const payouts = (await stripe.payouts.list({}, scope)).data
    expect(payouts.map(({ amount }) => amount)).toEqual([50, 1000])
    for (const payout of payouts) {
      const { data } = await stripe.balanceTransactions.list({ payout: payout.id }, scope)
      const earned = data.filter(({ type }) => type !== 'payout').map(({ net }) => net)
      expect(earned.reduce((sum, net) => sum + net, 0)).toBe(payout.amount)
      expect(data.find(({ type }) => type === 'payout')?.net).toBe(-payout.amount)
    }
  })

  it('happen daily by themselves, and fail at a bank account made for it', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control, 'daily', '000111111116')
    await fund(stripe, account.id, 700)
    await control.advance({ days: 2 })
    const { data } = await stripe.payouts.list({}, { stripeAccount: account.id })
    expect(data.at(-1)).toMatchObject({ automatic: true, amount: 700, status: 'failed', failure_code: 'no_account' })
  })
})

async function pay(stripe: Stripe, amount: number, card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ amount, currency: 'usd', payment_method: card, confirm: true })
}

function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): string {
  if (typeof charge !== 'string') throw new Error('The payment has no charge')
  return charge
}

async function onboarded(
  stripe: Stripe,
  control: Control,
  interval: 'manual' | 'daily' = 'manual',
  bankNumber = '000123456789',
): Promise<Stripe.Account> {
  const account = await stripe.accounts.create({
    type: 'express',
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval } } },
  })
  await control.completeOnboarding(account.id, { bankNumber })
  return account
}

async function fund(stripe: Stripe, destination: string, amount: number): Promise<void> {
  await pay(stripe, amount * 2, 'pm_card_bypassPending')
  await stripe.transfers.create({ amount, currency: 'usd', destination })
}

async function balanceOf(stripe: Stripe, stripeAccount: string) {
  const balance = await stripe.balance.retrieve({}, { stripeAccount })
  return { available: balance.available[0]?.amount ?? 0, pending: balance.pending[0]?.amount ?? 0 }
}

/** All the platform has, available or pending. */
async function total(stripe: Stripe): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve()
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
}
