import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { featuredQuery } from '../../lib/queries/curation.queries.ts'
import { reportedRatingsQuery } from '../../lib/queries/ratings.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parsePublisherSearch, parseReportedState } from './admin.search.ts'

/** What admins care for besides versions and money, under one heading and its tabs. */
const layoutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin.layout.tsx'), 'AdminLayout'),
})

const ratingsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'ratings',
  validateSearch: parseReportedState,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) =>
    queryClient.ensureInfiniteQueryData(reportedRatingsQuery(deps.state ?? 'open')),
  component: lazyRouteComponent(() => import('./admin-ratings.page.tsx'), 'AdminRatingsPage'),
})

const frontRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'front',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(featuredQuery),
  component: lazyRouteComponent(() => import('./admin-front.page.tsx'), 'AdminFrontPage'),
})

const publishersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'publishers',
  validateSearch: parsePublisherSearch,
  component: lazyRouteComponent(() => import('./admin-publishers.page.tsx'), 'AdminPublishersPage'),
})

export const adminRoute = layoutRoute.addChildren([ratingsRoute, frontRoute, publishersRoute])
