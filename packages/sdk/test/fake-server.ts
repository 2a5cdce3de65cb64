import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

export interface ReceivedRequest {
  method: string
  /** Decoded, without the query. */
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
}

export interface GivenAnswer {
  status?: number
  headers?: Readonly<Record<string, string>>
  body?: unknown
  /** Lines of JSON (`application/x-ndjson`) instead of a body. */
  lines?: readonly object[]
  /** Server-sent events instead of a body, as text; the connection ends with them. */
  events?: AsyncIterable<string> | Iterable<string>
}

/** By method and path, for example `GET /v1/me`. What is not listed answers 404. */
export type Routes = Readonly<Record<string, (request: ReceivedRequest) => GivenAnswer>>

export interface FakeServer {
  url: string
  requests: readonly ReceivedRequest[]
}

/** An HTTP server on loopback with exactly the answers of a test, for as long as the test runs. */
export async function startFakeServer(routes: Routes): Promise<FakeServer> {
  const requests: ReceivedRequest[] = []
  const server = createServer((message, response) => {
    const answered = receive(message).then((request) => {
      requests.push(request)
      const answer =
        routes[`${request.method} ${request.path}`] ?? (() => problem(404, 'not_found', 'There is no such thing'))
      return send(response, answer(request))
    })
    answered.catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

/** An error answer as RFC 9457 has it. */
export const problem = (status: number, code: string, detail: string, more: object = {}): GivenAnswer => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: { type: 'about:blank', title: code, status, code, detail, instance: 'req-1', ...more },
})

export const json = (request: ReceivedRequest): unknown => JSON.parse(request.body.toString('utf8'))

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const url = new URL(message.url ?? '/', 'http://server')
  const { method = 'GET', headers } = message
  return {
    method,
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers,
    body: await buffer(message),
  }
}

async function send(response: ServerResponse, answer: GivenAnswer): Promise<void> {
  const { status = 200, headers = {}, body, events, lines } = answer
  if (events !== undefined) return sendEvents(response, events)
  if (lines !== undefined) {
    response.writeHead(status, { 'content-type': 'application/x-ndjson' })
    for (const line of lines) response.write(`${JSON.stringify(line)}\n`)
    response.end()
    return
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body === undefined ? undefined : JSON.stringify(body))
}

async function sendEvents(response: ServerResponse, events: AsyncIterable<string> | Iterable<string>): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
  for await (const event of events) response.write(event)
  response.end()
}

/** One server-sent event. */
export const sse = (event: string, data: unknown, id = ''): string =>
  `event: ${event}\ndata: ${JSON.stringify(data)}\n${id === '' ? '' : `id: ${id}\n`}\n`
