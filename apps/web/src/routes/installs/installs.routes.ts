import { createRoute, lazyRouteComponent, notFound } from '@tanstack/react-router'
import { versionQuery } from '../../lib/queries/catalogue.queries.ts'
import { logQuery } from '../../lib/queries/install-records.queries.ts'
import { installQuery, usageQuery, usesQuery } from '../../lib/queries/installs.queries.ts'
import { parseJobs } from '../jobs/jobs.search.ts'
import { workspaceRoute } from '../workspaces/workspace.route.ts'
import { parseOperation } from '../workspaces/workspaces.search.ts'
import { parseLogFilter, parseSpan } from './installs.search.ts'

const installRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'installs/$install',
  loader: ({ context: { queryClient }, params }) =>
    queryClient.ensureQueryData(installQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install.layout.tsx'), 'InstallLayout'),
})

/** Stays in sight under the dialog of an update. */
const overviewRoute = createRoute({
  getParentRoute: () => installRoute,
  id: 'overview',
  validateSearch: parseSpan,
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(usageQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install-overview.page.tsx'), 'InstallOverviewPage'),
})

const indexRoute = createRoute({ getParentRoute: () => overviewRoute, path: '/' })

const operationsRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'operations',
  validateSearch: parseOperation,
  component: lazyRouteComponent(() => import('./install-operations.page.tsx'), 'InstallOperationsPage'),
})

const jobsRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'jobs',
  validateSearch: parseJobs,
  component: lazyRouteComponent(() => import('./install-jobs.page.tsx'), 'InstallJobsPage'),
})

const permissionsRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'permissions',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(usesQuery(params.ws, params.install)),
  component: lazyRouteComponent(() => import('./install-permissions.page.tsx'), 'InstallPermissionsPage'),
})

const logRoute = createRoute({
  getParentRoute: () => installRoute,
  path: 'log',
  validateSearch: parseLogFilter,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params, deps }) =>
    queryClient.ensureInfiniteQueryData(logQuery(params.ws, params.install, deps)),
  component: lazyRouteComponent(() => import('./install-log.page.tsx'), 'InstallLogPage'),
})

/** The consent to another version, over the overview. */
const updateRoute = createRoute({
  getParentRoute: () => overviewRoute,
  path: 'update',
  loader: async ({ context: { queryClient }, params }) => {
    const { extension, updateAvailable } = await queryClient.ensureQueryData(installQuery(params.ws, params.install))
    if (updateAvailable === null) throw notFound()
    await queryClient.ensureQueryData(usesQuery(params.ws, params.install))
    return queryClient.ensureQueryData(versionQuery(extension, updateAvailable))
  },
  component: lazyRouteComponent(() => import('./update.dialog.tsx'), 'UpdateDialog'),
  pendingComponent: () => null,
})

export const installRoutes = [
  installRoute.addChildren([
    overviewRoute.addChildren([indexRoute, updateRoute]),
    operationsRoute,
    jobsRoute,
    permissionsRoute,
    logRoute,
  ]),
]
