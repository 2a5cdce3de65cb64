import type { Stripe } from 'stripe'

import { isWithin, pageOf } from '../state/list-page.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface EventCalls {
  'GET /v1/events': Call<
    Stripe.EventListParams,
    Paging | 'created' | 'delivery_success' | 'type' | 'types',
    Stripe.ApiList<Stripe.Event>
  >
  'GET /v1/events/:id': Call<Stripe.EventRetrieveParams, never, Stripe.Event>
}

export const eventRoutes = {
  'GET /v1/events': ({ world, params }) =>
    pageOf(
      world
        .list('event')
        .filter(
          (event) =>
            isWithin(event.created, params.created) &&
            (params.type === undefined || fits(event.type, params.type)) &&
            (params.types === undefined || params.types.some((type) => fits(event.type, type))) &&
            (params.delivery_success === undefined || (event.pending_webhooks === 0) === params.delivery_success),
        ),
      params,
      '/v1/events',
      'event',
    ),
  'GET /v1/events/:id': ({ world, path }) => world.get('event', path.id),
} satisfies Partial<Routes>

/** `invoice.*` fits all that begins so. */
function fits(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}
