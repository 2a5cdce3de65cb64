import type { Stripe } from 'stripe'

import { invalidRequest, StripeFault } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { wholeList } from '../state/list-page.ts'
import { idOf, idOrNull, type World } from '../state/world.ts'
import { balanceIn, book } from './ledger.ts'

export interface TransferOrder {
  readonly amount: number
  readonly currency: string
  readonly destination: string
  readonly description?: string | null
  readonly metadata?: Stripe.Metadata
  /** The charge whose money is passed on: then the money need not be available yet. */
  readonly source_transaction?: string | null
  readonly transfer_group?: string | null
  /** What the platform keeps of a destination charge. */
  readonly applicationFee?: number
}

/** Moves money from the platform to a connected account. */
export function createTransfer(world: World, order: TransferOrder): Stripe.Transfer {
  requireDestination(world, order.destination)
  const source = order.source_transaction ? world.get('charge', order.source_transaction, 'source_transaction') : null
  if (source) requireRestOf(world, source, order)
  else requireAvailable(world, order)
  const id = newId('tr')
  const availableOn = source ? availabilityOf(world, source) : world.now()
  const line = book(world, {
    type: 'transfer',
    category: 'transfer',
    amount: -order.amount,
    currency: order.currency,
    source: id,
    description: order.description ?? null,
    availableOn,
  })
  const transfer = {
    id,
    object: 'transfer',
    amount: order.amount,
    amount_reversed: 0,
    balance_transaction: line.id,
    created: world.now(),
    currency: order.currency,
    description: order.description ?? null,
    destination: order.destination,
    destination_payment: receive(world.as(order.destination), order, id, availableOn),
    livemode: false,
    metadata: order.metadata ?? {},
    reversals: wholeList<Stripe.TransferReversal>([], `/v1/transfers/${id}/reversals`),
    reversed: false,
    source_transaction: order.source_transaction ?? null,
    source_type: 'card',
    transfer_group:
      order.transfer_group ?? source?.transfer_group ?? (source ? `group_${idOrNull(source.payment_intent)}` : null),
  } satisfies Stripe.Transfer
  world.put('transfer', transfer)
  if (order.applicationFee) keepFee(world, order, order.applicationFee)
  world.emit('transfer.created', transfer)
  return transfer
}

/** Takes a transfer back, in whole or in part. */
export function reverseTransfer(
  world: World,
  transfer: Stripe.Transfer,
  order: {
    readonly amount?: number
    readonly metadata?: Stripe.Metadata
    readonly refund?: string
    readonly description?: string
  },
): Stripe.TransferReversal {
  const rest = transfer.amount - transfer.amount_reversed
  const amount = order.amount ?? rest
  if (rest === 0)
    throw invalidRequest(`Transfer ${transfer.id} is already fully reversed.`, { code: 'transfer_already_reversed' })
  if (amount < 1 || amount > rest) {
    throw invalidRequest(`Reversal amount (${amount}) is greater than unreversed amount on transfer (${rest}).`, {
      param: 'amount',
    })
  }
  const id = newId('trr')
  const giver = world.as(idOrNull(transfer.destination) ?? '')
  const availableOn = pendingUntil(giver, idOrNull(transfer.destination_payment) ?? '')
  requireCover(giver, amount, transfer.currency)
  const back = { amount, currency: transfer.currency, source: id, description: order.description ?? null, availableOn }
  book(giver, { ...back, type: 'payment_refund', category: 'refund', amount: -amount })
  const reversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: book(world, { ...back, type: 'transfer_refund', category: 'transfer_reversal' }).id,
    created: world.now(),
    currency: transfer.currency,
    destination_payment_refund: null,
    metadata: order.metadata ?? {},
    source_refund: order.refund ?? null,
    transfer: transfer.id,
  } satisfies Stripe.TransferReversal
  world.put('transfer_reversal', reversal)
  world.change('transfer', transfer, {
    amount_reversed: transfer.amount_reversed + amount,
    reversed: amount === rest,
    reversals: { ...transfer.reversals, data: [reversal, ...transfer.reversals.data] },
  })
  world.emit('transfer.reversed', transfer)
  return reversal
}

/** @throws StripeFault when an account cannot be sent money, because it is not onboarded or none of ours. */
export function requireDestination(world: World, id: string): void {
  const account = world.get('account', id, 'destination')
  if (account.capabilities?.transfers === 'active') return
  throw invalidRequest(
    'Your destination account needs to have at least one of the following capabilities enabled: transfers, ' +
      'crypto_transfers, legacy_payments',
    { code: 'insufficient_capabilities_for_transfer', param: 'destination' },
  )
}

function requireAvailable(world: World, { amount, currency }: TransferOrder): void {
  if (amount <= balanceIn(world, currency).available) return
  throw insufficient(
    'You have insufficient available funds in your Stripe account. In the emulator as in test mode, a charge of the card ' +
      '4000 0000 0000 0077 is available at once.',
  )
}

/** Transfers of one charge together are never more than the charge. */
function requireRestOf(world: World, charge: Stripe.Charge, { amount, currency }: TransferOrder): void {
  if (!charge.paid) throw invalidRequest('The source transaction was not paid.', { param: 'source_transaction' })
  if (charge.currency !== currency) {
    throw invalidRequest(`The currency must be that of the source transaction: ${charge.currency}.`, {
      param: 'currency',
    })
  }
  const passedOn = world.list('transfer').filter((transfer) => transfer.source_transaction === charge.id)
  const rest = passedOn.reduce((sum, transfer) => sum - transfer.amount + transfer.amount_reversed, charge.amount)
  if (amount > rest) {
    throw invalidRequest(`Transfer amount (${amount}) is more than what is left of the source transaction (${rest}).`, {
      param: 'amount',
    })
  }
}

/** A connected account cannot give back what it no longer has; that includes what is still pending. */
function requireCover(giver: World, amount: number, currency: string): void {
  const { available, pending } = balanceIn(giver, currency)
  if (amount > available + pending) {
    throw insufficient(`The connected account has insufficient funds for a reversal of ${amount} ${currency}.`)
  }
}

export function insufficient(message: string): StripeFault {
  return new StripeFault(400, { type: 'invalid_request_error', code: 'balance_insufficient', message })
}

function availabilityOf(world: World, charge: Stripe.Charge): number {
  const line = idOrNull(charge.balance_transaction)
  return line === null ? world.now() : world.get('balance_transaction', line).available_on
}

/** Until when the money of a payment is pending, or now. */
function pendingUntil(world: World, payment: string): number {
  const charge = world.find('charge', payment)
  return charge ? Math.max(world.now(), availabilityOf(world, charge)) : world.now()
}

/** The connected account's side of a transfer is a payment of its own. Answers the payment's id. */
function receive(world: World, order: TransferOrder, transfer: string, availableOn: number): string {
  const id = newId('py')
  const line = book(world, {
    type: 'payment',
    category: 'charge',
    amount: order.amount,
    currency: order.currency,
    source: id,
    description: order.description ?? null,
    fees: order.applicationFee ? [{ type: 'application_fee', amount: order.applicationFee }] : [],
    availableOn,
  })
  world.put('charge', paymentOf(world, order, { id, transfer, line: line.id }))
  return id
}

function paymentOf(world: World, order: TransferOrder, of: { id: string; transfer: string; line: string }) {
  return {
    id: of.id,
    object: 'charge',
    amount: order.amount,
    amount_captured: order.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: order.applicationFee ?? null,
    balance_transaction: of.line,
    billing_details: { address: null, email: null, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: null,
    captured: true,
    created: world.now(),
    currency: order.currency,
    customer: null,
    description: order.description ?? null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: { type: 'stripe_account', stripe_account: {} },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: of.transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  } satisfies Stripe.Charge
}

function keepFee(world: World, order: TransferOrder, amount: number): void {
  const id = newId('fee')
  const line = book(world, {
    type: 'application_fee',
    category: 'platform_earning',
    amount,
    currency: order.currency,
    source: id,
  })
  const fee = {
    id,
    object: 'application_fee',
    account: order.destination,
    amount,
    amount_refunded: 0,
    application: 'ca_emulator',
    balance_transaction: line.id,
    charge: idOf(order.source_transaction ?? ''),
    created: world.now(),
    currency: order.currency,
    fee_source: null,
    livemode: false,
    originating_transaction: order.source_transaction ?? null,
    refunded: false,
    refunds: wholeList<Stripe.FeeRefund>([], `/v1/application_fees/${id}/refunds`),
  } satisfies Stripe.ApplicationFee
  world.put('application_fee', fee)
  world.emit('application_fee.created', fee)
}
