import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import type { Route } from '../test/route.ts'
import { ROUTES } from '../test/routes.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

interface Operation {
  summary?: string
  description?: string
  tags: string[]
  security: Record<string, string[]>[]
  parameters?: { name: string; in: string }[]
  responses: Record<string, { description: string; content?: Record<string, unknown> }>
}
interface Document {
  openapi: string
  tags: { name: string; description: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

/** A token may end itself; the table tries one that would end another. */
const ENDS_ITSELF = 'DELETE /v1/tokens/{id}'

/** What the document has to say of who may call a route; `tenants.spec.ts` tries the same table against the server. */
function securityOf({ name, access, token }: Route): Operation['security'] {
  if (access.kind === 'anybody') return [{}]
  const session = { cookie: [], ...(name.startsWith('GET ') ? {} : { csrf: [] }) }
  if (name === ENDS_ITSELF || token === 'any') return [{ bearer: [] }, session]
  return token === 'never' || token === 'ignored' ? [session] : [{ bearer: [token] }, session]
}

describe('the description of the API', () => {
  let server: TestServer
  let document: Document
  beforeAll(async () => {
    server = await startTestServer()
    document = (await new Person(server.url).get('/v1/openapi.json')).body
  })
  afterAll(() => server.close())

  const operations = (): [name: string, operation: Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    )

  it('is OpenAPI 3.1 and names nothing that it does not have', () => {
    expect(document.openapi).toMatch(/^3\.1/)
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference)
    const missing = references.filter(
      (reference) => document.components.schemas[reference!.replace('#/components/schemas/', '')] === undefined,
    )
    expect(references.length).toBeGreaterThan(50)
    expect(missing).toEqual([])
  })

  it('describes every part of every address', () => {
    for (const [path, item] of Object.entries(document.paths)) {
      const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted()
      for (const { parameters = [] } of Object.values(item)) {
        expect(
          parameters
            .filter((parameter) => parameter.in === 'path')
            .map(({ name }) => name)
            .toSorted(),
          path,
        ).toEqual(wanted)
      }
    }
  })

  it('says in a line what each route does, and how it fails', () => {
    for (const [name, { summary = '', responses }] of operations()) {
      expect(summary, name).toMatch(/^[A-Z].{5,110}[^.]$/)
      expect(Object.keys(responses['default']?.content ?? {}), name).toEqual(['application/problem+json'])
      for (const [status, { description }] of Object.entries(responses))
        expect(description, `${name} ${status}`).not.toBe('')
    }
  })

  it('says what each route answers', () => {
    const silent = operations().filter(([, { responses }]) =>
      ['200', '201'].some((status) => responses[status] !== undefined && responses[status].content === undefined),
    )
    expect(silent.map(([name]) => name).toSorted()).toEqual([])
  })

  it('says who may call each route', () => {
    const described = new Map(operations())
    for (const route of ROUTES) {
      const { security = [], description = '' } = described.get(route.name) ?? {}
      const named = security.toSorted((a, b) => Object.keys(a).join().localeCompare(Object.keys(b).join()))
      expect(named, route.name).toEqual(securityOf(route))
      expect(description.includes('For admins of the server.'), route.name).toBe(route.access.kind === 'server-admin')
      for (const scope of named[0]?.['bearer'] ?? [])
        expect(description, route.name).toContain(`the scope \`${scope}\`.`)
    }
  })

  it('says what each group of routes is about, and has none without routes', () => {
    const used = new Set(operations().flatMap(([, { tags }]) => tags))
    expect(document.tags.map(({ name }) => name).toSorted()).toEqual([...used].toSorted())
    for (const { name, description } of document.tags) expect(description, name).not.toBe('')
  })

  it('has a page for people that runs no script but its own', async () => {
    const page = await new Person(server.url).get('/docs')
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(page.headers.get('content-security-policy')).not.toContain("script-src 'unsafe-inline'")
  })

  it('publishes the JSON Schema of the manifest', async () => {
    const schema = await new Person(server.url).get('/schemas/extension.json')
    expect(schema.body.$schema).toContain('2020-12')
    expect(schema.body.$defs.Manifest.required).toEqual(expect.arrayContaining(['id', 'version', 'permissions']))
  })
})
