import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { reviewQueueQuery, reviewQuery } from '../../lib/queries/reviews.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseReviewView, parseReviewStatus } from './review.search.ts'

const queueRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review',
  validateSearch: parseReviewStatus,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, deps }) =>
    queryClient.ensureInfiniteQueryData(reviewQueueQuery(deps.status ?? 'submitted')),
  component: lazyRouteComponent(() => import('./review-queue.page.tsx'), 'ReviewQueuePage'),
})

const detailRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/review/$id',
  validateSearch: parseReviewView,
  loaderDeps: ({ search }) => ({ against: search.against }),
  loader: ({ context: { queryClient }, params, deps }) =>
    queryClient.ensureQueryData(reviewQuery(params.id, deps.against)),
  component: lazyRouteComponent(() => import('./review.page.tsx'), 'ReviewPage'),
})

export const reviewRoutes = [queueRoute, detailRoute]
