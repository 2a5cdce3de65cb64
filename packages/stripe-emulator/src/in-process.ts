import type { Control } from './control/control.ts'
import { createCore } from './emulator-core.ts'
import { DEFAULT_SECRET_KEY, type EmulatorOptions } from './emulator.ts'
import { answerCall, type Answered, answerRefusal, type FaultySettings } from './http/api-answer.ts'
import { answerHeaders, type IncomingRequest } from './http/api-request.ts'
import { Idempotency } from './http/idempotency.ts'
import { unrecognizedUrl } from './http/stripe-fault.ts'
import type { RouteName } from './resources/api.ts'
import { routes } from './resources/routes.ts'

/** An emulator that is asked by calling a function: no socket, no pages, and nothing happens in it by itself. */
export interface InProcessEmulator {
  readonly secretKey: string
  readonly webhookSecret: string
  /** For `Stripe.createFetchHttpClient`. Rejects where the server would break the connection. */
  readonly fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** What has become due is done by `runDue` and by what moves the clock, and not before. */
  readonly control: Control
  close(): Promise<void>
}

/** For proofs that play many small worlds in one process. What it answers is what the server of this package answers. */
export async function createInProcessEmulator(
  options: Omit<EmulatorOptions, 'host' | 'port'> = {},
): Promise<InProcessEmulator> {
  const core = await createCore(options)
  const secretKey = options.secretKey ?? DEFAULT_SECRET_KEY
  core.address.url = 'http://emulator.invalid'
  const settings = { ...core, secretKey, idempotency: new Idempotency(), afterRequest: () => undefined }
  return {
    secretKey,
    webhookSecret: core.webhookSecret,
    control: core.control,
    fetch: (url, init) => ask(settings, new URL(url instanceof Request ? url.url : url), init ?? {}),
    close: () => core.close(),
  }
}

async function ask(settings: FaultySettings, { pathname, search }: URL, init: RequestInit): Promise<Response> {
  const method = init.method ?? 'GET'
  const route = routeOf(method, pathname)
  const headers = Object.fromEntries(new Headers(init.headers))
  const respond = ({ requestId, result }: Answered) =>
    new Response(result.body, {
      status: result.status,
      headers: answerHeaders(settings, { request: { headers }, requestId, result }),
    })
  const url = pathname + search
  if (route === null) return respond(answerRefusal(settings, { method, url }, unrecognizedUrl(method, pathname)))
  const body = typeof init.body === 'string' && init.body !== '' ? init.body : undefined
  const request: IncomingRequest = { method, url, headers, body, params: route.params }
  const { requestId, result } = await answerCall(settings, route.name, request)
  if (result === null) throw new TypeError('The connection broke')
  return respond({ requestId, result })
}

interface Pattern {
  readonly name: RouteName
  readonly method: string
  readonly parts: readonly string[]
}

/** Those without names in them first: `/v1/invoices/upcoming` is not the invoice `upcoming`. */
const PATTERNS: readonly Pattern[] = (Object.keys(routes) as RouteName[])
  .map((name) => {
    const [method = '', path = ''] = name.split(' ')
    return { name, method, parts: path.split('/') }
  })
  .toSorted((a, b) => namesIn(a) - namesIn(b))

function namesIn({ parts }: Pattern): number {
  return parts.filter((part) => part.startsWith(':')).length
}

function routeOf(method: string, path: string): { name: RouteName; params: Record<string, string> } | null {
  const given = path.split('/').map(decodeURIComponent)
  const fits = ({ parts, method: of }: Pattern) =>
    of === method &&
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith(':') || part === given[index])
  const pattern = PATTERNS.find(fits)
  if (pattern === undefined) return null
  const named = pattern.parts.flatMap((part, index) =>
    part.startsWith(':') ? [[part.slice(1), given[index] ?? ''] as const] : [],
  )
  return { name: pattern.name, params: Object.fromEntries(named) }
}
