import { createRouter } from '@tanstack/react-router'
import { queryClient } from './lib/query-client.ts'
import { ROUTER_LOOKS } from './router-looks.ts'
import type { RouterContext } from './routes/root/guards.ts'
import { storeTree } from './routes/store-tree.ts'

/** Notes in the history where the visit begins, so it is made once, when the page starts. */
export function createStoreRouter() {
  const router = createRouter({
    ...ROUTER_LOOKS,
    routeTree: storeTree,
    context: { queryClient, bringAllRoutes: routeBringer(() => router.setRoutes(router.buildRouteTree())) },
    defaultPreload: 'intent',
    // The query cache decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 120,
    defaultPendingMinMs: 240,
    scrollRestoration: true,
  })
  return router
}

/** Makes the routes beyond the store known, once; `onGrown` hears of it. */
function routeBringer(onGrown: () => void): RouterContext['bringAllRoutes'] {
  let isWhole = false
  let growing: Promise<void> | null = null
  const grow = async () => {
    const { growRouteTree } = await import('./routes/route-tree.ts')
    growRouteTree()
    onGrown()
  }
  return async () => {
    if (isWhole) return 'known before'
    growing ??= grow()
    try {
      await growing
    } finally {
      // After a failure the next address tries again.
      growing = null
    }
    isWhole = true
    return 'new'
  }
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createStoreRouter>
  }
}
