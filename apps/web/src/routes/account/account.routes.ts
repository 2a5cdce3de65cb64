import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
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

/** Parts for people who are not signed in; they have a hyphen in their name. */
const isOpen = (part = ''): boolean => part.includes('-')

/** One route for every part, because each one costs the first page of the store; `account.page.tsx` knows them. */
const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account/{-$part}',
  validateSearch: parseNext,
  beforeLoad: (at) => (isOpen(at.params.part) ? undefined : requireSignedIn(at)),
  component: lazyRouteComponent(() => import('./account.page.tsx'), 'AccountPage'),
})

export const accountRoutes = [signInRoute, signUpRoute, accountRoute]
