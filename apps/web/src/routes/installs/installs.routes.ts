import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { installQuery, logQuery, usageQuery } from '../../lib/queries/installs.queries.ts'
import { workspaceRoute } from '../workspaces/workspace.route.ts'
import { parseOperation } from '../workspaces/workspaces.search.ts'
import { parseLogLevel } from './installs.search.ts'

const installRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'installs/$install',
  loader: ({ context: { queryClient }, params }) =>
    queryClient.ensureQueryData(installQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install.layout.tsx'), 'InstallLayout'),
})

const overviewRoute = createRoute({
  getParentRoute: () => installRoute,
  path: '/',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(usageQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install-overview.page.tsx'), 'InstallOverviewPage'),
})

const operationsRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'operations',
  validateSearch: parseOperation,
  component: lazyRouteComponent(() => import('./install-operations.page.tsx'), 'InstallOperationsPage'),
})

const permissionsRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'permissions',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(usageQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install-permissions.page.tsx'), 'InstallPermissionsPage'),
})

const logRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'log',
  validateSearch: parseLogLevel,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params, deps }) =>
    queryClient.ensureInfiniteQueryData(logQuery(params.ws, params.install, deps.level ?? 'debug')),
  component: lazyRouteComponent(() => import('./install-log.page.tsx'), 'InstallLogPage'),
})

export const installRoutes = [installRoute.addChildren([overviewRoute, operationsRoute, permissionsRoute, logRoute])]
