import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { pay, chargeOf, onboarded, balanceOf, total } from './money.ts'

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

  it('are changed, listed and deleted', async () => {
    const { stripe } = await startEmulator()
    const { id } = await stripe.accounts.create({ type: 'express' })
    const changed = await stripe.accounts.update(id, {
      business_profile: { name: 'Words' },
      capabilities: { transfers: { requested: true } },
      settings: { payouts: { schedule: { interval: 'manual' } } },
      metadata: { publisher: '7' },
    })
    expect(changed).toMatchObject({
      business_profile: { name: 'Words' },
      capabilities: { transfers: 'inactive' },
      settings: { payouts: { schedule: { interval: 'manual' } } },
      metadata: { publisher: '7' },
    })
    expect((await stripe.accounts.list()).data.map((account) => account.id)).toEqual([id])
    expect(await stripe.accounts.del(id)).toMatchObject({ deleted: true })
    expect(await errorOf(stripe.accounts.retrieve(id))).toMatchObject({ statusCode: 403, code: 'account_invalid' })
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

describe('destination charges', () => {
  it('are refused before anything is taken when the account cannot be paid', async () => {
    const { stripe } = await startEmulator()
    const { id: destination } = await stripe.accounts.create({ type: 'express' })
    const order = { amount: 1000, currency: 'usd', payment_method: 'pm_card_visa', confirm: true }
    const error = await errorOf(stripe.paymentIntents.create({ ...order, transfer_data: { destination } }))
    expect(error).toMatchObject({ code: 'insufficient_capabilities_for_transfer' })
    expect((await stripe.charges.list()).data).toEqual([])
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
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toEqual([])
    expect(error).toMatchObject({ statusCode: 400, param: 'amount' })
  })

  it('keep what is noted on them, and pend for the card made for it', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000, 'pm_card_pendingRefund')
    const refund = await stripe.refunds.create({ payment_intent: intent.id, reason: 'requested_by_customer' })
    expect(refund).toMatchObject({ status: 'pending', reason: 'requested_by_customer' })
    await control.runDue()
    expect(await stripe.refunds.update(refund.id, { metadata: { a: '1' } })).toMatchObject({
      status: 'succeeded',
      metadata: { a: '1' },
    })
  })

  it('take back their part of a destination charge, and of the application fee when told to', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control)
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      application_fee_amount: 300,
      transfer_data: { destination: account.id },
    })
    const refund = await stripe.refunds.create({ payment_intent: intent.id, amount: 500, reverse_transfer: true })
    expect(refund.transfer_reversal).toMatch(/^trr_/)
    const [fee] = (await stripe.applicationFees.list({ charge: chargeOf(intent) })).data
    await stripe.applicationFees.createRefund(fee?.id ?? '', { amount: 150 })
    expect(await stripe.applicationFees.retrieve(fee?.id ?? '')).toMatchObject({ amount: 300, amount_refunded: 150 })
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 150, pending: 200 })
  })

  it('are refused as a whole when the transfer cannot be taken back', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control)
    const intent = await stripe.paymentIntents.create({
      amount: 1000,
      currency: 'usd',
      payment_method: 'pm_card_bypassPending',
      confirm: true,
      transfer_data: { destination: account.id },
    })
    await stripe.payouts.create({ amount: 1000, currency: 'usd' }, { stripeAccount: account.id })
    const refund = stripe.refunds.create({ payment_intent: intent.id, reverse_transfer: true })
    expect(await errorOf(refund)).toMatchObject({ code: 'balance_insufficient' })
    expect((await stripe.refunds.list({ payment_intent: intent.id })).data).toEqual([])
    expect(await stripe.charges.retrieve(chargeOf(intent))).toMatchObject({ amount_refunded: 0 })
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
    expect((await stripe.transfers.retrieveReversal(transfer.id, reversal.id)).transfer).toBe(transfer.id)
    const noted = await stripe.transfers.update(transfer.id, { description: 'March', metadata: { b: '2' } })
    expect(noted).toMatchObject({ description: 'March', metadata: { earning: '1', b: '2' } })
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
