import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { billing } from '../billing.ts'

export const plansQuery = (extension: string) =>
  queryOptions({ queryKey: ['plans', extension], queryFn: () => billing.plans(extension) })

export const publisherPlansQuery = (slug: string, extension: string) =>
  queryOptions({
    queryKey: ['publishers', slug, 'plans', extension],
    queryFn: () => billing.publisherPlans(slug, extension),
  })

/** Asks anew for all that says what an extension costs, in the studio and in the store. */
export async function refreshPlans(client: QueryClient, slug: string, extension: string): Promise<void> {
  const keys = [publisherPlansQuery(slug, extension).queryKey, plansQuery(extension).queryKey, ['extensions']]
  await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })))
}

/** Everything about the money of a workspace, to be asked again after a change. */
export const workspaceBillingKey = (workspace: string) => ['workspaces', workspace, 'billing'] as const

export const entitlementsQuery = (workspace: string) =>
  queryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'entitlements'],
    queryFn: () => billing.entitlements(workspace),
    staleTime: 0,
  })

export const purchasesQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'purchases'],
    queryFn: ({ pageParam }) => billing.purchases(workspace, { limit: 20, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })

/** How often a checkout is asked after while the payment provider has not told of it. */
const PENDING_MS = 1_500

export const purchaseQuery = (workspace: string, purchase: string) =>
  queryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'purchase', purchase],
    queryFn: () => billing.purchase(workspace, purchase),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data?.state === 'pending' ? PENDING_MS : false),
  })

/** What a change would cost; `change` as JSON. */
export const purchasePreviewQuery = (workspace: string, purchase: string, change: string) =>
  queryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'purchase', purchase, 'preview', change],
    queryFn: () => billing.previewPurchase(workspace, purchase, JSON.parse(change)),
    staleTime: 0,
  })

export const purchaseUsageQuery = (workspace: string, purchase: string) =>
  queryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'purchase', purchase, 'usage'],
    queryFn: () => billing.usage(workspace, purchase),
    staleTime: 0,
  })

export const invoicesQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: [...workspaceBillingKey(workspace), 'invoices'],
    queryFn: ({ pageParam }) => billing.invoices(workspace, { limit: 20, cursor: pageParam ?? undefined }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    staleTime: 0,
  })
