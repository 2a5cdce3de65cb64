import type { Stripe } from './stripe.client.ts'

type Options = Stripe.RequestOptions
/** Parameters of a request about something that exists. */
type Of<P> = P & { id: string }

/**
 * Everything that the provider is asked to do, by its name. What only reads is not here: it needs no key.
 * Parameters are stored as JSON before the request is made, so they are plain data.
 */
export const OPERATIONS = {
  'account.create': (api: Stripe, params: Stripe.AccountCreateParams, options: Options) =>
    api.accounts.create(params, options),
  'account_link.create': (api: Stripe, params: Stripe.AccountLinkCreateParams, options: Options) =>
    api.accountLinks.create(params, options),
  'login_link.create': (api: Stripe, { id }: Of<object>, options: Options) =>
    api.accounts.createLoginLink(id, {}, options),
  'customer.create': (api: Stripe, params: Stripe.CustomerCreateParams, options: Options) =>
    api.customers.create(params, options),
  'product.create': (api: Stripe, params: Stripe.ProductCreateParams, options: Options) =>
    api.products.create(params, options),
  'price.create': (api: Stripe, params: Stripe.PriceCreateParams, options: Options) =>
    api.prices.create(params, options),
  'meter.create': (api: Stripe, params: Stripe.Billing.MeterCreateParams, options: Options) =>
    api.billing.meters.create(params, options),
  'meter_event.create': (api: Stripe, params: Stripe.Billing.MeterEventCreateParams, options: Options) =>
    api.billing.meterEvents.create(params, options),
  'checkout.create': (api: Stripe, params: Stripe.Checkout.SessionCreateParams, options: Options) =>
    api.checkout.sessions.create(params, options),
  'checkout.expire': (api: Stripe, { id }: Of<object>, options: Options) =>
    api.checkout.sessions.expire(id, {}, options),
  'portal.create': (api: Stripe, params: Stripe.BillingPortal.SessionCreateParams, options: Options) =>
    api.billingPortal.sessions.create(params, options),
  'subscription.update': (api: Stripe, { id, ...params }: Of<Stripe.SubscriptionUpdateParams>, options: Options) =>
    api.subscriptions.update(id, params, options),
  'subscription.cancel': (api: Stripe, { id, ...params }: Of<Stripe.SubscriptionCancelParams>, options: Options) =>
    api.subscriptions.cancel(id, params, options),
  'refund.create': (api: Stripe, params: Stripe.RefundCreateParams, options: Options) =>
    api.refunds.create(params, options),
  'transfer.create': (api: Stripe, params: Stripe.TransferCreateParams, options: Options) =>
    api.transfers.create(params, options),
  'transfer.reverse': (api: Stripe, { id, ...params }: Of<Stripe.TransferCreateReversalParams>, options: Options) =>
    api.transfers.createReversal(id, params, options),
  /** In the name of a connected account: from its balance to its bank. */
  'payout.create': (
    api: Stripe,
    { account, ...params }: Stripe.PayoutCreateParams & { account: string },
    options: Options,
  ) => api.payouts.create(params, { ...options, stripeAccount: account }),
  'dispute.update': (api: Stripe, { id, ...params }: Of<Stripe.DisputeUpdateParams>, options: Options) =>
    api.disputes.update(id, params, options),
  'dispute.close': (api: Stripe, { id }: Of<object>, options: Options) => api.disputes.close(id, {}, options),
} as const

export type CallKind = keyof typeof OPERATIONS
export type CallParams<K extends CallKind> = Parameters<(typeof OPERATIONS)[K]>[1]
/** As it is stored: plain data. */
export type CallAnswer<K extends CallKind> = Awaited<ReturnType<(typeof OPERATIONS)[K]>>

/** An amount as the provider's package takes it. @throws RangeError when a number cannot hold it exactly */
export function providerAmount(amountMinor: bigint): number {
  const amount = Number(amountMinor)
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${amountMinor} is too much for one payment`)
  return amount
}
