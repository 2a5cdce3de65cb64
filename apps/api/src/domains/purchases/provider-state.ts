import type { TaxTerms } from '@grantry/contract'
import type { ProviderObject } from '../billing/index.ts'
import { readPurpose } from '../earnings/index.ts'
import type { InvoiceState } from './invoices.repository.ts'
import type { SubscriptionState } from './purchases.repository.ts'

type ProviderSubscription = ProviderObject<'subscription'>
type ProviderInvoice = ProviderObject<'invoice'>

/** Id of the purchase that something of the provider belongs to; null when it is none of ours. */
export const purchaseIdOf = (metadata: Record<string, string> | null | undefined): string | null =>
  readPurpose(metadata)?.purchaseId ?? null

/** What an invoice is for: its subscription says, or the checkout that made it. */
export const purchaseIdOfInvoice = ({ parent, metadata }: ProviderInvoice): string | null =>
  purchaseIdOf(parent?.subscription_details?.metadata) ?? purchaseIdOf(metadata)

/** Null for a subscription without items, which cannot be one of ours. */
export function subscriptionStateOf(subscription: ProviderSubscription): SubscriptionState | null {
  const item = subscription.items.data[0]
  if (item === undefined) return null
  const currentPeriodStart = dateOf(item.current_period_start)
  return {
    providerSubscriptionId: subscription.id,
    providerItemId: item.id,
    status: subscription.status,
    quantity: item.quantity ?? 1,
    currentPeriodStart,
    currentPeriodEnd: dateOf(item.current_period_end),
    trialEndsAt: maybeDate(subscription.trial_end),
    cancelAtPeriodEnd: subscription.cancel_at_period_end || subscription.cancel_at !== null,
    // The payment that is due is that of the period it is in: the same whenever it is looked at.
    pastDueSince: subscription.status === 'past_due' ? currentPeriodStart : null,
    endedAt: maybeDate(subscription.ended_at),
  }
}

/** How the price of a subscription stands to taxes, as the provider bills it. */
export function taxTermsOf({ automatic_tax, items }: ProviderSubscription): TaxTerms {
  if (!automatic_tax.enabled) return 'none'
  return items.data[0]?.price.tax_behavior === 'inclusive' ? 'inclusive' : 'exclusive'
}

/** What of an invoice is tax; less than nothing when it gives back more than it takes. */
export const taxOfInvoice = ({ total_taxes }: Pick<ProviderInvoice, 'total_taxes'>): bigint =>
  (total_taxes ?? []).reduce((sum, { amount }) => sum + BigInt(amount), 0n)

export const invoiceStateOf = (invoice: ProviderInvoice): InvoiceState => ({
  providerInvoiceId: invoice.id,
  number: invoice.number,
  status: invoice.status ?? 'draft',
  currency: invoice.currency,
  totalMinor: BigInt(invoice.total),
  taxMinor: taxOfInvoice(invoice),
  paidMinor: BigInt(invoice.amount_paid),
  hostedUrl: invoice.hosted_invoice_url ?? null,
  pdfUrl: invoice.invoice_pdf ?? null,
  periodStart: dateOf(invoice.period_start),
  periodEnd: dateOf(invoice.period_end),
  issuedAt: dateOf(invoice.created),
})

/** The provider counts seconds since 1970. */
const dateOf = (seconds: number): Date => new Date(seconds * 1_000)
const maybeDate = (seconds: number | null): Date | null => (seconds === null ? null : dateOf(seconds))
