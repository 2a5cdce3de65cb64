import type { Published } from '@grantry/contract'

// oxlint-disable-next-line typescript/no-explicit-any -- an answer is looked into, not typed: the assertions are the types
type Json = any

export interface Answer {
  status: number
  headers: Headers
  /** Parsed when it is JSON, else the text. */
  body: Json
}

/** Somebody who talks to the server over HTTP: with a cookie session, a token, or nothing. */
export class Person {
  private cookie: string | null = null
  private csrfToken: string | null = null
  private token: string | null = null

  constructor(
    readonly url: string,
    readonly email = '',
  ) {}

  static async signUp(url: string, account: { email: string; password: string; name: string }): Promise<Person> {
    const person = new Person(url, account.email)
    return person.enter(await person.post('/v1/auth/sign-up', account))
  }

  static async signIn(url: string, account: { email: string; password: string }): Promise<Person> {
    const person = new Person(url, account.email)
    return person.enter(await person.post('/v1/auth/sign-in', account))
  }

  static withToken(url: string, token: string): Person {
    const person = new Person(url)
    person.token = token
    return person
  }

  get = (path: string, headers: Record<string, string> = {}) => this.send('GET', path, { headers })
  post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    this.send('POST', path, { body, headers })
  put = (path: string, body?: unknown) => this.send('PUT', path, { body })
  patch = (path: string, body?: unknown) => this.send('PATCH', path, { body })
  delete = (path: string) => this.send('DELETE', path, {})

  /** Uploads an archive as it is. */
  upload(publisher: string, archive: Uint8Array | ReadableStream): Promise<Answer> {
    return this.send('POST', `/v1/publishers/${publisher}/versions`, {
      raw: archive,
      headers: { 'content-type': 'application/gzip' },
    })
  }

  /** @throws when the upload is refused */
  async publish(publisher: string, archive: Uint8Array): Promise<Published> {
    const answer = await this.upload(publisher, archive)
    if (answer.status !== 201) throw new Error(`Not published: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  call(workspace: string, method: string, input?: unknown): Promise<Answer> {
    return this.post(`/v1/workspaces/${workspace}/operations/${encodeURIComponent(method)}`, input)
  }

  /** What a browser would send along, for requests that a test makes itself. */
  credentials(): Record<string, string> {
    if (this.token !== null) return { authorization: `Bearer ${this.token}` }
    return this.cookie === null ? {} : { cookie: this.cookie, 'x-csrf-token': this.csrfToken ?? '' }
  }

  async send(
    method: string,
    path: string,
    {
      body,
      raw,
      headers = {},
    }: { body?: unknown; raw?: Uint8Array | ReadableStream; headers?: Record<string, string> },
  ): Promise<Answer> {
    const sent: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: { ...this.credentials(), ...sent, ...headers },
      body: raw === undefined ? (body === undefined ? null : JSON.stringify(body)) : (raw as RequestInit['body']),
      redirect: 'manual',
      ...(raw instanceof ReadableStream ? { duplex: 'half' } : {}),
    })
    const cookie = response.headers.getSetCookie().find((value) => value.startsWith('grantry_session='))
    if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? null
    const type = response.headers.get('content-type') ?? ''
    // Of a stream that may have no end, that it began is all there is to say here.
    if (type.startsWith('text/event-stream')) await response.body?.cancel()
    const text = response.bodyUsed ? '' : await response.text()
    // Lines of JSON are none together.
    const json: Json = /\bjson\b/.test(type) && text !== '' ? JSON.parse(text) : text
    // With a new session comes a new token against forgery.
    if (cookie !== undefined && typeof json.csrfToken === 'string') this.csrfToken = json.csrfToken
    return { status: response.status, headers: response.headers, body: json }
  }

  private enter(answer: Answer): Person {
    if (answer.status >= 300) throw new Error(`Not signed in: ${JSON.stringify(answer.body)}`)
    return this
  }
}
