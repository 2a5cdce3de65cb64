import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { expireCheckout } from '../billing/checkout.ts'
import { buildSession, type CheckoutOrder, orderOf } from '../billing/checkout-shape.ts'
import { countryOf, requireTaxable } from '../billing/taxes.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { requireDestination } from '../money/transfers.ts'
import { newId } from '../state/ids.ts'
import { isWithin, pageOf } from '../state/list-page.ts'
import { DAY, testClockOf, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

type Line =
  | 'line_items.adjustable_quantity'
  | 'line_items.price'
  | 'line_items.quantity'
  | 'line_items.price_data.currency'
  | 'line_items.price_data.product'
  | 'line_items.price_data.product_data.name'
  | 'line_items.price_data.product_data.description'
  | 'line_items.price_data.product_data.metadata'
  | 'line_items.price_data.recurring'
  | 'line_items.price_data.tax_behavior'
  | 'line_items.price_data.unit_amount'

type OneTime =
  | 'payment_intent_data.application_fee_amount'
  | 'payment_intent_data.description'
  | 'payment_intent_data.metadata'
  | 'payment_intent_data.receipt_email'
  | 'payment_intent_data.setup_future_usage'
  | 'payment_intent_data.transfer_data'
  | 'payment_intent_data.transfer_group'

type Recurring =
  | 'subscription_data.application_fee_percent'
  | 'subscription_data.description'
  | 'subscription_data.metadata'
  | 'subscription_data.transfer_data'
  | 'subscription_data.trial_end'
  | 'subscription_data.trial_period_days'
  | 'subscription_data.trial_settings'

export interface CheckoutCalls {
  'POST /v1/checkout/sessions': Call<
    Stripe.Checkout.SessionCreateParams,
    | Line
    | OneTime
    | Recurring
    | 'automatic_tax.enabled'
    | 'billing_address_collection'
    | 'cancel_url'
    | 'client_reference_id'
    | 'customer'
    | 'customer_creation'
    | 'customer_email'
    | 'customer_update.address'
    | 'expires_at'
    | 'invoice_creation.enabled'
    | 'invoice_creation.invoice_data.description'
    | 'invoice_creation.invoice_data.metadata'
    | 'metadata'
    | 'mode'
    | 'success_url',
    Stripe.Checkout.Session
  >
  'GET /v1/checkout/sessions': Call<
    Stripe.Checkout.SessionListParams,
    Paging | 'created' | 'customer' | 'payment_intent' | 'status' | 'subscription',
    Stripe.ApiList<Stripe.Checkout.Session>
  >
  'GET /v1/checkout/sessions/:id': Call<Stripe.Checkout.SessionRetrieveParams, never, Stripe.Checkout.Session>
  'GET /v1/checkout/sessions/:id/line_items': Call<
    Stripe.Checkout.SessionListLineItemsParams,
    Paging,
    Stripe.ApiList<Stripe.LineItem>
  >
  'POST /v1/checkout/sessions/:id/expire': Call<Stripe.Checkout.SessionExpireParams, never, Stripe.Checkout.Session>
}

export const checkoutRoutes = {
  'POST /v1/checkout/sessions': ({ world, params }) => createSession(world, params),
  'GET /v1/checkout/sessions': ({ world, params }) =>
    pageOf(
      world
        .list('checkout.session')
        .filter(
          (session) =>
            isWithin(session.created, params.created) &&
            (params.customer === undefined || session.customer === params.customer) &&
            (params.payment_intent === undefined || session.payment_intent === params.payment_intent) &&
            (params.subscription === undefined || session.subscription === params.subscription) &&
            (params.status === undefined || session.status === params.status),
        ),
      params,
      '/v1/checkout/sessions',
      'checkout.session',
    ),
  'GET /v1/checkout/sessions/:id': ({ world, path }) => world.get('checkout.session', path.id),
  'GET /v1/checkout/sessions/:id/line_items': ({ world, params, path }) => {
    const session = world.get('checkout.session', path.id)
    const { lines } = world.get('checkout_order', session.id)
    return pageOf(lines, params, `/v1/checkout/sessions/${session.id}/line_items`, 'checkout_order')
  },
  'POST /v1/checkout/sessions/:id/expire': ({ world, path }) =>
    expireCheckout(world, world.get('checkout.session', path.id)),
} satisfies Partial<Routes>

function createSession(world: World, params: Stripe.Checkout.SessionCreateParams): Stripe.Checkout.Session {
  requireMode(params)
  if (params.customer !== undefined) livingCustomer(world, params.customer)
  if (params.customer !== undefined && params.customer_email !== undefined) {
    throw invalidRequest('You may only specify one of these parameters: customer, customer_email.', {
      code: 'parameters_exclusive',
    })
  }
  requireUrl(params.success_url, 'success_url')
  const trialDays = params.subscription_data?.trial_period_days
  if (trialDays !== undefined && (trialDays < 1 || trialDays > 730)) {
    throw invalidRequest('The number of trial period days must be from 1 to 730.', {
      param: 'subscription_data[trial_period_days]',
    })
  }
  const destination = (params.payment_intent_data ?? params.subscription_data)?.transfer_data?.destination
  if (destination !== undefined) requireDestination(world, destination)
  const id = newId('cs_test', 58)
  const order = orderOf(world, id, params)
  requireTaxes(world, params, order)
  const session = buildSession(world, params, order)
  requireLifetime(session, params.expires_at)
  world.put('checkout_order', order)
  world.put('checkout.session', session)
  world.plan('checkout.expire', id, session.expires_at, testClockOf(world, params.customer))
  return session
}

function requireMode(params: Stripe.Checkout.SessionCreateParams): void {
  if (params.mode !== 'payment' && params.mode !== 'subscription') {
    throw invalidRequest('The local Stripe emulator knows the modes payment and subscription.', { param: 'mode' })
  }
  if (params.payment_intent_data && params.mode === 'subscription') {
    throw invalidRequest('You can not pass `payment_intent_data` in `subscription` mode.', {
      param: 'payment_intent_data',
    })
  }
  if (params.customer_creation !== undefined && params.mode === 'subscription') {
    throw invalidRequest('`customer_creation` can only be used in `payment` and `setup` mode.', {
      param: 'customer_creation',
    })
  }
  if (params.subscription_data && params.mode === 'payment') {
    throw invalidRequest('You can not pass `subscription_data` in `payment` mode.', { param: 'subscription_data' })
  }
}

/** Taxes go by the address of the customer: it has to be known, or kept when the person gives it. */
function requireTaxes(world: World, { customer }: Stripe.Checkout.SessionCreateParams, order: CheckoutOrder): void {
  if (order.tax === 'none') return
  const prices = order.lines.map(({ price }) => price)
  requireTaxable(world, prices, 'automatic_tax[enabled]')
  if (order.address === 'kept' || countryOf(world, customer) !== null) return
  throw invalidRequest(
    "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set `customer_update[address]` to 'auto' to save the address entered in Checkout to the Customer.",
    { code: 'customer_tax_location_invalid', param: 'automatic_tax[enabled]' },
  )
}

function requireUrl(url: string | undefined, param: string): void {
  if (url === undefined) throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  if (!URL.canParse(url)) throw invalidRequest('Not a valid URL', { code: 'url_invalid', param })
}

function requireLifetime(session: Stripe.Checkout.Session, wanted: number | undefined): void {
  if (wanted === undefined) return
  const lifetime = wanted - session.created
  if (lifetime < 30 * 60 || lifetime > DAY) {
    throw invalidRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      {
        param: 'expires_at',
      },
    )
  }
}
