import { createRouter } from '@tanstack/react-router'
import { queryClient } from './lib/query-client.ts'
import { NotFoundPage } from './routes/root/not-found.page.tsx'
import { PagePending } from './routes/root/page-pending.tsx'
import { RouteProblem } from './routes/root/route-problem.tsx'
import { routeTree } from './routes/route-tree.ts'

export const router = createRouter({
  routeTree,
  context: { queryClient },
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

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
