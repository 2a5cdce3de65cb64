import type { Stripe } from 'stripe'

import type { CheckoutOrder } from '../billing/checkout-shape.ts'
import type { PendingLines } from '../billing/prorations.ts'
import type { Delivery } from '../webhooks/delivery.ts'
import type { StoredAnswer } from '../http/idempotency.ts'
import type { TaxSettings } from '../billing/tax-settings.ts'
import type { Task } from '../agenda/task.ts'

/** What is kept, by kind: Stripe's objects, and the emulator's own records. Fields that can be expanded hold ids. */
export interface Objects {
  account: Stripe.Account
  account_link: AccountLinkRecord
  application_fee: Stripe.ApplicationFee
  balance_transaction: Stripe.BalanceTransaction
  charge: Stripe.Charge
  'checkout.session': Stripe.Checkout.Session
  checkout_order: CheckoutOrder
  customer: Stripe.Customer
  dispute: Stripe.Dispute
  event: Stripe.Event
  fee_refund: Stripe.FeeRefund
  file: Stripe.File
  invoice: Stripe.Invoice
  invoice_payment: Stripe.InvoicePayment
  meter: Stripe.Billing.Meter
  meter_event: MeterEventRecord
  payment_intent: Stripe.PaymentIntent
  payment_method: Stripe.PaymentMethod
  payout: Stripe.Payout
  payout_contents: PayoutContents
  pending_lines: PendingLines
  portal_session: Stripe.BillingPortal.Session
  price: Stripe.Price
  product: Stripe.Product
  refund: Stripe.Refund
  subscription: Stripe.Subscription
  tax_settings: TaxSettings
  test_clock: Stripe.TestHelpers.TestClock
  transfer: Stripe.Transfer
  transfer_reversal: Stripe.TransferReversal
  webhook_endpoint: Stripe.WebhookEndpoint
  delivery: Delivery
  stored_answer: StoredAnswer
  task: Task
}

/** A link to the onboarding page; Stripe answers it once and knows no object of its own for it. */
export interface AccountLinkRecord {
  readonly id: string
  readonly account: string
  readonly refresh_url: string
  readonly return_url: string
  readonly expires_at: number
}

/** The balance transactions that an automatic payout took with it, and its own; together they are nothing. */
export interface PayoutContents {
  /** The payout's. */
  readonly id: string
  readonly lines: readonly string[]
}

/** A meter event with the identity that Stripe refuses a second time. */
export interface MeterEventRecord extends Stripe.Billing.MeterEvent {
  readonly id: string
}

export type Kind = keyof Objects

/** How Stripe names a kind in its error messages. */
export const KIND_NAMES = {
  account: 'account',
  account_link: 'account link',
  application_fee: 'application_fee',
  balance_transaction: 'balance_transaction',
  charge: 'charge',
  'checkout.session': 'checkout.session',
  checkout_order: 'checkout order',
  customer: 'customer',
  dispute: 'dispute',
  event: 'event',
  fee_refund: 'fee_refund',
  file: 'file',
  invoice: 'invoice',
  invoice_payment: 'invoice_payment',
  meter: 'billing meter',
  meter_event: 'billing meter event',
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
  payout: 'payout',
  payout_contents: 'payout contents',
  pending_lines: 'pending lines',
  portal_session: 'billing_portal.session',
  price: 'price',
  product: 'product',
  refund: 'refund',
  subscription: 'subscription',
  tax_settings: 'tax settings',
  test_clock: 'test_clock',
  transfer: 'transfer',
  transfer_reversal: 'transfer_reversal',
  webhook_endpoint: 'webhook endpoint',
  delivery: 'delivery',
  stored_answer: 'stored answer',
  task: 'task',
} as const satisfies Record<Kind, string>
