import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { purchaseQuery } from '../../lib/queries/billing.queries.ts'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { installsQuery } from '../../lib/queries/installs.queries.ts'
import {
  entriesQuery,
  operationsQuery,
  workspaceMembersQuery,
  workspacesQuery,
} from '../../lib/queries/workspaces.queries.ts'
import { workspaceTokensQuery } from '../../lib/queries/tokens.queries.ts'
import { loadWorkspace } from '../../lib/workspace.ts'
import { workspaceDataQuery } from '../../lib/queries/workspace-data.queries.ts'
import { installRoutes } from '../installs/installs.routes.ts'
import { jobRoute } from '../jobs/jobs.routes.ts'
import { parseJobs } from '../jobs/jobs.search.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseFolder, parseOperation } from './workspaces.search.ts'
import { workspaceRoute } from './workspace.route.ts'

const workspacesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/workspaces',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(workspacesQuery),
  component: lazyRouteComponent(() => import('./workspaces.page.tsx'), 'WorkspacesPage'),
})

/** The parts of a workspace, under its name and tabs. */
const layoutRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  id: 'parts',
  component: lazyRouteComponent(() => import('./workspace.layout.tsx'), 'WorkspaceLayout'),
})

const installsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: '/',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(installsQuery(params.ws)),
  component: lazyRouteComponent(() => import('./workspace-installs.page.tsx'), 'WorkspaceInstallsPage'),
})

const filesRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'files',
  validateSearch: parseFolder,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params, deps }) =>
    queryClient.ensureInfiniteQueryData(entriesQuery(params.ws, deps.folder ?? '/')),
  component: lazyRouteComponent(() => import('./workspace-files.page.tsx'), 'WorkspaceFilesPage'),
})

const consoleRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'console',
  validateSearch: parseOperation,
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(operationsQuery(params.ws)),
  component: lazyRouteComponent(() => import('./workspace-console.page.tsx'), 'WorkspaceConsolePage'),
})

const membersRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'members',
  loader: async ({ context: { queryClient }, params: { ws } }) => {
    const { role } = await loadWorkspace(queryClient, ws)
    await Promise.all([
      queryClient.ensureQueryData(workspaceMembersQuery(ws)),
      role === 'owner' && queryClient.ensureQueryData(workspaceTokensQuery(ws)),
    ])
  },
  component: lazyRouteComponent(() => import('./workspace-members.page.tsx'), 'WorkspaceMembersPage'),
})

const dataRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'data',
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(workspaceDataQuery(params.ws)),
  component: lazyRouteComponent(() => import('./workspace-data.page.tsx'), 'WorkspaceDataPage'),
})

const billingRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'billing',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(serverQuery),
  component: lazyRouteComponent(() => import('../billing/workspace-billing.page.tsx'), 'WorkspaceBillingPage'),
})

const purchaseRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'billing/purchases/$purchase',
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([
      queryClient.ensureQueryData(serverQuery),
      queryClient.ensureQueryData(purchaseQuery(params.ws, params.purchase)),
    ]),
  component: lazyRouteComponent(() => import('../billing/purchase.page.tsx'), 'PurchasePage'),
})

const jobsRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'jobs',
  validateSearch: parseJobs,
  component: lazyRouteComponent(() => import('../jobs/jobs.page.tsx'), 'JobsPage'),
})

const schedulesRoute = createRoute({
  getParentRoute: () => layoutRoute,
  path: 'jobs/schedules',
  component: lazyRouteComponent(() => import('../jobs/schedules.page.tsx'), 'SchedulesPage'),
})

export const workspaceRoutes = [
  workspacesRoute,
  workspaceRoute.addChildren([
    layoutRoute.addChildren([
      installsRoute,
      filesRoute,
      consoleRoute,
      jobsRoute,
      schedulesRoute,
      billingRoute,
      membersRoute,
      dataRoute,
    ]),
    jobRoute,
    purchaseRoute,
    ...installRoutes,
  ]),
]
