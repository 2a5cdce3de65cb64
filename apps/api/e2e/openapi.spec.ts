import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

interface Operation {
  parameters?: { name: string; in: string }[]
  responses: Record<string, unknown>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, unknown> }
}

describe('the description of the API', () => {
  let server: TestServer
  let document: Document
  beforeAll(async () => {
    server = await startTestServer()
    document = (await new Person(server.url).get('/v1/openapi.json')).body
  })
  afterAll(() => server.close())

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
