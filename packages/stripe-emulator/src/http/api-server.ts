import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { RouteName, Routes } from '../resources/api.ts'
import type { ApiRequest } from '../resources/call.ts'
import { routes } from '../resources/routes.ts'
import type { RequestSchemas } from '../schemas/request-schema.ts'
import requestSchemas from '../schemas/generated/requests.json' with { type: 'json' }
import { newId } from '../state/ids.ts'
import type { World } from '../state/world.ts'
import type { ApiFaults } from './api-faults.ts'
import { decodeParams } from './decode-params.ts'
import { expandAnswer } from './expand.ts'
import { parseForm } from './form.ts'
import { fingerprintOfRequest, type Idempotency } from './idempotency.ts'
import { invalidRequest, notEmulated, StripeFault, unrecognizedUrl } from './stripe-fault.ts'

export interface ApiSettings {
  /** The platform's world. */
  readonly world: World
  readonly secretKey: string
  readonly idempotency: Idempotency
  readonly faults: ApiFaults
  /** Resolves when what was decided so far is kept; no answer is sent before. */
  readonly persist: () => Promise<void>
  /** Called after each request, when things may have become due. */
  readonly afterRequest: () => void
  /** Told of failures of the emulator itself. */
  readonly onError: (error: unknown) => void
}

interface Answer {
  readonly status: number
  readonly body: string
  readonly replayed?: true
}

const schemas = requestSchemas as unknown as RequestSchemas

/** Puts Stripe's API on a server: a route for each in the registry, and Stripe's error for all others. */
export function registerApi(server: FastifyInstance, settings: ApiSettings): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const [method = '', url = ''] = name.split(' ')
    server.route({ method, url, handler: (request, reply) => answer(settings, name, request, reply) })
  }
  // What Fastify itself refuses, such as a body that is too large, is said as Stripe says things.
  server.setErrorHandler<FastifyError>((error, _request, reply) => {
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

async function answer(settings: ApiSettings, route: RouteName, request: FastifyRequest, reply: FastifyReply) {
  const requestId = newId('req', 14)
  const fault = settings.faults.take(route)
  if (fault === 'drop_request') return drop(reply)
  if (fault === 'wait') return send(reply, requestId, await serveLater(settings, route, request, requestId))
  const result =
    fault === 'server_error' || fault === 'rate_limit'
      ? faultAnswer(FAULTS[fault])
      : await serve(settings, route, request, requestId)
  settings.afterRequest()
  return fault === 'drop_answer' ? drop(reply) : send(reply, requestId, result)
}

async function serveLater(settings: ApiSettings, route: RouteName, request: FastifyRequest, requestId: string) {
  return serve(settings, route, request, requestId, () => settings.faults.wait())
}

async function serve(
  settings: ApiSettings,
  route: RouteName,
  request: FastifyRequest,
  requestId: string,
  before: () => Promise<void> = async () => {},
): Promise<Answer> {
  try {
    requireKey(settings, request)
    requireVersion(settings, request)
    const world = worldOf(settings.world, route, request)
    const form = parseForm(formTextOf(request))
    const params = decodeParams(schemas[route] ?? missingSchema(route), form)
    const key = request.method === 'POST' ? headerOf(request, 'idempotency-key') : undefined
    const run = (given: World) => runHandler(given, route, request, params)
    const eventRequest = { id: requestId, idempotency_key: key ?? null }
    if (key === undefined) {
      const result = run(world.during(eventRequest))
      await settings.persist()
      return result
    }
    return await serveOnce(settings, world.during(eventRequest), key, {
      fingerprint: fingerprintOfRequest(request.method, request.url, form),
      run,
      before,
    })
  } catch (error) {
    if (error instanceof StripeFault) return faultAnswer(error)
    settings.onError(error)
    return faultAnswer(failureOf(error))
  }
}

/** Serves a request with an idempotency key once; whoever sends it again is told the same. */
async function serveOnce(
  { idempotency, persist }: ApiSettings,
  world: World,
  key: string,
  { fingerprint, run, before }: { fingerprint: string; run: (world: World) => Answer; before: () => Promise<void> },
): Promise<Answer> {
  const stored = idempotency.claim(world, key, fingerprint)
  if (stored) return { status: stored.status, body: stored.body, replayed: true }
  try {
    await before()
    const result = run(world)
    idempotency.store(world, key, { fingerprint, status: result.status, body: result.body })
    await persist()
    return result
  } finally {
    idempotency.finish(world, key)
  }
}

/** A fault is an answer too: what a handler refused stays refused under the same key. */
function runHandler(world: World, route: RouteName, request: FastifyRequest, params: Record<string, unknown>): Answer {
  const { id = '', child = '' } = request.params as { id?: string; child?: string }
  const { expand = [], ...rest } = params as { expand?: string[] }
  const handler = routes[route] as (request: ApiRequest<unknown>) => ReturnType<Routes[RouteName]>
  try {
    const result = handler({ world, params: rest, path: { id, child } })
    return { status: 200, body: JSON.stringify(expandAnswer(world, result, expand), null, 2) }
  } catch (error) {
    if (error instanceof StripeFault) return faultAnswer(error)
    throw error
  }
}

function requireKey({ secretKey }: ApiSettings, request: FastifyRequest): void {
  const [scheme, credentials = ''] = (headerOf(request, 'authorization') ?? '').split(' ')
  const given = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString().split(':')[0] : credentials
  if (given === secretKey) return
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}`
    : 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.'
  throw new StripeFault(401, { type: 'invalid_request_error', message })
}

/** The emulator knows the shapes of one version; to answer another with them would mislead. */
function requireVersion({ world }: ApiSettings, request: FastifyRequest): void {
  const version = headerOf(request, 'stripe-version')
  if (version === undefined || version === world.settings.apiVersion) return
  throw invalidRequest(
    `The local Stripe emulator speaks the API version ${world.settings.apiVersion} alone, not ${version}.`,
  )
}

function formTextOf(request: FastifyRequest): string {
  const { body } = request
  if (typeof body === 'string') return body
  if (body === undefined || body === null) return request.url.split('?')[1] ?? ''
  throw invalidRequest('Invalid request (check that your POST content type is application/x-www-form-urlencoded).')
}

/** What the emulator does in the name of a connected account; the rest it does for the platform alone. */
const CONNECTED_ROUTES = /^(GET|POST) \/v1\/(account|balance|balance_transactions|charges|events|payouts)(\/|$)/

function worldOf(platform: World, route: RouteName, request: FastifyRequest): World {
  const account = headerOf(request, 'stripe-account')
  if (account === undefined) return platform
  if (!CONNECTED_ROUTES.test(route)) throw notEmulated(`${route} in the name of a connected account`)
  if (platform.find('account', account)) return platform.as(account)
  throw new StripeFault(403, {
    type: 'invalid_request_error',
    code: 'account_invalid',
    message: `The provided key does not have access to account '${account}' (or that account does not exist).`,
  })
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

function faultAnswer({ status, body }: StripeFault): Answer {
  return { status, body: JSON.stringify({ error: body }, null, 2) }
}

function failureOf(error: unknown): StripeFault {
  const reason = error instanceof Error ? error.message : String(error)
  return new StripeFault(500, { type: 'api_error', message: `The local Stripe emulator failed: ${reason}` })
}

const FAULTS = {
  server_error: new StripeFault(500, { type: 'api_error', message: 'An injected server error. Nothing was done.' }),
  rate_limit: new StripeFault(429, {
    type: 'invalid_request_error',
    code: 'rate_limit',
    message: 'Request rate limit exceeded. (Injected; nothing was done.)',
  }),
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function missingSchema(route: string): never {
  throw new Error(`There is no request schema for ${route}; run \`npm run schemas\``)
}
