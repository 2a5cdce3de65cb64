import { createRouter } from '@tanstack/react-router'
import { queryClient } from './lib/query-client.ts'
import { ROUTER_LOOKS } from './router-looks.ts'
import { storeTree } from './routes/store-tree.ts'

export const router = createRouter({
  ...ROUTER_LOOKS,
  routeTree: storeTree,
  context: { queryClient, bringAllRoutes },
  defaultPreload: 'intent',
  // The query cache decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 120,
  defaultPendingMinMs: 240,
  scrollRestoration: true,
})

let isWhole = false
let growing: Promise<void> | null = null

async function bringAllRoutes(): Promise<'new' | 'known before'> {
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

async function grow(): Promise<void> {
  const { growRouteTree } = await import('./routes/route-tree.ts')
  growRouteTree()
  router.setRoutes(router.buildRouteTree())
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
