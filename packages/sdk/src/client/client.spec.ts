import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { accountResource, billingResource, createClient, ProblemError, type ClientOptions } from './index.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

/** A real server on a loopback port with one listener, and a client of it. */
async function clientOf(listener: RequestListener, options: Partial<ClientOptions> = {}) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => server.close(() => resolve())))
  return createClient({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ...options })
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const failure = (promise: Promise<unknown>): Promise<ProblemError> =>
  promise.then(
    () => expect.fail('the request succeeded'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(ProblemError)
      return error as ProblemError
    },
  )

const workspace = {
  id: '0b9c9a3e-6f3c-4a7e-9d2b-5f0f0f4f6a11',
  slug: 'home',
  name: 'Home',
  role: 'owner',
  createdAt: '2026-11-01T10:00:00.000Z',
}

describe('a file', () => {
  it('comes and goes as bytes, whatever they are', async () => {
    const entry = {
      id: '0b9c9a3e-6f3c-4a7e-9d2b-5f0f0f4f6a12',
      path: '/seal.bin',
      name: 'seal.bin',
      mimeType: 'application/octet-stream',
      sizeBytes: 3,
      digest: `sha256:${'0'.repeat(64)}`,
      metadata: {},
      createdAt: '2026-11-01T10:00:00.000Z',
    }
    const asked: unknown[] = []
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const input = JSON.parse((await bodyOf(request)).toString()) as { content?: string }
      asked.push(input)
      response.end(JSON.stringify(input.content === undefined ? entry : { entry, base64: '/wD+' }))
    }
    const client = await clientOf((request, response) => void answer(request, response))
    await client.entries.createBytes('home', { path: entry.path, base64: '/wD+' })
    expect((await client.entries.readBytes('home', entry.id)).base64).toBe('/wD+')
    expect(asked).toEqual([
      { path: entry.path, base64: '/wD+' },
      { id: entry.id, content: 'base64' },
    ])
  })
})

describe('a request', () => {
  it('answers what the server said, parsed', async () => {
    const client = await clientOf((_, response) =>
      response.end(JSON.stringify({ items: [workspace], nextCursor: null })),
    )
    expect(await client.workspaces.list()).toEqual({ items: [workspace], nextCursor: null })
  })

  it('encodes what it puts in a path and keeps the slashes of a file', async () => {
    const urls: (string | undefined)[] = []
    const client = await clientOf((request, response) => {
      urls.push(request.url)
      response.end('')
    })
    await client.reviews.readFile('a/b', 'docs/read me.md')
    expect(urls).toEqual(['/v1/reviews/a%2Fb/files/docs/read%20me.md'])
  })

  it('sends only the query parameters that were given', async () => {
    const urls: (string | undefined)[] = []
    const client = await clientOf((request, response) => {
      urls.push(request.url)
      response.end(JSON.stringify({ items: [], nextCursor: null }))
    })
    await client.catalogue.search({ q: 'a&b', limit: 5 })
    await client.catalogue.search()
    expect(urls).toEqual(['/v1/extensions?q=a%26b&limit=5', '/v1/extensions'])
  })

  it('sends the CSRF token when it changes something, and not when it reads', async () => {
    const seen: [string | undefined, unknown][] = []
    const listener: RequestListener = (request, response) => {
      seen.push([request.method, request.headers['x-csrf-token']])
      response.end(JSON.stringify(request.method === 'GET' ? { items: [], nextCursor: null } : workspace))
    }
    const client = await clientOf(listener, { csrf: () => 'from-sign-in' })
    await client.workspaces.list()
    await client.workspaces.create({ name: 'Home' })
    expect(seen).toEqual([
      ['GET', undefined],
      ['POST', 'from-sign-in'],
    ])
  })

  it('sends a bearer token instead of a CSRF token', async () => {
    const seen: unknown[] = []
    const listener: RequestListener = ({ headers }, response) => {
      seen.push([headers.authorization, headers['x-csrf-token']])
      response.end()
    }
    const client = await clientOf(listener, { token: 'grt_1', csrf: () => 'unused' })
    await client.auth.revokeToken('1')
    expect(seen).toEqual([['Bearer grt_1', undefined]])
  })
})

describe('a failure', () => {
  it('carries the code, the sentence, the issues and the request id of the problem', async () => {
    const issues = [{ path: '$.email', message: 'Missing' }]
    const problem = { type: 'about:blank', title: 'Invalid', status: 400, code: 'invalid', detail: 'No.', issues }
    const client = await clientOf((_, response) => {
      response.writeHead(400, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ ...problem, instance: 'req-7' }))
    })
    const error = await failure(client.auth.me())
    expect(error).toMatchObject({ status: 400, code: 'invalid', detail: 'No.', issues, requestId: 'req-7' })
  })

  it('is `unexpected_answer` when an error page is not a problem document', async () => {
    const client = await clientOf((_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'))
    expect(await failure(client.auth.me())).toMatchObject({ status: 502, code: 'unexpected_answer' })
  })

  it('is `unexpected_answer` when a success has another shape', async () => {
    const client = await clientOf((_, response) => response.end('{"items":1}'))
    expect(await failure(client.workspaces.list())).toMatchObject({ status: 200, code: 'unexpected_answer' })
  })

  it('is `unreachable` when nothing answers', async () => {
    const client = await clientOf((_, response) => response.destroy())
    expect(await failure(client.auth.me())).toMatchObject({ status: 0, code: 'unreachable' })
  })

  it('is an AbortError when the caller gave up', async () => {
    const abort = new AbortController()
    const client = await clientOf(() => abort.abort())
    await expect(client.catalogue.search({}, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('an operation call', () => {
  it('answers the output with its fuel and memory', async () => {
    const client = await clientOf((request, response) => {
      response.writeHead(200, { 'x-fuel-consumed': '1234', 'x-memory-pages': '17' })
      void bodyOf(request).then((body) => response.end(body))
    })
    const answer = await client.operations.call('home', 'hello:greet', { name: 'Ada' })
    expect(answer).toEqual({ output: { name: 'Ada' }, fuel: 1234, memoryPages: 17 })
  })

  it('knows no fuel of a platform operation', async () => {
    const client = await clientOf((_, response) => response.end('null'))
    const answer = await client.operations.call('home', 'query:test.ping.v1', {})
    expect(answer).toEqual({ output: null, fuel: null, memoryPages: null })
  })
})

describe('an upload', () => {
  const archive = new Blob([new Uint8Array(300_000).fill(7)])

  it('streams the archive and reports progress up to its size', async () => {
    const received: { type: string | undefined; body: Buffer }[] = []
    const client = await clientOf((request, response) => {
      void bodyOf(request).then((body) => {
        received.push({ type: request.headers['content-type'], body })
        response.writeHead(409).end(JSON.stringify(conflict))
      })
    })
    const progress: number[] = []
    const onProgress = (sentBytes: number) => void progress.push(sentBytes)
    const error = await failure(client.publishers.publish('acme', { archive, onProgress }))
    expect(error.code).toBe('version_exists')
    expect(received).toEqual([{ type: 'application/gzip', body: Buffer.alloc(300_000, 7) }])
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.at(-1)).toBe(archive.size)
  })

  const conflict = {
    type: 'about:blank',
    title: 'Conflict',
    status: 409,
    code: 'version_exists',
    detail: 'This version is already published',
  }
})

describe('the account', () => {
  it('asks at the address of each thing, and says what it means in the body', async () => {
    const calls: unknown[][] = []
    const answer = async (request: IncomingMessage, response: ServerResponse) => {
      const body = (await bodyOf(request)).toString()
      calls.push([request.method, request.url, ...(body === '' ? [] : [JSON.parse(body)])])
      response.end(JSON.stringify({ email: 'ada@example.org' }))
    }
    const client = await clientOf((request, response) => void answer(request, response))
    await client.account.requestPasswordReset({ email: 'ada@example.org' })
    await client.account.resetPassword({ secret: 's', password: 'a long password', tokens: 'keep' })
    expect(await client.with(accountResource).confirmEmail({ secret: 's' })).toEqual({ email: 'ada@example.org' })
    await client.account.revokeSession('a/b')
    await client.account.revokeOtherSessions()
    expect(calls).toEqual([
      ['POST', '/v1/auth/password-reset', { email: 'ada@example.org' }],
      ['POST', '/v1/auth/password-reset/finish', { secret: 's', password: 'a long password', tokens: 'keep' }],
      ['POST', '/v1/auth/confirm-email', { secret: 's' }],
      ['DELETE', '/v1/account/sessions/a%2Fb'],
      ['DELETE', '/v1/account/sessions'],
    ])
    expect(client.account.signInUrl('/studio?a=1')).toMatch(/\/v1\/auth\/provider\/start\?next=%2Fstudio%3Fa%3D1$/)
  })
})

describe('billing', () => {
  const id = '0192f2a4-6b1c-7000-8000-000000000001'
  const price = { amount: { amountMinor: 900, currency: 'eur' }, interval: 'month', tax: 'none', state: 'offered' }
  const plan = {
    id,
    extension: 'finance',
    name: 'Team',
    description: '',
    kind: 'subscription',
    perSeat: true,
    trialDays: 14,
    meter: null,
    state: 'offered',
    prices: [{ ...price, id, createdAt: workspace.createdAt }],
    createdAt: workspace.createdAt,
  }

  it('asks at the address of each thing', async () => {
    const calls: string[] = []
    const client = await clientOf((request, response) => {
      calls.push(`${request.method} ${request.url}`)
      response.end(JSON.stringify(request.method === 'GET' ? { items: [], nextCursor: null } : plan))
    })
    await client.billing.plans('finance')
    await client.billing.purchases('home', { extension: 'finance', limit: 5 })
    await client.billing.setPrice('acme', 'finance', id, { amountMinor: 900, currency: 'eur', interval: 'month' })
    await client.billing.retirePrice('acme', 'finance', id, 'a/b')
    expect(calls).toEqual([
      'GET /v1/extensions/finance/plans',
      'GET /v1/workspaces/home/purchases?extension=finance&limit=5',
      `POST /v1/publishers/acme/extensions/finance/plans/${id}/prices`,
      `POST /v1/publishers/acme/extensions/finance/plans/${id}/prices/a%2Fb/retire`,
    ])
  })

  it('answers what a plan costs', async () => {
    const client = await clientOf((_, response) => response.end(JSON.stringify({ items: [plan], nextCursor: null })))
    expect((await client.billing.plans('finance')).items[0]?.prices[0]?.amount).toEqual(price.amount)
  })

  it('is there for a page that loads it when it is needed', async () => {
    const listener: RequestListener = (_, response) => response.end(JSON.stringify({ url: 'https://pay.example/p' }))
    const client = await clientOf(listener)
    expect(await client.with(billingResource).openPortal('home')).toEqual({ url: 'https://pay.example/p' })
  })
})
