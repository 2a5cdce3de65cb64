import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { RouteName } from '../resources/api.ts'
import { routes } from '../resources/routes.ts'
import { answerCall, type Answered, answerRefusal, type FaultySettings } from './api-answer.ts'
import { answerHeaders } from './api-request.ts'
import { StripeFault, unrecognizedUrl } from './stripe-fault.ts'

/** Puts Stripe's API on a server: a route for each in the registry, and Stripe's error for all others. */
export function registerApi(server: FastifyInstance, settings: FaultySettings): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const [method = '', url = ''] = name.split(' ')
    server.route({ method, url, handler: (request, reply) => answer(settings, name, request, reply) })
  }
  // What Fastify itself refuses, such as a body that is too large, is said as Stripe says things.
  server.setErrorHandler<FastifyError | StripeFault>((error, request, reply) => {
    const refuse = (fault: StripeFault) => send(settings, request, reply, answerRefusal(settings, request, fault))
    if (error instanceof StripeFault) return refuse(error)
    const status = error.statusCode ?? 500
    if (status >= 500) settings.onError(error)
    return refuse(new StripeFault(status, { type: 'invalid_request_error', message: error.message }))
  })
  server.setNotFoundHandler((request, reply) => {
    const fault = unrecognizedUrl(request.method, request.url.split('?')[0] ?? '')
    return send(settings, request, reply, answerRefusal(settings, request, fault))
  })
}

async function answer(settings: FaultySettings, route: RouteName, request: FastifyRequest, reply: FastifyReply) {
  const { requestId, result } = await answerCall(settings, route, request)
  return result === null ? drop(reply) : send(settings, request, reply, { requestId, result })
}

async function send(
  settings: FaultySettings,
  request: FastifyRequest,
  reply: FastifyReply,
  answered: Answered,
): Promise<FastifyReply> {
  return reply
    .code(answered.result.status)
    .headers(answerHeaders(settings, { request, ...answered }))
    .send(answered.result.body)
}

function drop(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}
