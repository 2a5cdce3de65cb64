import { elsewhereRoute } from './root/elsewhere.route.ts'
import { rootRoute } from './root/root.routes.ts'
import { extensionRoute, shelfRoutes } from './store/store.routes.ts'
import type { RouteTree } from './route-tree.ts'

/**
 * What the first page of the store knows of the URL tree; every other address leads to `elsewhereRoute`, which brings the
 * rest. To whoever links somewhere it is the whole tree: a link needs only the words of an address.
 */
export const storeTree = rootRoute.addChildren([...shelfRoutes, extensionRoute, elsewhereRoute]) as unknown as RouteTree
