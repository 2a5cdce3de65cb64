import { describe, expect, it } from 'vitest'

import { errorOf, startEmulator } from './emulator.ts'
import { pay, chargeOf, onboarded, fund, balanceOf, total } from './money.ts'

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

  it('begin as an inquiry when the bank only asks, which takes nothing until it is escalated', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000)
    const inquiry = await control.openInquiry(chargeOf(intent))
    expect(await stripe.disputes.retrieve(inquiry)).toMatchObject({
      status: 'warning_needs_response',
      balance_transactions: [],
      is_charge_refundable: true,
    })
    expect(await total(stripe)).toBe(1000 - 59)
    expect(await errorOf(stripe.disputes.close(inquiry))).toMatchObject({ statusCode: 400 })
    const answered = await stripe.disputes.update(inquiry, { evidence: { uncategorized_text: 'It was used' } })
    expect(answered.status).toBe('warning_under_review')
    await control.escalateInquiry(inquiry)
    expect((await stripe.disputes.retrieve(inquiry)).status).toBe('needs_response')
    expect(await total(stripe)).toBe(1000 - 59 - 1000 - 1500)
  })

  it('are over without a decision when the bank lets go of an inquiry', async () => {
    const { stripe, control } = await startEmulator()
    const intent = await pay(stripe, 1000)
    const inquiry = await control.openInquiry(chargeOf(intent))
    await control.decideDispute(inquiry, 'won')
    expect((await stripe.disputes.retrieve(inquiry)).status).toBe('warning_closed')
    await expect(control.escalateInquiry(inquiry)).rejects.toMatchObject({ status: 400 })
    expect(await stripe.refunds.create({ payment_intent: intent.id })).toMatchObject({ status: 'succeeded' })
    expect(await total(stripe)).toBe(-59)
  })

  it('are answered with texts and with documents that were uploaded for it', async () => {
    const { stripe, control } = await startEmulator()
    const dispute = await control.openDispute(chargeOf(await pay(stripe, 1000)))
    const file = { data: Buffer.from('%PDF-1.7 a receipt'), name: 'receipt.pdf', type: 'application/pdf' }
    const receipt = await stripe.files.create({ purpose: 'dispute_evidence', file })
    expect(receipt).toMatchObject({ object: 'file', filename: 'receipt.pdf', type: 'pdf', size: 18 })
    expect(await stripe.files.retrieve(receipt.id)).toEqual(receipt)
    const answered = await stripe.disputes.update(dispute, {
      evidence: { receipt: receipt.id, product_description: 'An extension' },
      submit: true,
    })
    expect(answered).toMatchObject({
      status: 'under_review',
      evidence: { receipt: receipt.id, product_description: 'An extension' },
    })
  })

  it('take no document that is not there, and nothing that a bank cannot read', async () => {
    const { stripe, control } = await startEmulator()
    const dispute = await control.openDispute(chargeOf(await pay(stripe, 1000)))
    expect(await errorOf(stripe.disputes.update(dispute, { evidence: { receipt: 'file_none' } }))).toMatchObject({
      code: 'resource_missing',
      param: 'evidence[receipt]',
    })
    const page = { data: Buffer.from('<p>'), name: 'page.html', type: 'text/html' }
    expect(await errorOf(stripe.files.create({ purpose: 'dispute_evidence', file: page }))).toMatchObject({
      statusCode: 400,
      param: 'file',
    })
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

  it('are called back while they are on the way', async () => {
    const { stripe, control } = await startEmulator()
    const account = await onboarded(stripe, control, 'manual')
    await fund(stripe, account.id, 700)
    const scope = { stripeAccount: account.id }
    const payout = await stripe.payouts.create({ amount: 700, currency: 'usd' }, scope)
    await stripe.payouts.update(payout.id, { metadata: { a: '1' } }, scope)
    const canceled = await stripe.payouts.cancel(payout.id, {}, scope)
    expect(canceled).toMatchObject({ status: 'canceled', metadata: { a: '1' } })
    expect(await balanceOf(stripe, account.id)).toEqual({ available: 700, pending: 0 })
    expect((await errorOf(stripe.payouts.cancel(payout.id, {}, scope))).statusCode).toBe(400)
    const line = await stripe.balanceTransactions.retrieve(payout.balance_transaction as string, {}, scope)
    expect(line).toMatchObject({ type: 'payout', amount: -700, status: 'available' })
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
