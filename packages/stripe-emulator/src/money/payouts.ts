import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { PLATFORM } from '../state/store.ts'
import { DAY, type World } from '../state/world.ts'
import { balanceIn, book, currenciesOf } from './ledger.ts'
import { insufficient } from './transfers.ts'

const DAYS_ON_THE_WAY = 1

export interface PayoutOrder {
  readonly amount: number
  readonly currency: string
  readonly description?: string | null
  readonly metadata?: Stripe.Metadata
  readonly statement_descriptor?: string | null
  readonly origin: 'automatic' | 'manual'
}

/** Sends available money of an account to its bank; it arrives a day later, or comes back. */
export function createPayout(world: World, account: Stripe.Account | undefined, order: PayoutOrder): Stripe.Payout {
  if (account && !account.payouts_enabled) {
    throw invalidRequest('Cannot create payouts: this account has requirements that need to be collected.', {
      code: 'payouts_not_allowed',
    })
  }
  if (order.amount > balanceIn(world, order.currency).available) {
    throw insufficient('You have insufficient funds in your Stripe account for this transfer.')
  }
  const id = newId('po')
  const taken = order.origin === 'automatic' ? untakenLines(world, order.currency) : []
  const line = bookPayout(world, id, order)
  if (order.origin === 'automatic') world.put('payout_contents', { id, lines: [...taken, line] })
  const payout = {
    id,
    object: 'payout',
    amount: order.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: world.now() + DAYS_ON_THE_WAY * DAY,
    automatic: order.origin === 'automatic',
    balance_transaction: line,
    created: world.now(),
    currency: order.currency,
    description: order.description ?? 'STRIPE PAYOUT',
    destination: account?.external_accounts?.data[0]?.id ?? 'ba_emulator',
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: order.metadata ?? {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: order.origin === 'automatic' ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: order.statement_descriptor ?? null,
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  } satisfies Stripe.Payout
  world.put('payout', payout)
  world.emit('payout.created', payout)
  world.plan('payout.settle', id, payout.arrival_date)
  return payout
}

/** The bank took the money. */
export function markPaid(world: World, payout: Stripe.Payout): Stripe.Payout {
  requireOnTheWay(payout)
  world.cancelPlan('payout.settle', payout.id)
  world.change('payout', payout, {
    status: 'paid',
    reconciliation_status: payout.automatic ? 'completed' : 'not_applicable',
    trace_id: { status: 'supported', value: payout.id.slice(-12) },
  })
  world.emit('payout.paid', payout)
  if (payout.automatic) world.emit('payout.reconciliation_completed', payout)
  return payout
}

/** The bank sent the money back: it returns to the account's balance. */
export function markFailed(world: World, payout: Stripe.Payout, code: string): Stripe.Payout {
  requireOnTheWay(payout)
  world.cancelPlan('payout.settle', payout.id)
  const line = book(world, {
    type: 'payout_failure',
    category: 'payout_reversal',
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
    description: 'STRIPE PAYOUT FAILURE',
  })
  world.change('payout', payout, {
    status: 'failed',
    failure_balance_transaction: line.id,
    failure_code: code,
    failure_message: `The bank account could not be used: ${code}.`,
  })
  world.emit('payout.failed', payout)
  return payout
}

export function cancelPayout(world: World, payout: Stripe.Payout): Stripe.Payout {
  requireOnTheWay(payout)
  world.cancelPlan('payout.settle', payout.id)
  book(world, {
    type: 'payout_cancel',
    category: 'payout_reversal',
    amount: payout.amount,
    currency: payout.currency,
    source: payout.id,
  })
  world.change('payout', payout, { status: 'canceled' })
  world.emit('payout.canceled', payout)
  return payout
}

/** What the bank of an account does when the day of arrival has come. */
export function settlePayout(world: World, payout: Stripe.Payout, account: Stripe.Account | undefined): void {
  const code = account ? bankFailureOf(account) : undefined
  if (code === undefined) markPaid(world, payout)
  else markFailed(world, payout, code)
}

/** The daily payout of an account whose schedule asks for it: all that is available. */
export function payOutAvailable(world: World, account: Stripe.Account): void {
  if (!account.payouts_enabled || account.settings?.payouts?.schedule.interval === 'manual') return
  for (const currency of currenciesOf(world)) {
    const { available } = balanceIn(world, currency)
    if (available > 0) createPayout(world, account, { amount: available, currency, origin: 'automatic' })
  }
}

/** Bank accounts made to fail, by the last four digits of Stripe's test numbers. */
export const FAILING_BANKS: Readonly<Record<string, string>> = {
  '1113': 'account_closed',
  '1116': 'no_account',
}

function bankFailureOf(account: Stripe.Account): string | undefined {
  const [bank] = account.external_accounts?.data ?? []
  return bank ? FAILING_BANKS[bank.last4] : 'no_account'
}

function bookPayout(world: World, source: string, { amount, currency }: PayoutOrder): string {
  return book(world, {
    type: 'payout',
    category: 'payout',
    amount: -amount,
    currency,
    source,
    description: 'STRIPE PAYOUT',
  }).id
}

/** What is available and was in no automatic payout yet: together as much as there is to pay out. */
function untakenLines(world: World, currency: string): string[] {
  const taken = new Set(world.list('payout_contents').flatMap(({ lines }) => lines))
  return world
    .list('balance_transaction')
    .filter((line) => line.currency === currency && line.available_on <= world.now() && !taken.has(line.id))
    .map(({ id }) => id)
}

function requireOnTheWay(payout: Stripe.Payout): void {
  if (payout.status !== 'pending' && payout.status !== 'in_transit') {
    throw invalidRequest(`Payout ${payout.id} is ${payout.status} already.`)
  }
}

/** The connected account that a world is seen by, or nothing for the platform. */
export function connectedAccount(world: World): Stripe.Account | undefined {
  return world.scope === PLATFORM ? undefined : world.as(PLATFORM).get('account', world.scope)
}
