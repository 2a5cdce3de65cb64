import { accountRoutes } from './account/account.routes.ts'
import { reviewRoutes } from './review/review.routes.ts'
import { rootRoute, signedInRoute } from './root/root.routes.ts'
import { storeRoutes } from './store/store.routes.ts'
import { studioRoutes } from './studio/studio.routes.ts'
import { workspaceRoutes } from './workspaces/workspaces.routes.ts'

/**
 * The URL tree. Each folder holds the part it is named after: its `*.routes.ts` says the addresses, what is loaded
 * before a page shows, and which file, loaded on demand, draws it.
 */
export const routeTree = rootRoute.addChildren([
  ...storeRoutes,
  ...accountRoutes,
  signedInRoute.addChildren([...workspaceRoutes, ...studioRoutes, ...reviewRoutes]),
])
