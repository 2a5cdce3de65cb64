import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseBillingPart } from './admin-billing.search.ts'

export const adminBillingRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/billing',
  validateSearch: parseBillingPart,
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(serverQuery),
  component: lazyRouteComponent(() => import('./admin-billing.page.tsx'), 'AdminBillingPage'),
})
