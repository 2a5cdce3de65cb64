import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { workspaceRoute } from '../workspaces/workspace.route.ts'
import { parseLines } from './jobs.search.ts'

/*
 * These pages follow a stream, so they ask for their data themselves.
 */

export const jobRoute = createRoute({
  getParentRoute: () => workspaceRoute,
  path: 'jobs/$job',
  validateSearch: parseLines,
  // A link leads from a job to its parent or child: nothing of the one may stay on the page of the other.
  remountDeps: ({ params }) => params,
  component: lazyRouteComponent(() => import('./job.page.tsx'), 'JobPage'),
})
