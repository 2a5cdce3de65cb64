import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { extensionQuery, extensionsQuery, shelvesQuery } from '../../lib/queries/catalogue.queries.ts'
import { publisherQuery } from '../../lib/queries/catalogue.queries.ts'
import { rootRoute } from '../root/root.routes.ts'
import { HomePending, SearchPending } from './store-pending.tsx'
import { parseExtensionTab, parseSearch } from './store.search.ts'

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(shelvesQuery),
  component: lazyRouteComponent(() => import('./home.page.tsx'), 'HomePage'),
  pendingComponent: HomePending,
})

const searchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/search',
  validateSearch: parseSearch,
  component: lazyRouteComponent(() => import('./search.page.tsx'), 'SearchPage'),
  pendingComponent: SearchPending,
})

export const extensionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/extensions/$id',
  validateSearch: parseExtensionTab,
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(extensionQuery(params.id)),
  component: lazyRouteComponent(() => import('./extension.page.tsx'), 'ExtensionPage'),
})

const publisherRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/publishers/$slug',
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([
      queryClient.ensureQueryData(publisherQuery(params.slug)),
      queryClient.ensureQueryData(extensionsQuery({ publisher: params.slug, limit: 100 })),
    ]),
  component: lazyRouteComponent(() => import('./publisher.page.tsx'), 'PublisherPage'),
})

/** All but the page of an extension, which gets children. */
export const shelfRoutes = [homeRoute, searchRoute, publisherRoute]
