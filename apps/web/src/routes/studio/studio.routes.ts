import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import {
  fleetQuery,
  publisherExtensionsQuery,
  publisherMembersQuery,
  publisherQuery,
  publisherVersionQuery,
  publisherVersionsQuery,
} from '../../lib/queries/publishers.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseRatingSearch } from './studio-ratings.search.ts'

const studioRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/studio',
  component: lazyRouteComponent(() => import('./studio.page.tsx'), 'StudioPage'),
})

const publisherRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/studio/$slug',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(publisherQuery(params.slug)),
})

/** The parts of a publisher's studio, under its name and tabs. */
const layoutRoute = createRoute({
  getParentRoute: () => publisherRoute,
  id: 'parts',
  component: lazyRouteComponent(() => import('./studio.layout.tsx'), 'StudioLayout'),
})

const versionsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/',
  loader: ({ context: { queryClient }, params }) =>
    queryClient.ensureInfiniteQueryData(publisherVersionsQuery(params.slug)),
  component: lazyRouteComponent(() => import('./studio-versions.page.tsx'), 'StudioVersionsPage'),
})

const membersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'members',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(publisherMembersQuery(params.slug)),
  component: lazyRouteComponent(() => import('./studio-members.page.tsx'), 'StudioMembersPage'),
})

const fleetRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'fleet',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(fleetQuery(params.slug)),
  component: lazyRouteComponent(() => import('./studio-fleet.page.tsx'), 'StudioFleetPage'),
})

const ratingsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'ratings',
  validateSearch: parseRatingSearch,
  component: lazyRouteComponent(() => import('./studio-ratings.page.tsx'), 'StudioRatingsPage'),
})

const plansRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'plans',
  validateSearch: ({ extension }: Record<string, unknown>): { extension?: string } =>
    typeof extension === 'string' ? { extension } : {},
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([
      queryClient.ensureQueryData(publisherExtensionsQuery(params.slug)),
      queryClient.ensureQueryData(serverQuery),
    ]),
  component: lazyRouteComponent(() => import('./studio-plans.page.tsx'), 'StudioPlansPage'),
})

const earningsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'earnings',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(serverQuery),
  component: lazyRouteComponent(() => import('./studio-earnings.page.tsx'), 'StudioEarningsPage'),
})

const uploadRoute = createRoute({
  getParentRoute: () => publisherRoute,
  path: 'upload',
  component: lazyRouteComponent(() => import('./upload.page.tsx'), 'UploadPage'),
})

const versionRoute = createRoute({
  getParentRoute: () => publisherRoute,
  path: 'versions/$extension/$version',
  loader: ({ context: { queryClient }, params: { slug, extension, version } }) =>
    queryClient.ensureQueryData(publisherVersionQuery(slug, extension, version)),
  component: lazyRouteComponent(() => import('./studio-version.page.tsx'), 'StudioVersionPage'),
})

export const studioRoutes = [
  studioRoute,
  publisherRoute.addChildren([
    layoutRoute.addChildren([versionsRoute, fleetRoute, ratingsRoute, plansRoute, earningsRoute, membersRoute]),
    uploadRoute,
    versionRoute,
  ]),
]
