import { createRouter } from '@tanstack/react-router'
import { queryClient } from './lib/query-client.ts'
import { NotFoundPage } from './routes/root/not-found.page.tsx'
import { PagePending } from './routes/root/page-pending.tsx'
import { RouteProblem } from './routes/root/route-problem.tsx'
import { storeTree } from './routes/store-tree.ts'

export const router = createRouter({
  routeTree: storeTree,
  context: { queryClient, bringAllRoutes },
  defaultPreload: 'intent',
  // The query cache decides what is fresh.
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 120,
  defaultPendingMinMs: 240,
  defaultPendingComponent: PagePending,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: NotFoundPage,
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
