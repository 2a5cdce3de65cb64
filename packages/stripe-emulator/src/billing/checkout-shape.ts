import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { idOf, mergeMetadata, testClockOf, type World } from '../state/world.ts'
import { createPrice } from './prices.ts'
import { taxedLines, totalsOf } from './checkout-totals.ts'
import { endBehaviorOf } from './subscription-shape.ts'
import { countryOf } from './taxes.ts'

/** What a session was made with and its object does not show: kept until the person pays. */
export interface CheckoutOrder {
  readonly id: string
  readonly lines: readonly Stripe.LineItem[]
  readonly tax: 'automatic' | 'none'
  /** Whether the address that the person gives becomes the customer's. */
  readonly address: 'kept' | 'forgotten'
  readonly payment: {
    readonly description: string | null
    readonly metadata: Stripe.Metadata
    readonly receipt_email: string | null
    readonly transfer_group: string | null
    readonly application_fee_amount: number | null
    readonly transfer_data: { readonly destination: string; readonly amount?: number } | null
    readonly setup_future_usage: Stripe.PaymentIntent['setup_future_usage']
  } | null
  /** What the invoice of a single payment says, when one was asked for. */
  readonly invoice: { readonly description: string | null; readonly metadata: Stripe.Metadata } | null
  readonly subscription: {
    readonly description: string | null
    readonly metadata: Stripe.Metadata
    readonly trialDays: number | null
    readonly trialEnd: number | null
    readonly missingPaymentMethod: 'cancel' | 'create_invoice' | 'pause'
    readonly transferData: { readonly destination: string; readonly amount_percent?: number } | null
    readonly applicationFeePercent: number | null
  } | null
}

type Params = Stripe.Checkout.SessionCreateParams

const LIFETIME_SECONDS = 86_400

export function buildSession(world: World, params: Params, order: CheckoutOrder) {
  const { id, lines } = order
  const now = world.now(testClockOf(world, params.customer))
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    ...totalsOf(order),
    automatic_tax: automaticTaxOf(order, countryOf(world, params.customer)),
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: lines[0]?.currency ?? 'usd',
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: params.customer ?? null,
    customer_account: null,
    customer_creation: params.customer
      ? null
      : (params.customer_creation ?? (params.mode === 'subscription' ? 'always' : 'if_required')),
    customer_details: null,
    customer_email: params.customer_email ?? null,
    discounts: [],
    expires_at: params.expires_at ?? now + LIFETIME_SECONDS,
    integration_identifier: null,
    invoice: null,
    invoice_creation: params.invoice_creation
      ? { enabled: params.invoice_creation.enabled, invoice_data: invoiceDataOf(params.invoice_creation.invoice_data) }
      : null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode ?? 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: params.mode === 'subscription' ? 'always' : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: params.success_url ?? null,
    ui_mode: 'hosted_page',
    url: `${world.settings.url}/c/pay/${id}`,
    wallet_options: null,
  } satisfies Stripe.Checkout.Session
}

function automaticTaxOf({ tax }: CheckoutOrder, country: string | null): Stripe.Checkout.Session.AutomaticTax {
  if (tax === 'none') return { enabled: false, liability: null, provider: null, status: null }
  const status = country === null ? 'requires_location_inputs' : 'complete'
  return { enabled: true, liability: { type: 'self' }, provider: 'stripe', status }
}

export function orderOf(world: World, id: string, params: Params): CheckoutOrder {
  const { payment_intent_data: payment, subscription_data: subscription } = params
  const lines = linesOf(world, params)
  const tax = params.automatic_tax?.enabled ? 'automatic' : 'none'
  return {
    id,
    lines: tax === 'automatic' ? taxedLines(lines, countryOf(world, params.customer)) : lines,
    tax,
    address: params.customer === undefined || params.customer_update?.address === 'auto' ? 'kept' : 'forgotten',
    payment:
      params.mode === 'subscription'
        ? null
        : {
            description: payment?.description ?? null,
            metadata: mergeMetadata({}, payment?.metadata),
            receipt_email: payment?.receipt_email ?? null,
            transfer_group: payment?.transfer_group ?? null,
            application_fee_amount: payment?.application_fee_amount ?? null,
            transfer_data: payment?.transfer_data ?? null,
            setup_future_usage: payment?.setup_future_usage ?? null,
          },
    invoice: params.invoice_creation?.enabled
      ? {
          description: params.invoice_creation.invoice_data?.description ?? null,
          metadata: mergeMetadata({}, params.invoice_creation.invoice_data?.metadata),
        }
      : null,
    subscription:
      params.mode === 'subscription'
        ? {
            description: subscription?.description ?? null,
            metadata: mergeMetadata({}, subscription?.metadata),
            trialDays: subscription?.trial_period_days ?? null,
            trialEnd: subscription?.trial_end ?? null,
            missingPaymentMethod: endBehaviorOf(subscription?.trial_settings, 'subscription_data[trial_settings]'),
            transferData: subscription?.transfer_data ?? null,
            applicationFeePercent: subscription?.application_fee_percent ?? null,
          }
        : null,
  }
}

function invoiceDataOf(
  data: Stripe.Checkout.SessionCreateParams.InvoiceCreation.InvoiceData | undefined,
): Stripe.Checkout.Session.InvoiceCreation.InvoiceData {
  return {
    account_tax_ids: null,
    custom_fields: null,
    description: data?.description ?? null,
    footer: null,
    issuer: null,
    metadata: mergeMetadata({}, data?.metadata),
    rendering_options: null,
  }
}

/** @throws StripeFault when the lines do not fit the mode or each other. */
function linesOf(world: World, params: Params): Stripe.LineItem[] {
  const items = params.line_items ?? []
  if (items.length === 0) {
    throw invalidRequest('Missing required param: line_items.', { code: 'parameter_missing', param: 'line_items' })
  }
  const lines = items.map((item, index) => lineOf(world, item, index))
  const recurring = lines.filter(({ price }) => price?.recurring)
  if (params.mode === 'payment' && recurring.length > 0) {
    throw invalidRequest(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      {
        param: 'mode',
      },
    )
  }
  if (params.mode === 'subscription' && recurring.length < lines.length) {
    throw invalidRequest('The local Stripe emulator takes recurring prices alone in `subscription` mode.', {
      param: 'line_items',
    })
  }
  if (new Set(lines.map(({ currency }) => currency)).size > 1) {
    throw invalidRequest('All line items must have the same currency.', { param: 'line_items' })
  }
  return lines
}

function lineOf(world: World, item: Stripe.Checkout.SessionCreateParams.LineItem, index: number): Stripe.LineItem {
  const price = priceOf(world, item, index)
  if (!price.active) {
    throw invalidRequest('The price specified is inactive. This field only accepts active prices.', {
      param: `line_items[${index}][price]`,
    })
  }
  const isMetered = price.recurring?.usage_type === 'metered'
  if (!isMetered && (item.quantity === undefined || item.quantity < 1)) {
    throw invalidRequest(`Quantity is required. Add \`quantity\` to \`line_items[${index}]\``, {
      code: 'parameter_missing',
      param: `line_items[${index}][quantity]`,
    })
  }
  const amount = isMetered ? 0 : (item.quantity ?? 1) * (price.unit_amount ?? 0)
  return {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: item.adjustable_quantity
      ? {
          enabled: item.adjustable_quantity.enabled,
          minimum: item.adjustable_quantity.minimum ?? null,
          maximum: item.adjustable_quantity.maximum ?? null,
        }
      : null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description: world.find('product', idOf(price.product))?.name ?? null,
    metadata: {},
    price: structuredClone(price),
    quantity: isMetered ? null : (item.quantity ?? 1),
  } satisfies Stripe.LineItem
}

function priceOf(world: World, item: Stripe.Checkout.SessionCreateParams.LineItem, index: number): Stripe.Price {
  if (item.price !== undefined) return world.get('price', item.price, `line_items[${index}][price]`)
  if (!item.price_data) {
    throw invalidRequest('You must specify either `price` or `price_data`.', { param: `line_items[${index}]` })
  }
  return createPrice(world, item.price_data)
}
