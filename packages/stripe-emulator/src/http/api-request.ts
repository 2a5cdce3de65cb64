import type { RouteName, Routes } from '../resources/api.ts'
import type { ApiRequest } from '../resources/call.ts'
import { routes } from '../resources/routes.ts'
import requestSchemas from '../schemas/generated/requests.json' with { type: 'json' }
import type { RequestSchemas } from '../schemas/request-schema.ts'
import type { World } from '../state/world.ts'
import { decodeParams } from './decode-params.ts'
import { expandAnswer } from './expand.ts'
import { parseForm } from './form.ts'
import { fingerprintOfRequest, type Idempotency, requireKeyLength } from './idempotency.ts'
import { docUrlOf, invalidRequest, notEmulated, StripeFault } from './stripe-fault.ts'

export interface ApiSettings {
  /** The platform's world. */
  readonly world: World
  readonly secretKey: string
  readonly idempotency: Idempotency
  /** Resolves when what was decided so far is kept; no answer is sent before. */
  readonly persist: () => Promise<void>
  /** Told of failures of the emulator itself. */
  readonly onError: (error: unknown) => void
}

export interface Answer {
  readonly status: number
  readonly body: string
  /** The request that was served, where this one was sent again with its idempotency key. */
  readonly original?: string
}

/** A request, however it came: a server's, or one that was made by a function. */
export interface IncomingRequest {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: unknown
  /** What stands in the path where its route has a name. */
  readonly params: unknown
}

export interface IncomingCall {
  readonly route: RouteName
  readonly request: IncomingRequest
  readonly requestId: string
  /** Resolves when the call may be carried out; its idempotency key is in use meanwhile. */
  readonly mayBegin: () => Promise<void>
}

/** A call that was read and found well-formed. */
interface ReadyCall {
  readonly world: World
  readonly key: string | undefined
  readonly fingerprint: string
  readonly requestId: string
  readonly run: () => Answer
}

const schemas = requestSchemas as unknown as RequestSchemas

/** Serves a call: who it is from, what it wants, whether it was served before, and then what its route does. */
export async function serve(settings: ApiSettings, call: IncomingCall): Promise<Answer> {
  try {
    return await carryOut(settings, read(settings, call), call.mayBegin)
  } catch (error) {
    if (error instanceof StripeFault) return faultAnswer(settings, call.requestId, error)
    settings.onError(error)
    return faultAnswer(settings, call.requestId, failureOf(error))
  }
}

/** An error as Stripe answers it: with a link to what is known of its code, and one to the request in the log. */
export function faultAnswer(
  { world }: Pick<ApiSettings, 'world'>,
  requestId: string,
  { status, body }: StripeFault,
): Answer {
  const error = {
    ...body,
    ...(body.code !== undefined && { doc_url: docUrlOf(body.code) }),
    request_log_url: `${world.settings.url}/_emulator#${requestId}`,
  }
  return { status, body: JSON.stringify({ error }, null, 2) }
}

/** What Stripe says about a request in the headers of its answer, from which its libraries fill `lastResponse`. */
export function answerHeaders(
  { world }: Pick<ApiSettings, 'world'>,
  { request, requestId, result }: { request: Pick<IncomingRequest, 'headers'>; requestId: string; result: Answer },
): Record<string, string> {
  const key = headerOf(request, 'idempotency-key')
  const account = headerOf(request, 'stripe-account')
  return {
    'content-type': 'application/json',
    'request-id': requestId,
    'stripe-version': world.settings.apiVersion,
    ...(key !== undefined && { 'idempotency-key': key }),
    ...(account !== undefined && { 'stripe-account': account }),
    ...(result.original !== undefined && { 'idempotent-replayed': 'true', 'original-request': result.original }),
  }
}

function read(settings: ApiSettings, { route, request, requestId }: IncomingCall): ReadyCall {
  requireKey(settings, request)
  requireVersion(settings, request)
  const form = parseForm(formTextOf(request))
  const key = request.method === 'POST' ? requireKeyLength(headerOf(request, 'idempotency-key')) : undefined
  const world = worldOf(settings.world, route, request).during({ id: requestId, idempotency_key: key ?? null })
  const params = decodeParams(schemas[route] ?? missingSchema(route), form)
  return {
    world,
    key,
    fingerprint: fingerprintOfRequest(request.method, request.url, form),
    requestId,
    run: () => runHandler(world, route, request, params),
  }
}

/** A call with an idempotency key is carried out once; whoever sends it again is told the same. */
async function carryOut(
  { idempotency, persist }: ApiSettings,
  { world, key, fingerprint, requestId, run }: ReadyCall,
  mayBegin: () => Promise<void>,
): Promise<Answer> {
  if (key === undefined) {
    await mayBegin()
    const result = run()
    await persist()
    return result
  }
  const stored = idempotency.claim(world, key, fingerprint)
  if (stored) return { status: stored.status, body: stored.body, original: stored.request }
  try {
    await mayBegin()
    const result = run()
    idempotency.store(world, key, { fingerprint, request: requestId, status: result.status, body: result.body })
    await persist()
    return result
  } finally {
    idempotency.finish(world, key)
  }
}

/** A fault is an answer too: what a handler refused stays refused under the same key. */
function runHandler(world: World, route: RouteName, request: IncomingRequest, params: Record<string, unknown>): Answer {
  const { id = '', child = '' } = request.params as { id?: string; child?: string }
  const { expand = [], ...rest } = params as { expand?: string[] }
  const handler = routes[route] as (request: ApiRequest<unknown>) => ReturnType<Routes[RouteName]>
  try {
    const result = handler({ world, params: rest, path: { id, child } })
    return { status: 200, body: JSON.stringify(expandAnswer(world, result, expand), null, 2) }
  } catch (error) {
    if (error instanceof StripeFault) return faultAnswer({ world }, world.request?.id ?? '', error)
    throw error
  }
}

function requireKey({ secretKey }: ApiSettings, request: IncomingRequest): void {
  const [scheme, credentials = ''] = (headerOf(request, 'authorization') ?? '').split(' ')
  const given = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString().split(':')[0] : credentials
  if (given === secretKey) return
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}`
    : 'You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth.'
  throw new StripeFault(401, { type: 'invalid_request_error', message })
}

/** The emulator knows the shapes of one version; to answer another with them would mislead. */
function requireVersion({ world }: ApiSettings, request: IncomingRequest): void {
  const version = headerOf(request, 'stripe-version')
  if (version === undefined || version === world.settings.apiVersion) return
  throw invalidRequest(
    `The local Stripe emulator speaks the API version ${world.settings.apiVersion} alone, not ${version}.`,
  )
}

function formTextOf(request: IncomingRequest): string {
  const { body } = request
  if (typeof body === 'string') return body
  if (body === undefined || body === null) return request.url.split('?')[1] ?? ''
  throw invalidRequest('Invalid request (check that your POST content type is application/x-www-form-urlencoded).')
}

/** What the emulator does in the name of a connected account; the rest it does for the platform alone. */
const CONNECTED_ROUTES = /^(GET|POST) \/v1\/(account|balance|balance_transactions|charges|events|payouts)(\/|$)/

function worldOf(platform: World, route: RouteName, request: IncomingRequest): World {
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

function failureOf(error: unknown): StripeFault {
  const reason = error instanceof Error ? error.message : String(error)
  return new StripeFault(500, { type: 'api_error', message: `The local Stripe emulator failed: ${reason}` })
}

function headerOf(request: Pick<IncomingRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function missingSchema(route: string): never {
  throw new Error(`There is no request schema for ${route}; run \`npm run schemas\``)
}
