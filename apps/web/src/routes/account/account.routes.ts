import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { tokensQuery } from '../../lib/queries/tokens.queries.ts'
import { safeNext } from '../../lib/session.ts'
import { requireSignedIn, requireVisitor } from '../root/guards.ts'
import { rootRoute } from '../root/root.routes.ts'

/** Where to go once signed in. */
const parseNext = ({ next }: Record<string, unknown>): { next?: string } =>
  next === undefined ? {} : { next: safeNext(next) }

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: parseNext,
  beforeLoad: requireVisitor,
  component: lazyRouteComponent(() => import('./sign-in.page.tsx'), 'SignInPage'),
})

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch: parseNext,
  beforeLoad: requireVisitor,
  component: lazyRouteComponent(() => import('./sign-up.page.tsx'), 'SignUpPage'),
})

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  beforeLoad: requireSignedIn,
  loader: ({ context: { queryClient } }) => queryClient.ensureQueryData(tokensQuery),
  component: lazyRouteComponent(() => import('./account.page.tsx'), 'AccountPage'),
})

export const accountRoutes = [signInRoute, signUpRoute, accountRoute]
