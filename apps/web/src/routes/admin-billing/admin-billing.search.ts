export const BILLING_PARTS = ['charges', 'disputes', 'shares', 'ledger', 'accounts'] as const
export type BillingPart = (typeof BILLING_PARTS)[number]

/** Which part of the money an address is about; charges when it does not say. */
export function parseBillingPart({ part }: Record<string, unknown>): { part?: BillingPart } {
  const known = BILLING_PARTS.find((candidate) => candidate === part)
  return known === undefined || known === 'charges' ? {} : { part: known }
}
