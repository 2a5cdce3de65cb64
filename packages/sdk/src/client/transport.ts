import type { AnswerName, Answers, ReadAnswer } from './answers.ts'
import { queryString, type QueryValue } from './path.ts'
import { problemFrom, readJson, unexpectedAnswer, unreachable } from './problem.errors.ts'

export interface ClientOptions {
  /** Origin of the server, for example `http://127.0.0.1:4310`. Empty: the origin of the page. */
  baseUrl: string
  /** Default: the global one. */
  fetch?: typeof globalThis.fetch
  /** Bearer token, for tools. */
  token?: string
  /** The `csrfToken` of the cookie session, asked for at every request that changes something. */
  csrf?: () => string | null
}

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  query?: Readonly<Record<string, QueryValue>>
  /** Sent as JSON. */
  body?: unknown
  signal?: AbortSignal
}

/** What every resource speaks through. Each function throws a `ProblemError` for any failure. */
export interface Transport {
  json<N extends AnswerName>(call: Call, name: N): Promise<Answers[N]>
  /** The same, with the headers of the answer. */
  answer<N extends AnswerName>(call: Call, name: N): Promise<{ body: Answers[N]; headers: Headers }>
  /** For a text answer. */
  text(call: Call): Promise<string>
  /** For an answer whose body says nothing. */
  send(call: Call): Promise<void>
  /** Reads the body of a successful answer that was had in another way. */
  read<N extends AnswerName>(name: N, text: string): Answers[N]
  /** Full address of a path of this server. */
  url(call: Pick<Call, 'path' | 'query'>): string
  /** Headers that authenticate a request. */
  headers(method: Call['method']): Record<string, string>
  fetch: typeof globalThis.fetch
}

export function createTransport(options: ClientOptions, readAnswer: ReadAnswer): Transport {
  const origin = options.baseUrl.replace(/\/+$/, '')
  const fetch = options.fetch ?? globalThis.fetch.bind(globalThis)
  const url: Transport['url'] = ({ path, query = {} }) => origin + path + queryString(query)
  const headers: Transport['headers'] = (method) => authentication(options, method)

  const request = async (call: Call): Promise<{ response: Response; text: string }> => {
    const { method, body, signal } = call
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const init = { method, signal, headers: { ...headers(method), ...type }, body: JSON.stringify(body) }
    const { response, text } = await fetchText(fetch, url(call), init)
    if (!response.ok) throw problemFrom(response.status, text)
    return { response, text }
  }

  const read: Transport['read'] = (name, text) => {
    const json = readJson(text)
    if (json === undefined) throw unexpectedAnswer('The server’s answer is not JSON', text)
    return readAnswer(name, json)
  }

  const answer: Transport['answer'] = async (call, name) => {
    const { response, text } = await request(call)
    return { body: read(name, text), headers: response.headers }
  }

  return {
    answer,
    json: async (call, name) => (await answer(call, name)).body,
    text: async (call) => (await request(call)).text,
    send: async (call) => void (await request(call)),
    read,
    url,
    headers,
    fetch,
  }
}

function authentication({ token, csrf }: ClientOptions, method: Call['method']): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  const csrfToken = method === 'GET' ? null : (csrf?.() ?? null)
  return csrfToken === null ? {} : { 'x-csrf-token': csrfToken }
}

async function fetchText(fetch: typeof globalThis.fetch, url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init)
    return { response, text: await response.text() }
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'AbortError') throw cause
    throw unreachable(cause)
  }
}
