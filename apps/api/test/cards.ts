import type { Billing } from './billing.ts'

/** From now on the card that pays for a subscription is declined. */
export async function expireCards({ api }: Pick<Billing, 'api'>, subscription: string): Promise<void> {
  const { customer } = await api.subscriptions.retrieve(subscription)
  const id = typeof customer === 'string' ? customer : customer.id
  const method = await api.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: id })
  await api.subscriptions.update(subscription, { default_payment_method: method.id })
}
