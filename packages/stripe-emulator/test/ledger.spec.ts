import * as fc from 'fast-check'
import { Stripe } from 'stripe'
import { expect, it } from 'vitest'

import type { Control } from '../src/index.ts'
import { startEmulator } from './emulator.ts'

const ACTS = [
  'pay',
  'refund',
  'transfer',
  'reverse',
  'dispute',
  'win',
  'lose',
  'pay_out',
  'fail_payout',
  'wait',
] as const
type Act = (typeof ACTS)[number]
interface Step {
  readonly act: Act
  readonly amount: number
}

const steps = fc.array(fc.record({ act: fc.constantFrom(...ACTS), amount: fc.integer({ min: 50, max: 5000 }) }), {
  minLength: 5,
  maxLength: 30,
})

it('keeps every balance the sum of its lines, and parts no more than their whole, whatever is done', async () => {
  const { stripe, control } = await startEmulator()
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const account = await stripe.accounts.create({
        type: 'express',
        capabilities: { transfers: { requested: true } },
        settings: { payouts: { schedule: { interval: 'manual' } } },
      })
      await control.completeOnboarding(account.id)
      for (const step of sequence) await tolerated(() => perform(stripe, control, account.id, step))
      await expectConsistency(stripe, {})
      await expectWholeTransfers(stripe)
      await expectConsistency(stripe, { stripeAccount: account.id })
      const balance = await stripe.balance.retrieve({}, { stripeAccount: account.id })
      expect(totalOf(balance)).toBeGreaterThanOrEqual(0)
    }),
    { numRuns: 5, seed: 7 },
  )
})

async function perform(stripe: Stripe, control: Control, account: string, { act, amount }: Step): Promise<void> {
  const scope = { stripeAccount: account }
  const [charge] = (await stripe.charges.list({ limit: 1 })).data
  const [transfer] = (await stripe.transfers.list({ limit: 1 })).data
  const [dispute] = (await stripe.disputes.list({ limit: 1 })).data
  const [payout] = (await stripe.payouts.list({ limit: 1 }, scope)).data
  const acts: Record<Act, () => Promise<unknown> | undefined> = {
    pay: () =>
      stripe.paymentIntents.create({
        amount,
        currency: 'usd',
        payment_method: amount % 2 ? 'pm_card_visa' : 'pm_card_bypassPending',
        confirm: true,
      }),
    refund: () => charge && stripe.refunds.create({ charge: charge.id, amount }),
    transfer: () =>
      stripe.transfers.create({ amount, currency: 'usd', destination: account, source_transaction: charge?.id }),
    reverse: () => transfer && stripe.transfers.createReversal(transfer.id, { amount }),
    dispute: () => charge && control.openDispute(charge.id),
    win: () => dispute && control.decideDispute(dispute.id, 'won'),
    lose: () => dispute && control.decideDispute(dispute.id, 'lost'),
    pay_out: () => stripe.payouts.create({ amount, currency: 'usd' }, scope),
    fail_payout: () => payout && control.failPayout(payout.id),
    wait: () => control.advance({ days: 1 }),
  }
  await acts[act]()
}

/** Stripe refuses much of what a random sequence wants; a refusal changes nothing. */
async function tolerated(work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    const isRefusal = error instanceof Stripe.errors.StripeInvalidRequestError
    if (!isRefusal && (error as Error).name !== 'StripeFault') throw error
  })
}

async function expectConsistency(stripe: Stripe, scope: Stripe.RequestOptions): Promise<void> {
  const lines = await stripe.balanceTransactions.list({ limit: 100 }, scope).autoPagingToArray({ limit: 10_000 })
  expect(totalOf(await stripe.balance.retrieve({}, scope))).toBe(sum(lines.map(({ net }) => net)))
  expect(lines.every(({ amount, fee, net }) => net === amount - fee)).toBe(true)
  for (const charge of await stripe.charges.list({ limit: 100 }, scope).autoPagingToArray({ limit: 10_000 })) {
    expect(charge.amount_refunded).toBeLessThanOrEqual(charge.amount)
    expect(charge.refunded).toBe(charge.paid && charge.amount_refunded === charge.amount)
  }
}

async function expectWholeTransfers(stripe: Stripe): Promise<void> {
  for (const transfer of await stripe.transfers.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 })) {
    expect(transfer.amount_reversed).toBe(sum(transfer.reversals.data.map(({ amount }) => amount)))
    expect(transfer.amount_reversed).toBeLessThanOrEqual(transfer.amount)
  }
}

function totalOf({ available, pending }: Stripe.Balance): number {
  return sum([...available, ...pending].map(({ amount }) => amount))
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0)
}
