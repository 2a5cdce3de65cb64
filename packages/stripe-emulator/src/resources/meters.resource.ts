import type { Stripe } from 'stripe'

import { livingCustomer } from '../billing/customers.ts'
import { usageBetween } from '../billing/meters.ts'
import { invalidRequest } from '../http/stripe-fault.ts'
import { newId } from '../state/ids.ts'
import { pageOf } from '../state/list-page.ts'
import { DAY, type World } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface MeterCalls {
  'POST /v1/billing/meters': Call<
    Stripe.Billing.MeterCreateParams,
    'customer_mapping' | 'default_aggregation' | 'display_name' | 'event_name' | 'value_settings',
    Stripe.Billing.Meter
  >
  'GET /v1/billing/meters': Call<
    Stripe.Billing.MeterListParams,
    Paging | 'status',
    Stripe.ApiList<Stripe.Billing.Meter>
  >
  'GET /v1/billing/meters/:id': Call<Stripe.Billing.MeterRetrieveParams, never, Stripe.Billing.Meter>
  'POST /v1/billing/meter_events': Call<
    Stripe.Billing.MeterEventCreateParams,
    'event_name' | 'identifier' | 'payload' | 'timestamp',
    Stripe.Billing.MeterEvent
  >
  'GET /v1/billing/meters/:id/event_summaries': Call<
    Stripe.Billing.MeterListEventSummariesParams,
    Paging | 'customer' | 'end_time' | 'start_time',
    Stripe.ApiList<Stripe.Billing.MeterEventSummary>
  >
}

/** How far back a meter event may lie, in days. */
const OLDEST_EVENT_DAYS = 35

export const meterRoutes = {
  'POST /v1/billing/meters': ({ world, params }) => createMeter(world, params),
  'GET /v1/billing/meters': ({ world, params }) =>
    pageOf(
      world.list('meter').filter(({ status }) => params.status === undefined || status === params.status),
      params,
      '/v1/billing/meters',
      'meter',
    ),
  'GET /v1/billing/meters/:id': ({ world, path }) => world.get('meter', path.id),
  'POST /v1/billing/meter_events': ({ world, params }) => recordEvent(world, params),
  'GET /v1/billing/meters/:id/event_summaries': ({ world, params, path }) => {
    const meter = world.get('meter', path.id)
    const summary: Stripe.Billing.MeterEventSummary = {
      id: newId('mtrusg_test'),
      object: 'billing.meter_event_summary',
      aggregated_value: usageBetween(world, meter.id, params.customer, {
        start: params.start_time,
        end: params.end_time,
      }),
      end_time: params.end_time,
      livemode: false,
      meter: meter.id,
      start_time: params.start_time,
    }
    return pageOf([summary], params, `/v1/billing/meters/${meter.id}/event_summaries`, 'meter')
  },
} satisfies Partial<Routes>

function createMeter(world: World, params: Stripe.Billing.MeterCreateParams): Stripe.Billing.Meter {
  if (world.list('meter').some(({ event_name: name, status }) => name === params.event_name && status === 'active')) {
    throw invalidRequest(`An active meter already exists for the event name ${params.event_name}.`, {
      code: 'resource_already_exists',
      param: 'event_name',
    })
  }
  const meter = {
    id: newId('mtr_test'),
    object: 'billing.meter',
    created: world.now(),
    customer_mapping: params.customer_mapping ?? { event_payload_key: 'stripe_customer_id', type: 'by_id' },
    default_aggregation: params.default_aggregation,
    display_name: params.display_name,
    event_name: params.event_name,
    event_time_window: null,
    livemode: false,
    status: 'active',
    status_transitions: { deactivated_at: null },
    updated: world.now(),
    value_settings: params.value_settings ?? { event_payload_key: 'value' },
  } satisfies Stripe.Billing.Meter
  world.put('meter', meter)
  world.emit('billing.meter.created', meter)
  return meter
}

/** Takes usage once for each identifier. Stripe checks events later and reports what is wrong; the emulator does at once. */
function recordEvent(world: World, params: Stripe.Billing.MeterEventCreateParams): Stripe.Billing.MeterEvent {
  const meter = world.list('meter').find(({ event_name: name }) => name === params.event_name)
  if (!meter)
    throw invalidRequest(`No active meter found for event name ${params.event_name}.`, { param: 'event_name' })
  const customer = livingCustomer(
    world,
    params.payload[meter.customer_mapping.event_payload_key] ?? '',
    `payload[${meter.customer_mapping.event_payload_key}]`,
  )
  const value = params.payload[meter.value_settings.event_payload_key]
  if (meter.default_aggregation.formula !== 'count' && !/^\d+$/.test(value ?? '')) {
    throw invalidRequest('The value of a meter event must be a non-negative whole number.', {
      param: `payload[${meter.value_settings.event_payload_key}]`,
    })
  }
  const now = world.now(typeof customer.test_clock === 'string' ? customer.test_clock : null)
  const timestamp = params.timestamp ?? now
  if (timestamp < now - OLDEST_EVENT_DAYS * DAY || timestamp > now + 300) {
    throw invalidRequest('The timestamp must lie within the last 35 days and at most 5 minutes ahead.', {
      param: 'timestamp',
    })
  }
  const identifier = params.identifier ?? newId('mtrevt')
  const id = `${meter.id} ${identifier}`
  if (world.find('meter_event', id)) {
    throw invalidRequest(`An event already exists with identifier ${identifier}.`, { param: 'identifier' })
  }
  const event = {
    object: 'billing.meter_event',
    created: now,
    event_name: params.event_name,
    identifier,
    livemode: false,
    payload: params.payload,
    timestamp,
  } satisfies Stripe.Billing.MeterEvent
  world.put('meter_event', { id, ...event })
  return event
}
