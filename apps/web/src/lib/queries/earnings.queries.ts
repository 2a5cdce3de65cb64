import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { adminBilling, earnings } from '../earnings.ts'

/** A list of any length, newest first. */
const pages = <Item>(
  queryKey: readonly string[],
  ask: (cursor: string | undefined) => Promise<{ items: Item[]; nextCursor: string | null }>,
) =>
  infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => ask(pageParam ?? undefined),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })

/** Everything that a publisher earns, to be asked again after a change. */
export const earningsKey = (slug: string) => ['publishers', slug, 'earnings'] as const

export const earningsQuery = (slug: string) =>
  queryOptions({ queryKey: [...earningsKey(slug), 'sums'], queryFn: () => earnings.get(slug), staleTime: 0 })

export const earningsDaysQuery = (slug: string) =>
  queryOptions({ queryKey: [...earningsKey(slug), 'days'], queryFn: () => earnings.days(slug), staleTime: 0 })

export const chargesQuery = (slug: string) =>
  pages([...earningsKey(slug), 'charges'], (cursor) => earnings.charges(slug, { limit: 20, cursor }))

export const publisherDisputesQuery = (slug: string) =>
  pages([...earningsKey(slug), 'disputes'], (cursor) => earnings.disputes(slug, { limit: 20, cursor }))

export const payoutsQuery = (slug: string) =>
  pages([...earningsKey(slug), 'payouts'], (cursor) => earnings.payouts(slug, { limit: 20, cursor }))

export const payoutQuery = (slug: string, id: string) =>
  queryOptions({ queryKey: [...earningsKey(slug), 'payouts', id], queryFn: () => earnings.payout(slug, id) })

/** Everything that admins see of money. */
export const ADMIN_BILLING_KEY = ['admin', 'billing'] as const
const adminPages = <Item>(
  part: string,
  ask: (search: { limit: number; cursor: string | undefined }) => Promise<{ items: Item[]; nextCursor: string | null }>,
) => pages([...ADMIN_BILLING_KEY, part], (cursor) => ask({ limit: 20, cursor }))

export const adminChargesQuery = adminPages('charges', adminBilling.charges)
export const disputesQuery = adminPages('disputes', adminBilling.disputes)
export const disputeQuery = (id: string) =>
  queryOptions({
    queryKey: [...ADMIN_BILLING_KEY, 'disputes', id],
    queryFn: () => adminBilling.dispute(id),
    staleTime: 0,
  })
export const connectedAccountsQuery = adminPages('accounts', adminBilling.connectedAccounts)
export const reconciliationsQuery = adminPages('reconciliations', adminBilling.reconciliations)
export const troublesQuery = adminPages('troubles', adminBilling.troubles)
/** The pages are of the history; each says what is in force as well. */
export const shareRulesQuery = infiniteQueryOptions({
  queryKey: [...ADMIN_BILLING_KEY, 'share-rules'],
  queryFn: ({ pageParam }) => adminBilling.shareRules({ limit: 50, cursor: pageParam ?? undefined }),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.nextCursor,
  staleTime: 0,
})
export const ledgerQuery = queryOptions({
  queryKey: [...ADMIN_BILLING_KEY, 'ledger'],
  queryFn: () => adminBilling.ledgerBalances(),
  staleTime: 0,
})
