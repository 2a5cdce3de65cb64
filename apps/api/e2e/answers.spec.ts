import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, freshName } from '../test/stories.ts'

let server: TestServer
let anybody: Person
let webRoot: string
beforeAll(async () => {
  webRoot = await mkdtemp(join(tmpdir(), 'grantry-web-'))
  await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Store</title>')
  await mkdir(join(webRoot, 'assets'))
  await writeFile(join(webRoot, 'assets/main-abc.js'), 'export {}')
  server = await startTestServer({ GRANTRY_RATE_LIMIT: '1000' }, webRoot)
  anybody = new Person(server.url)
})
afterAll(async () => {
  await server.close()
  await rm(webRoot, { recursive: true })
})

describe('every answer', () => {
  it.each([
    '/',
    '/extensions/anything',
    '/assets/main-abc.js',
    '/v1/extensions',
    '/v1/me',
    '/v1/nothing',
    '/docs',
    '/healthz',
    '/v1/extensions/%00',
  ])('has the headers that keep browsers in line: %s', async (path) => {
    const { headers } = await anybody.get(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
    const policy = headers.get('content-security-policy') ?? ''
    for (const directive of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"])
      expect(policy).toContain(directive)
    // Without a rule of its own for scripts, the default counts.
    expect(policy.match(/script-src [^;]*/)?.[0] ?? "script-src 'self'").toBe("script-src 'self'")
  })

  it('is no page, even where the address cannot be read', async () => {
    const { status, headers, body } = await anybody.get('/v1/%')
    expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([400, 'application/problem+json'])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(body.instance).toBe(headers.get('x-request-id'))
  })

  it('has an id, which is that of the caller when it is harmless', async () => {
    const own = await anybody.get('/v1/extensions', { 'x-request-id': 'trace-0123456789' })
    expect(own.headers.get('x-request-id')).toBe('trace-0123456789')
    for (const id of ['short', 'x'.repeat(65), 'with space in it', '{"injected":true}', '<script>alert(1)</script>']) {
      const { headers, body } = await anybody.get('/v1/nothing', { 'x-request-id': id })
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
      expect(body.instance).toBe(headers.get('x-request-id'))
    }
  })

  it('is refused beyond the rate of an address, and says when to come again', async () => {
    const narrow = await startTestServer({ GRANTRY_RATE_LIMIT: '5' })
    try {
      const statuses = []
      for (let request = 0; request < 8; request += 1)
        statuses.push((await new Person(narrow.url).get('/v1/server')).status)
      expect(statuses.at(-1)).toBe(429)
      const { headers, body } = await new Person(narrow.url).get('/v1/server', { 'x-forwarded-for': '203.0.113.9' })
      expect(body).toMatchObject({ status: 429, code: 'too_many_requests' })
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      await narrow.close()
    }
  })
})

describe('a failure of the server itself', () => {
  it('tells nothing of what is inside, and can be found again by its id', async () => {
    await query(server, 'ALTER TABLE publishers RENAME TO publishers_gone')
    try {
      for (const path of ['/v1/publishers/anything', '/v1/extensions?publisher=anything']) {
        const { status, body, headers } = await anybody.get(path)
        expect(Object.keys(body).toSorted()).toEqual(['code', 'detail', 'instance', 'status', 'title', 'type'])
        expect([status, body.code]).toEqual([500, 'internal'])
        expect(JSON.stringify(body)).not.toMatch(/select|prisma|publishers|\.ts|\.js|node_modules|relation| at /i)
        expect(body.instance).toBe(headers.get('x-request-id'))
      }
    } finally {
      await query(server, 'ALTER TABLE publishers_gone RENAME TO publishers')
    }
  })

  it('does not take the rest down', async () => {
    expect((await anybody.get('/v1/extensions')).status).toBe(200)
    expect((await anybody.get('/readyz')).body).toEqual({ status: 'ready' })
  })
})

describe('the store', () => {
  it('is one document at every address of its own', async () => {
    for (const path of ['/', '/search', '/workspaces/x/installs']) {
      const { status, headers, body } = await anybody.get(path)
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
      expect(body).toContain('<title>Store</title>')
      expect(headers.get('cache-control')).toBe('no-cache')
    }
    expect((await anybody.get('/assets/main-abc.js')).headers.get('cache-control')).toContain('immutable')
  })

  it.each(['/v1/nothing', '/assets/missing.js', '/schemas/missing.json', '/docs/missing'])(
    'is no answer to what a program asks for: %s',
    async (path) => {
      const { status, headers } = await anybody.get(path)
      expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([404, 'application/problem+json'])
    },
  )

  it.each([
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/%2e%2e/index.html/..',
  ])('shows no file from elsewhere: %s', async (path) => {
    expect((await anybody.get(path)).body).not.toContain('root:')
  })
})

describe('a file of a publisher', () => {
  it('is an image that can run nothing, or is not there', async () => {
    const id = freshName('pictured')
    const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1H0z"/></svg>'
    const files = {
      'icon.svg': icon,
      'README.md': '# <script>alert(1)</script>',
      'page.html': '<script>alert(1)</script>',
    }
    await anApprovedVersion(server, { code: 'export {}', manifest: { id, icon: 'icon.svg' }, files })
    const base = `/v1/extensions/${id}/versions/1.0.0/files`
    const { headers } = await anybody.get(`${base}/icon.svg`)
    expect(headers.get('content-type')).toBe('image/svg+xml')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; style-src 'unsafe-inline'; sandbox")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    for (const path of [
      'page.html',
      'README.md',
      'extension.js',
      'extension.json',
      '../extension.json',
      'icon.svg%2f..%2fpage.html',
    ])
      expect((await anybody.get(`${base}/${path}`)).status, path).toBe(404)
    expect((await anybody.get(`/v1/extensions/${id}`)).body.latest.readmeHtml).not.toContain('<script')
  })
})
