import { formatMoney, type Money, type Purchase, type PurchaseSummary } from '@grantry/contract'
import { formatInstant, formatTable } from './format.ts'
import { printable } from './printable.ts'

/** A purchase with what was paid for it, newest first. */
export function purchaseText(purchase: Purchase): string {
  const payments = purchase.payments.map(
    ({ at, amount, tax, refunded }) =>
      `  ${formatInstant(at)}  ${formatMoney(amount)}${unlessNothing(tax, 'tax in it')}${unlessNothing(refunded, 'refunded')}`,
  )
  const pay = purchase.checkoutUrl === null ? [] : [`Pay at ${purchase.checkoutUrl}`]
  return [purchasesText([purchase]), ...pay, ...payments].join('\n')
}

const unlessNothing = (money: Money, what: string): string =>
  money.amountMinor === 0 ? '' : `, ${formatMoney(money)} ${what}`

export function purchasesText(purchases: readonly PurchaseSummary[]): string {
  if (purchases.length === 0) return 'Nothing was bought for this workspace'
  const rows = purchases.map(({ id, extension, plan, state, seats, periodEndsAt, graceEndsAt }) => [
    extension,
    printable(plan.name),
    state.replace('_', ' '),
    seats === null ? '' : `${seats.bought} (${seats.needed} needed)`,
    formatInstant(graceEndsAt ?? periodEndsAt ?? ''),
    id,
  ])
  return formatTable(['extension', 'plan', 'state', 'seats', 'until (utc)', 'id'], rows)
}
