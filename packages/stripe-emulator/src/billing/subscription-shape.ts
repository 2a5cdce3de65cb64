import type { Stripe } from 'stripe'

import { invalidRequest, notEmulated } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { wholeList } from '../state/list-page.ts'
import { decimalText, testClockOf, type World } from '../state/world.ts'
import { periodEnd } from './periods.ts'

export interface SubscriptionOrder {
  readonly customer: string
  readonly items: readonly SubscriptionItemOrder[]
  /** Seconds since 1970, or null without a trial. */
  readonly trialEnd: number | null
  readonly missingPaymentMethod?: Stripe.Subscription.TrialSettings.EndBehavior['missing_payment_method']
  readonly defaultPaymentMethod?: string | null
  readonly description?: string | null
  readonly metadata?: Stripe.Metadata
  readonly transferData?: { readonly destination: string; readonly amount_percent?: number } | null
  readonly applicationFeePercent?: number | null
  readonly tax?: 'automatic'
}

export interface SubscriptionItemOrder {
  readonly price: Stripe.Price
  readonly quantity?: number
  readonly metadata?: Stripe.Metadata
}

export function buildSubscription(world: World, order: SubscriptionOrder): Stripe.Subscription {
  const id = newId('sub')
  const testClock = testClockOf(world, order.customer)
  const now = world.now(testClock)
  const anchor = order.trialEnd ?? now
  const rhythm = rhythmOf(order.items)
  const period = { start: now, end: order.trialEnd ?? periodEnd(anchor, now, rhythm) }
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: order.applicationFeePercent ?? null,
    automatic_tax: {
      disabled_reason: null,
      enabled: order.tax === 'automatic',
      liability: order.tax === 'automatic' ? { type: 'self' } : null,
    },
    billing_cycle_anchor: anchor,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: rhythm.currency,
    customer: order.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: order.defaultPaymentMethod ?? null,
    default_source: null,
    default_tax_rates: [],
    description: order.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: wholeList(
      order.items.map((item) => buildItem(world, id, item, period)),
      `/v1/subscription_items?subscription=${id}`,
    ),
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: order.metadata ?? {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: order.trialEnd === null ? 'incomplete' : 'trialing',
    test_clock: testClock,
    transfer_data: order.transferData
      ? { destination: order.transferData.destination, amount_percent: order.transferData.amount_percent ?? null }
      : null,
    trial_end: order.trialEnd,
    trial_settings: {
      end_behavior: {
        billing_cycle_anchor: null,
        missing_payment_method: order.missingPaymentMethod ?? 'create_invoice',
      },
    },
    trial_start: order.trialEnd === null ? null : now,
  } satisfies Stripe.Subscription
}

/** What happens at the end of a trial without a card. */
export function endBehaviorOf(
  settings: { readonly end_behavior: { readonly missing_payment_method?: string } } | undefined,
  param: string,
): 'cancel' | 'create_invoice' | 'pause' {
  const behavior = settings?.end_behavior.missing_payment_method ?? 'create_invoice'
  if (behavior === 'cancel' || behavior === 'create_invoice' || behavior === 'pause') return behavior
  throw notEmulated(`missing_payment_method=${behavior}`, `${param}[end_behavior][missing_payment_method]`)
}

/** The rhythm and currency that all prices of a subscription share. */
export function rhythmOf(items: readonly { readonly price: Stripe.Price }[]) {
  const [first, ...others] = items.map(({ price }) => price)
  if (!first) throw invalidRequest('Missing required param: items.', { code: 'parameter_missing', param: 'items' })
  if (!first.recurring) {
    throw invalidRequest(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      {
        param: 'items[0][price]',
      },
    )
  }
  const { interval, interval_count } = first.recurring
  for (const { recurring, currency } of others) {
    if (
      recurring?.interval !== interval ||
      recurring.interval_count !== interval_count ||
      currency !== first.currency
    ) {
      throw invalidRequest('All prices of a subscription must have the same currency and billing interval.', {
        param: 'items',
      })
    }
  }
  return { interval, interval_count, currency: first.currency }
}

/** A metered price has no quantity; any other has one unless told otherwise. */
export function quantityOf(price: Stripe.Price, wanted: number | undefined): number | undefined {
  if (price.recurring?.usage_type !== 'metered') return wanted ?? 1
  if (wanted === undefined) return undefined
  throw invalidRequest('Quantity should not be specified for prices with `usage_type=metered`.', {
    param: 'items[0][quantity]',
  })
}

export function planOf(price: Stripe.Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: decimalText(price.unit_amount ?? 0),
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: price.recurring?.usage_type ?? 'licensed',
  } satisfies Stripe.Plan
}

function buildItem(
  world: World,
  subscription: string,
  { price, quantity, metadata }: SubscriptionItemOrder,
  period: { readonly start: number; readonly end: number },
): Stripe.SubscriptionItem {
  const amount = quantityOf(price, quantity)
  return {
    id: newId('si', 14),
    object: 'subscription_item',
    billing_thresholds: null,
    created: world.now(),
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: metadata ?? {},
    plan: planOf(price),
    price: structuredClone(price),
    ...(amount === undefined ? {} : { quantity: amount }),
    subscription,
    tax_rates: [],
  } satisfies Stripe.SubscriptionItem
}
