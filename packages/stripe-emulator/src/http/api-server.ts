import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { RouteName } from '../resources/api.ts'
import { routes } from '../resources/routes.ts'
import { newId } from '../state/ids.ts'
import type { ApiFaults } from './api-faults.ts'
import { type Answer, type ApiSettings, faultAnswer, serve } from './api-request.ts'
import { StripeFault, unrecognizedUrl } from './stripe-fault.ts'

export interface ApiServerSettings extends ApiSettings {
  readonly faults: ApiFaults
  /** Called after each request, when things may have become due. */
  readonly afterRequest: () => void
}

/** Puts Stripe's API on a server: a route for each in the registry, and Stripe's error for all others. */
export function registerApi(server: FastifyInstance, settings: ApiServerSettings): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const [method = '', url = ''] = name.split(' ')
    server.route({ method, url, handler: (request, reply) => answer(settings, name, request, reply) })
  }
  // What Fastify itself refuses, such as a body that is too large, is said as Stripe says things.
  server.setErrorHandler<FastifyError | StripeFault>((error, _request, reply) => {
    if (error instanceof StripeFault) return send(reply, newId('req', 14), faultAnswer(error))
    const status = error.statusCode ?? 500
    if (status >= 500) settings.onError(error)
    return send(
      reply,
      newId('req', 14),
      faultAnswer(new StripeFault(status, { type: 'invalid_request_error', message: error.message })),
    )
  })
  server.setNotFoundHandler((request, reply) => {
    const fault = unrecognizedUrl(request.method, request.url.split('?')[0] ?? '')
    return send(reply, newId('req', 14), faultAnswer(fault))
  })
}

async function answer(settings: ApiServerSettings, route: RouteName, request: FastifyRequest, reply: FastifyReply) {
  const requestId = newId('req', 14)
  const fault = settings.faults.take(route)
  if (fault === 'drop_request') return drop(reply)
  const mayBegin = async () => (fault === 'wait' ? settings.faults.wait() : undefined)
  const result =
    fault === 'server_error' || fault === 'rate_limit'
      ? faultAnswer(FAULTS[fault])
      : await serve(settings, { route, request, requestId, mayBegin })
  settings.afterRequest()
  return fault === 'drop_answer' ? drop(reply) : send(reply, requestId, result)
}

async function send(reply: FastifyReply, requestId: string, { status, body, replayed }: Answer): Promise<FastifyReply> {
  if (replayed) void reply.header('idempotent-replayed', 'true')
  return reply.code(status).header('request-id', requestId).type('application/json').send(body)
}

function drop(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

const FAULTS = {
  server_error: new StripeFault(500, { type: 'api_error', message: 'An injected server error. Nothing was done.' }),
  rate_limit: new StripeFault(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. (Injected; nothing was done.)',
  }),
}
