import type { LedgerAccountKind } from './ledger.repository.ts'

/** An account of the ledger: made when it is first written to. */
export interface AccountRef {
  code: string
  kind: LedgerAccountKind
  publisherId: string | null
}

const platform = (code: string, kind: LedgerAccountKind): AccountRef => ({ code, kind, publisherId: null })
const publisher = (publisherId: string, code: string, kind: LedgerAccountKind): AccountRef => ({
  code,
  kind,
  publisherId,
})

/** Every account there is. Debits are positive, credits negative. */
export const accounts = {
  /** What the platform has at the provider. */
  providerBalance: platform('provider:balance', 'asset'),
  /** What a card holder's bank has taken back until it decides. */
  disputed: platform('provider:disputed', 'asset'),
  /** What the provider has paid out to the platform's own bank. */
  platformBank: platform('platform:bank', 'asset'),
  revenue: platform('platform:revenue', 'revenue'),
  providerFees: platform('platform:provider_fees', 'expense'),
  disputeFees: platform('platform:dispute_fees', 'expense'),
  /** What banks took back for good beyond what was left of a charge. */
  disputeLosses: platform('platform:dispute_losses', 'expense'),
  tax: platform('tax:payable', 'liability'),
  /** What was passed on to the publisher's account at the provider, and not paid out. */
  connected: (publisherId: string) => publisher(publisherId, `provider:connected:${publisherId}`, 'asset'),
  /** What the publisher is owed; negative amounts are owed by the platform, positive ones by the publisher. */
  earnings: (publisherId: string) => publisher(publisherId, `publisher:${publisherId}:earnings`, 'liability'),
  /** The publisher's share of what is disputed. */
  held: (publisherId: string) => publisher(publisherId, `publisher:${publisherId}:held`, 'liability'),
} as const
