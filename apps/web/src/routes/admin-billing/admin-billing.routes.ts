import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { disputeQuery } from '../../lib/queries/earnings.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseBillingPart } from './admin-billing.search.ts'

const adminBillingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/billing',
  validateSearch: parseBillingPart,
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(serverQuery),
  component: lazyRouteComponent(() => import('./admin-billing.page.tsx'), 'AdminBillingPage'),
})

const disputeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/billing/disputes/$dispute',
  loader: ({ context: { queryClient }, params: { dispute } }) =>
    Promise.all([queryClient.ensureQueryData(serverQuery), queryClient.ensureQueryData(disputeQuery(dispute))]),
  component: lazyRouteComponent(() => import('./dispute.page.tsx'), 'DisputePage'),
})

export const adminBillingRoutes = [adminBillingRoute, disputeRoute] as const
