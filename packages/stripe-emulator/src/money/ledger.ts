import type { Stripe } from 'stripe'

import { newId } from '../state/ids.ts'
import { DAY, type World } from '../state/world.ts'

/** What Stripe takes of a card payment: 2.9 % and 30 of the smallest unit. */
export const PROCESSING_FEE = { percent: 2.9, fixed: 30 } as const

/** What a dispute costs, in the smallest unit; given back when it is won. */
export const DISPUTE_FEE = 1500

export interface Entry {
  readonly type: Stripe.BalanceTransaction['type']
  readonly amount: number
  readonly currency: string
  readonly source: string
  readonly description?: string | null
  readonly fees?: readonly { readonly type: 'application_fee' | 'stripe_fee'; readonly amount: number }[]
  /** When the money counts as available: at once unless told otherwise. */
  readonly availableOn?: number
  readonly category: string
}

/** Writes one line of an account's balance. Lines are never changed; a correction is a line of its own. */
export function book(world: World, entry: Entry): Stripe.BalanceTransaction {
  const fees = entry.fees ?? []
  const fee = fees.reduce((sum, { amount }) => sum + amount, 0)
  const availableOn = entry.availableOn ?? world.now()
  const transaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: world.now(),
    currency: entry.currency,
    description: entry.description ?? null,
    exchange_rate: null,
    fee,
    fee_details: fees.map(({ type, amount }) => ({
      amount,
      application: null,
      currency: entry.currency,
      description: type === 'stripe_fee' ? 'Stripe processing fees' : 'Application fee',
      type,
    })),
    net: entry.amount - fee,
    reporting_category: entry.category,
    source: entry.source,
    status: availableOn <= world.now() ? 'available' : 'pending',
    type: entry.type,
  } satisfies Stripe.BalanceTransaction
  return world.put('balance_transaction', transaction)
}

/** A line as it is now: what was pending becomes available when its time has come. */
export function currentLine(world: World, line: Stripe.BalanceTransaction): Stripe.BalanceTransaction {
  return { ...line, status: line.available_on <= world.now() ? 'available' : 'pending' }
}

/** What an account has in a currency, in the smallest unit. Both may be negative. */
export function balanceIn(world: World, currency: string): { available: number; pending: number } {
  const balance = { available: 0, pending: 0 }
  for (const line of world.list('balance_transaction')) {
    if (line.currency !== currency) continue
    balance[line.available_on <= world.now() ? 'available' : 'pending'] += line.net
  }
  return balance
}

export function currenciesOf(world: World): string[] {
  return [...new Set(world.list('balance_transaction').map(({ currency }) => currency))].sort()
}

export function processingFee(amount: number): number {
  return Math.round((amount * PROCESSING_FEE.percent) / 100) + PROCESSING_FEE.fixed
}

/** When a charge of today becomes available. */
export function settlementTime(world: World): number {
  return world.now() + world.settings.settlementDays * DAY
}
