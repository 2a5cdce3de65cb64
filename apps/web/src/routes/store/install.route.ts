import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { meQuery } from '../../lib/session.ts'
import { requireSignedIn } from '../root/guards.ts'
import { extensionRoute } from './store.routes.ts'

/** The consent dialog, over the page of its extension. */
export const installRoute = createRoute({
  getParentRoute: () => extensionRoute,
  path: 'install',
  beforeLoad: requireSignedIn,
  loader: ({ context: { queryClient } }) =>
    Promise.all([queryClient.ensureQueryData(meQuery), queryClient.ensureQueryData(workspacesQuery)]),
  component: lazyRouteComponent(() => import('./install.dialog.tsx'), 'InstallDialog'),
  pendingComponent: () => null,
})
