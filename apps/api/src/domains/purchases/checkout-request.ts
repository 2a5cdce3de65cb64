import type { TaxTerms } from '@grantry/contract'
import type { CallParams } from '../billing/index.ts'
import { purposeMetadata } from '../earnings/index.ts'
import type { PricedRow } from '../plans/index.ts'

/** Everything that a checkout is made of. */
export interface CheckoutOrder {
  purchaseId: string
  workspaceId: string
  customer: string
  providerPrice: string
  price: PricedRow
  quantity: number
  trialDays: number
  tax: TaxTerms
  /** Where the person comes back to, paid or not. */
  returnUrl: string
}

/** The provider's request for a checkout. Its metadata goes with every payment that comes of it. */
export function checkoutRequest(order: CheckoutOrder): CallParams<'checkout.create'> {
  const { price, customer, returnUrl, purchaseId } = order
  const metadata = purposeOf(order)
  const quantity = price.plan.usageUnit === null ? { quantity: order.quantity } : {}
  const shared = {
    customer,
    client_reference_id: purchaseId,
    line_items: [{ price: order.providerPrice, ...quantity }],
    success_url: returnUrl,
    cancel_url: returnUrl,
    metadata,
    // The provider asks where the buyer lives, and keeps it for the invoices to come.
    ...(order.tax !== 'none' && { automatic_tax: { enabled: true }, customer_update: { address: 'auto' as const } }),
  }
  if (price.plan.kind === 'one_time')
    return {
      ...shared,
      mode: 'payment',
      payment_intent_data: { metadata },
      invoice_creation: { enabled: true, invoice_data: { metadata } },
    }
  const trial = order.trialDays === 0 ? {} : { trial_period_days: order.trialDays }
  return { ...shared, mode: 'subscription', subscription_data: { metadata, ...trial } }
}

const purposeOf = ({ price, purchaseId, workspaceId }: CheckoutOrder) =>
  purposeMetadata({
    publisherId: price.plan.extension.publisherId,
    extensionId: price.plan.extensionId,
    workspaceId,
    purchaseId,
  })
