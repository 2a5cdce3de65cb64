import { createRootRouteWithContext, createRoute } from '@tanstack/react-router'
import { requireSignedIn, type RouterContext } from './guards.ts'
import { RootLayout } from './root.layout.tsx'

export const rootRoute = createRootRouteWithContext<RouterContext>()({ component: RootLayout })

/** Everything below asks a visitor to sign in. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: requireSignedIn,
})
