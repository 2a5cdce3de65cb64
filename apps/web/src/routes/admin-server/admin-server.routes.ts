import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { serverStatusQuery } from '../../lib/queries/server.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'

export const adminServerRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/admin/server',
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(serverStatusQuery),
  component: lazyRouteComponent(() => import('./admin-server.page.tsx'), 'AdminServerPage'),
})
