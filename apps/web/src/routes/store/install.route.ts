import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { ownInstallsOfQuery } from '../../lib/queries/own-installs.queries.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { meQuery } from '../../lib/session.ts'
import { requireSignedIn } from '../root/guards.ts'
import { extensionRoute } from './store.routes.ts'

/** The consent dialog, over the page of its extension. */
export const installRoute = createRoute({
  getParentRoute: () => extensionRoute,
  path: 'install',
  beforeLoad: requireSignedIn,
  loader: ({ context: { queryClient }, params }) =>
    Promise.all([
      queryClient.ensureQueryData(meQuery),
      queryClient.ensureQueryData(workspacesQuery),
      // Asked anew: where it is installed already decides what is offered first.
      queryClient.fetchQuery(ownInstallsOfQuery(params.id)),
    ]),
  component: lazyRouteComponent(() => import('./install.dialog.tsx'), 'InstallDialog'),
  pendingComponent: () => null,
})
