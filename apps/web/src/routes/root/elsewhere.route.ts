import { createRoute, notFound, redirect } from '@tanstack/react-router'
import { rootRoute } from './root.routes.ts'

/** Any address that no other route knows. The first such one brings the routes beyond the store and asks them. */
export const elsewhereRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '$',
  beforeLoad: async ({ context, location }) => {
    if ((await context.bringAllRoutes()) === 'known before') throw notFound()
    throw redirect({ href: location.href, replace: true })
  },
})
