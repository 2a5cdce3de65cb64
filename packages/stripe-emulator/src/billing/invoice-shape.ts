import type { Stripe } from 'stripe'

import { newId } from '../state/ids.ts'
import { wholeList } from '../state/list-page.ts'
import { decimalText, idOf, testClockOf, type World } from '../state/world.ts'
import { addedBy, countryOf, type LineTax, sumOfTaxes, taxDetails, taxOf } from './taxes.ts'

/** What is billed: a quantity of a price for a time. */
export interface InvoiceLine {
  readonly price: Stripe.Price
  readonly quantity: number
  readonly amount: number
  readonly description: string
  readonly period: { readonly start: number; readonly end: number }
  readonly subscriptionItem: string | null
  /** Of a change in the middle of a period. */
  readonly isProration?: true
}

export interface InvoiceOrder {
  readonly customer: string
  readonly currency: string
  readonly reason: NonNullable<Stripe.Invoice['billing_reason']>
  readonly lines: readonly InvoiceLine[]
  readonly period: { readonly start: number; readonly end: number }
  readonly subscription: Stripe.Subscription | null
  /** `automatic` for a single payment; of a subscription it says so itself. */
  readonly tax?: 'automatic'
  readonly description?: string | null
  readonly metadata?: Stripe.Metadata
}

export function buildInvoice(world: World, order: InvoiceOrder): Stripe.Invoice {
  const id = newId('in')
  const customer = world.get('customer', order.customer)
  const testClock = testClockOf(world, order.customer)
  const isTaxed = order.subscription?.automatic_tax.enabled ?? order.tax === 'automatic'
  const country = countryOf(world, order.customer)
  const lines = order.lines.map((line) => ({ line, tax: isTaxed ? taxOf(line.price, line.amount, country) : null }))
  const taxes = sumOfTaxes(lines.flatMap(({ tax }) => tax ?? []))
  const subtotal = order.lines.reduce((sum, { amount }) => sum + amount, 0)
  const total = subtotal + addedBy(taxes)
  const withoutTax = total - taxes.reduce((sum, { amount }) => sum + amount, 0)
  // A single payment was made in full already; subscriptions use up what waits on the balance.
  const balance = order.subscription === null ? 0 : customer.balance
  const due = order.subscription === null ? total : dueOf(total + balance)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Local Stripe emulator',
    account_tax_ids: null,
    amount_due: due,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: due,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: isTaxed ? taxedIn(country) : NOT_TAXED,
    automatically_finalizes_at: null,
    billing_reason: order.reason,
    collection_method: 'charge_automatically',
    created: world.now(testClock),
    currency: order.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: order.description ?? null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: 0,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: wholeList(
      lines.map(({ line, tax }) => buildLine(id, order, line, tax)),
      `/v1/invoices/${id}/lines`,
    ),
    livemode: false,
    metadata: order.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: parentOf(order.subscription),
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: order.period.end,
    period_start: order.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal,
    subtotal_excluding_tax: withoutTax,
    test_clock: testClock,
    total,
    total_discount_amounts: [],
    total_excluding_tax: withoutTax,
    total_pretax_credit_amounts: [],
    total_taxes: taxes.map(taxDetails),
    webhooks_delivered_at: null,
  } satisfies Stripe.Invoice
}

const NOT_TAXED = { disabled_reason: null, enabled: false, liability: null, provider: null, status: null }

/** Without a country Stripe does not finalize an invoice; here it has no tax, and says why. */
const taxedIn = (country: string | null): Stripe.Invoice.AutomaticTax => ({
  disabled_reason: null,
  enabled: true,
  liability: { type: 'self' },
  provider: 'stripe',
  status: country === null ? 'requires_location_inputs' : 'complete',
})

/** What is due of a subscription's invoice with what waits on its customer's balance now, which may have changed since. */
export function balanceOn(
  { total }: Stripe.Invoice,
  { balance }: Stripe.Customer,
): Pick<Stripe.Invoice, 'amount_due' | 'amount_remaining' | 'starting_balance'> {
  const due = dueOf(total + balance)
  return { amount_due: due, amount_remaining: due, starting_balance: balance }
}

/** The smallest amount Stripe charges, in the smallest unit, roughly half a dollar. */
export const SMALLEST_CHARGE = 50

/** What is paid of what is owed: too little waits on the balance of the customer, and so does credit. */
export const dueOf = (owed: number): number => (owed < SMALLEST_CHARGE ? 0 : owed)

function parentOf(subscription: Stripe.Subscription | null): Stripe.Invoice.Parent | null {
  if (!subscription) return null
  return {
    quote_details: null,
    subscription_details: { metadata: { ...subscription.metadata }, subscription: subscription.id },
    type: 'subscription_details',
  }
}

function buildLine(
  invoice: string,
  { currency, subscription }: InvoiceOrder,
  line: InvoiceLine,
  tax: LineTax | null,
): Stripe.InvoiceLineItem {
  return {
    id: newId('il'),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: {},
    parent: line.subscriptionItem
      ? {
          invoice_item_details: null,
          subscription_item_details: {
            invoice_item: null,
            proration: line.isProration ?? false,
            proration_details: { credited_items: null },
            subscription: subscription?.id ?? null,
            subscription_item: line.subscriptionItem,
          },
          type: 'subscription_item_details',
        }
      : null,
    period: line.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: line.price.id, product: idOf(line.price.product) },
      type: 'price_details',
      unit_amount_decimal: decimalText(line.price.unit_amount ?? 0),
    },
    quantity: line.quantity,
    quantity_decimal: decimalText(line.quantity),
    subscription: subscription?.id ?? null,
    subtotal: line.amount,
    taxes: tax === null ? [] : [taxDetails(tax)],
  } satisfies Stripe.InvoiceLineItem
}
