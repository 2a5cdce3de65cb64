import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { pageOf } from '../state/list-page.ts'
import { DAY, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface TestClockCalls {
  'POST /v1/test_helpers/test_clocks': Call<
    Stripe.TestHelpers.TestClockCreateParams,
    'frozen_time' | 'name',
    Stripe.TestHelpers.TestClock
  >
  'GET /v1/test_helpers/test_clocks': Call<
    Stripe.TestHelpers.TestClockListParams,
    Paging,
    Stripe.ApiList<Stripe.TestHelpers.TestClock>
  >
  'GET /v1/test_helpers/test_clocks/:id': Call<
    Stripe.TestHelpers.TestClockRetrieveParams,
    never,
    Stripe.TestHelpers.TestClock
  >
  'POST /v1/test_helpers/test_clocks/:id/advance': Call<
    Stripe.TestHelpers.TestClockAdvanceParams,
    'frozen_time',
    Stripe.TestHelpers.TestClock
  >
}

export const testClockRoutes = {
  'POST /v1/test_helpers/test_clocks': ({ world, params }) => {
    const clock = {
      id: newId('clock'),
      object: 'test_helpers.test_clock',
      created: world.now(),
      deletes_after: world.now() + 30 * DAY,
      frozen_time: params.frozen_time,
      livemode: false,
      name: params.name ?? null,
      status: 'ready',
      status_details: {},
    } satisfies Stripe.TestHelpers.TestClock
    world.put('test_clock', clock)
    world.emit('test_helpers.test_clock.created', clock)
    return clock
  },
  'GET /v1/test_helpers/test_clocks': ({ world, params }) =>
    pageOf(world.list('test_clock'), params, '/v1/test_helpers/test_clocks', 'test_clock'),
  'GET /v1/test_helpers/test_clocks/:id': ({ world, path }) => world.get('test_clock', path.id),
  'POST /v1/test_helpers/test_clocks/:id/advance': ({ world, params, path }) =>
    beginAdvance(world, world.get('test_clock', path.id), params.frozen_time),
} satisfies Partial<Routes>

/** As with Stripe the answer says `advancing`; the work follows, and then the clock is ready. */
function beginAdvance(world: World, clock: Stripe.TestHelpers.TestClock, target: number): Stripe.TestHelpers.TestClock {
  if (clock.status !== 'ready') {
    throw invalidRequest('Test clock advancement underway, cannot perform modifications', {
      code: 'test_clock_advancing',
    })
  }
  if (target <= clock.frozen_time) {
    throw invalidRequest('The time must be after the current frozen time of the test clock.', { param: 'frozen_time' })
  }
  world.change('test_clock', clock, {
    status: 'advancing',
    status_details: { advancing: { target_frozen_time: target } },
  })
  world.emit('test_helpers.test_clock.advancing', clock)
  world.plan('test_clock.finish', clock.id, world.now())
  return clock
}
