import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { serverQuery } from '../../lib/queries/catalogue.queries.ts'
import { workspacesQuery } from '../../lib/queries/workspaces.queries.ts'
import { requireSignedIn } from '../root/guards.ts'
import { extensionRoute } from '../store/store.routes.ts'

/** A dialog over the page of an extension: which plan, for which workspace. */
export const buyRoute = createRoute({
  getParentRoute: () => extensionRoute,
  path: 'buy',
  validateSearch: ({ workspace }: Record<string, unknown>): { workspace?: string } =>
    typeof workspace === 'string' ? { workspace } : {},
  beforeLoad: requireSignedIn,
  loader: ({ context: { queryClient } }) =>
    Promise.all([queryClient.ensureQueryData(workspacesQuery), queryClient.ensureQueryData(serverQuery)]),
  component: lazyRouteComponent(() => import('./buy.dialog.tsx'), 'BuyDialog'),
})
