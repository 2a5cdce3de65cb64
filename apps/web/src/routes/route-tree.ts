import { accountRoutes } from './account/account.routes.ts'
import { adminRoute } from './admin/admin.routes.ts'
import { adminBillingRoutes } from './admin-billing/admin-billing.routes.ts'
import { adminServerRoute } from './admin-server/admin-server.routes.ts'
import { buyRoute } from './billing/buy.route.ts'
import { reviewRoutes } from './review/review.routes.ts'
import { elsewhereRoute } from './root/elsewhere.route.ts'
import { rootRoute, signedInRoute } from './root/root.routes.ts'
import { installRoute } from './store/install.route.ts'
import { extensionRoute, shelfRoutes } from './store/store.routes.ts'
import { studioRoutes } from './studio/studio.routes.ts'
import { workspaceRoutes } from './workspaces/workspaces.routes.ts'

/**
 * The whole URL tree. Each folder holds the part it is named after: its `*.routes.ts` says the addresses, what is loaded
 * before a page shows, and which file, loaded on demand, draws it. A visitor of the store has only what `store-tree.ts`
 * says, which becomes this when somebody goes further.
 */
export const growRouteTree = () =>
  rootRoute.addChildren([
    ...shelfRoutes,
    extensionRoute.addChildren([installRoute, buyRoute]),
    ...accountRoutes,
    signedInRoute.addChildren([
      ...workspaceRoutes,
      ...studioRoutes,
      ...reviewRoutes,
      adminRoute,
      ...adminBillingRoutes,
      adminServerRoute,
    ]),
    elsewhereRoute,
  ])

export type RouteTree = ReturnType<typeof growRouteTree>
