import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { workspaceRoute } from '../workspaces/workspace.route.ts'
import { parseLines } from './jobs.search.ts'

/*
 * These pages ask for their data themselves: what loads it would be in the first page of the store.
 */

export const jobRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'jobs/$job',
  validateSearch: parseLines,
  component: lazyRouteComponent(() => import('./job.page.tsx'), 'JobPage'),
})
