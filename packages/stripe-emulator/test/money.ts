import type { Stripe } from 'stripe'

import type { Control } from '../src/index.ts'

export async function pay(stripe: Stripe, amount: number, card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ amount, currency: 'usd', payment_method: card, confirm: true })
}

export function chargeOf({ latest_charge: charge }: Stripe.PaymentIntent): string {
  if (typeof charge !== 'string') throw new Error('The payment has no charge')
  return charge
}

export async function onboarded(
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

export async function fund(stripe: Stripe, destination: string, amount: number): Promise<void> {
  await pay(stripe, amount * 2, 'pm_card_bypassPending')
  await stripe.transfers.create({ amount, currency: 'usd', destination })
}

export async function balanceOf(stripe: Stripe, stripeAccount: string) {
  const balance = await stripe.balance.retrieve({}, { stripeAccount })
  return { available: balance.available[0]?.amount ?? 0, pending: balance.pending[0]?.amount ?? 0 }
}

/** All the platform has, available or pending. */
export async function total(stripe: Stripe): Promise<number> {
  const { available, pending } = await stripe.balance.retrieve()
  return [...available, ...pending].reduce((sum, { amount }) => sum + amount, 0)
}
