import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { reviewQueueQuery, reviewQuery } from '../../lib/queries/reviews.queries.ts'
import { signedInRoute } from '../root/root.routes.ts'
import { parseReviewFile, parseReviewStatus } from './review.search.ts'

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
  validateSearch: parseReviewFile,
  loader: ({ context: { queryClient }, params }) => queryClient.ensureQueryData(reviewQuery(params.id)),
  component: lazyRouteComponent(() => import('./review.page.tsx'), 'ReviewPage'),
})

export const reviewRoutes = [queueRoute, detailRoute]
