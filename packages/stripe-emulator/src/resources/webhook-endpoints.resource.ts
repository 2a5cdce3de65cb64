import type { Stripe } from 'stripe'

import { invalidRequest } from '../http/stripe-fault.ts'
import { newId, newSecret } from '../state/ids.ts'
import { pageOf } from '../state/list-page.ts'
import { mergeMetadata } from '../state/world.ts'
import type { Routes } from './api.ts'
import type { Call, Paging } from './call.ts'

export interface WebhookEndpointCalls {
  'POST /v1/webhook_endpoints': Call<
    Stripe.WebhookEndpointCreateParams,
    'api_version' | 'connect' | 'description' | 'enabled_events' | 'metadata' | 'url',
    Stripe.WebhookEndpoint
  >
  'GET /v1/webhook_endpoints': Call<Stripe.WebhookEndpointListParams, Paging, Stripe.ApiList<Stripe.WebhookEndpoint>>
  'GET /v1/webhook_endpoints/:id': Call<Stripe.WebhookEndpointRetrieveParams, never, Stripe.WebhookEndpoint>
  'POST /v1/webhook_endpoints/:id': Call<
    Stripe.WebhookEndpointUpdateParams,
    'description' | 'disabled' | 'enabled_events' | 'metadata' | 'url',
    Stripe.WebhookEndpoint
  >
  'DELETE /v1/webhook_endpoints/:id': Call<Stripe.WebhookEndpointDeleteParams, never, Stripe.DeletedWebhookEndpoint>
}

export const webhookEndpointRoutes = {
  'POST /v1/webhook_endpoints': ({ world, params }) => {
    if (params.api_version !== undefined && params.api_version !== world.settings.apiVersion) {
      throw invalidRequest(`The local Stripe emulator speaks the version ${world.settings.apiVersion} alone.`, {
        param: 'api_version',
      })
    }
    requireUrl(params.url)
    const endpoint = {
      id: newId('we'),
      object: 'webhook_endpoint',
      api_version: world.settings.apiVersion,
      // Stripe shows an application here for endpoints that hear of connected accounts.
      application: params.connect ? 'ca_emulator' : null,
      created: world.now(),
      description: params.description || null,
      enabled_events: [...params.enabled_events],
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      secret: newSecret('whsec'),
      status: 'enabled',
      url: params.url,
    } satisfies Stripe.WebhookEndpoint
    return world.put('webhook_endpoint', endpoint)
  },
  'GET /v1/webhook_endpoints': ({ world, params }) =>
    pageOf(world.list('webhook_endpoint').map(withoutSecret), params, '/v1/webhook_endpoints', 'webhook_endpoint'),
  'GET /v1/webhook_endpoints/:id': ({ world, path }) => withoutSecret(world.get('webhook_endpoint', path.id)),
  'POST /v1/webhook_endpoints/:id': ({ world, params, path }) => {
    const endpoint = world.get('webhook_endpoint', path.id)
    if (params.url !== undefined) requireUrl(params.url)
    world.change('webhook_endpoint', endpoint, {
      description: params.description === undefined ? endpoint.description : params.description || null,
      enabled_events: params.enabled_events ?? endpoint.enabled_events,
      metadata: mergeMetadata(endpoint.metadata, params.metadata),
      status: params.disabled === undefined ? endpoint.status : params.disabled ? 'disabled' : 'enabled',
      url: params.url ?? endpoint.url,
    })
    return withoutSecret(endpoint)
  },
  'DELETE /v1/webhook_endpoints/:id': ({ world, path }) => {
    const endpoint = world.get('webhook_endpoint', path.id)
    world.store.remove('webhook_endpoint', endpoint.id)
    return { id: endpoint.id, object: 'webhook_endpoint', deleted: true }
  },
} satisfies Partial<Routes>

/** The secret is told once, when the endpoint is made. */
function withoutSecret(endpoint: Stripe.WebhookEndpoint): Stripe.WebhookEndpoint {
  return { ...endpoint, secret: undefined }
}

function requireUrl(url: string): void {
  if (!URL.canParse(url))
    throw invalidRequest('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    })
}
