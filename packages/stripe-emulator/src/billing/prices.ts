import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { decimalText, mergeMetadata, type World } from '../state/world.ts'
import { createProduct } from './products.ts'

/** Makes a price. Its amount, currency and rhythm never change afterwards. */
export function createPrice(world: World, params: Stripe.PriceCreateParams): Stripe.Price {
  const unitAmount = requireAmount(params)
  requireMeter(world, params.recurring)
  const id = newId('price')
  if (params.lookup_key !== undefined) {
    claimLookupKey(world, params.lookup_key, params.transfer_lookup_key ?? false, id)
  }
  const price = {
    id,
    object: 'price',
    active: params.active ?? true,
    billing_scheme: params.billing_scheme ?? 'per_unit',
    created: world.now(),
    currency: requireCurrency(params.currency),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: params.nickname ?? null,
    product: productOf(world, params),
    recurring: params.recurring ? recurringOf(params.recurring) : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: unitAmount,
    unit_amount_decimal: decimalText(unitAmount),
  } satisfies Stripe.Price
  world.put('price', price)
  world.emit('price.created', price)
  return price
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))

/** @throws StripeFault for what is no currency. */
export function requireCurrency(currency: string): string {
  if (!CURRENCIES.has(currency.toUpperCase())) {
    throw invalidRequest(`Invalid currency: ${currency.toLowerCase()}.`, { param: 'currency' })
  }
  return currency.toLowerCase()
}

function requireAmount({ billing_scheme: scheme, unit_amount: amount }: Stripe.PriceCreateParams): number {
  if (scheme !== undefined && scheme !== 'per_unit') {
    throw invalidRequest('The local Stripe emulator knows the billing scheme per_unit alone.', {
      param: 'billing_scheme',
    })
  }
  if (amount === undefined) {
    throw invalidRequest('Missing required param: unit_amount.', { code: 'parameter_missing', param: 'unit_amount' })
  }
  if (amount < 0) {
    throw invalidRequest('Invalid non-negative integer', { code: 'parameter_invalid_integer', param: 'unit_amount' })
  }
  return amount
}

function requireMeter(world: World, recurring: Stripe.PriceCreateParams.Recurring | undefined): void {
  if (recurring?.usage_type === 'metered') {
    if (recurring.meter === undefined) {
      throw invalidRequest('Prices with `usage_type=metered` must be backed by a meter.', { param: 'recurring[meter]' })
    }
    world.get('meter', recurring.meter, 'recurring[meter]')
  } else if (recurring?.meter !== undefined) {
    throw invalidRequest('A meter can be set for `usage_type=metered` alone.', { param: 'recurring[meter]' })
  }
}

function recurringOf(recurring: Stripe.PriceCreateParams.Recurring): Stripe.Price.Recurring {
  return {
    interval: recurring.interval,
    interval_count: recurring.interval_count ?? 1,
    meter: recurring.meter ?? null,
    trial_period_days: null,
    usage_type: recurring.usage_type ?? 'licensed',
  }
}

function productOf(world: World, params: Stripe.PriceCreateParams): string {
  if (params.product !== undefined) return world.get('product', params.product, 'product').id
  if (params.product_data) return createProduct(world, params.product_data).id
  throw invalidRequest('You must provide `product` or `product_data`.', { code: 'parameter_missing', param: 'product' })
}

/** A lookup key leads to one price; another one gets it when the request says so. */
export function claimLookupKey(world: World, key: string, mayTransfer: boolean, claimant: string): void {
  const owner = world.list('price').find((price) => price.lookup_key === key && price.id !== claimant)
  if (!owner) return
  if (!mayTransfer) {
    throw invalidRequest(`A price (\`${owner.id}\`) already uses that lookup key.`, { param: 'lookup_key' })
  }
  world.change('price', owner, { lookup_key: null })
}

/** What was left open can be said once. */
export function taxBehaviorAfter(
  { tax_behavior: current }: Stripe.Price,
  wanted: Stripe.PriceUpdateParams['tax_behavior'],
): Stripe.Price['tax_behavior'] {
  if (wanted === undefined || wanted === current) return current
  if (current === 'unspecified') return wanted
  throw invalidRequest('The `tax_behavior` of a price cannot be changed once it is `inclusive` or `exclusive`.', {
    param: 'tax_behavior',
  })
}
