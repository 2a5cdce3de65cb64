import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

describe('tokens', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.close())

  const aToken = async (person: Person, scopes?: string[]) =>
    (await person.post('/v1/tokens', { name: 'tool', ...(scopes ? { scopes } : {}) })).body as {
      id: string
      token: string
    }

  it('shows a token once, and its prefix ever after', async () => {
    const person = await server.person()
    const { id, token } = await aToken(person)
    expect(token).toMatch(/^grantry_pat_/)
    const [listed] = (await person.get('/v1/tokens')).body.items
    expect(listed).toMatchObject({ id, name: 'tool', scopes: ['read', 'publish', 'install', 'call', 'billing'] })
    expect(token.startsWith(listed.prefix)).toBe(true)
    expect(JSON.stringify(listed)).not.toContain(token)
  })

  it('lets a token end itself and no other', async () => {
    const person = await server.person()
    const [one, other] = [await aToken(person), await aToken(person)]
    const tool = Person.withToken(server.url, one.token)
    expect((await tool.delete(`/v1/tokens/${other.id}`)).body.code).toBe('token_not_allowed')
    expect((await tool.get('/v1/me')).status).toBe(200)
    expect((await tool.delete(`/v1/tokens/${one.id}`)).status).toBe(204)
    expect((await tool.get('/v1/me')).body.code).toBe('token_invalid')
  })

  it('holds a token to its scopes', async () => {
    const person = await server.person()
    const tool = Person.withToken(server.url, (await aToken(person, ['read'])).token)
    expect((await tool.get('/v1/workspaces')).status).toBe(200)
    expect((await tool.post('/v1/workspaces', { name: 'Lab' })).body.code).toBe('scope_missing')
  })

  it('gives the scope "review" to admins alone, and admin rights to no token without it', async () => {
    const person = await server.person()
    expect((await person.post('/v1/tokens', { name: 'tool', scopes: ['review'] })).body.code).toBe('scope_not_yours')
    const plain = Person.withToken(server.url, (await aToken(server.admin, ['read'])).token)
    expect((await plain.get('/v1/reviews')).status).toBe(403)
    const everything = Person.withToken(server.url, (await aToken(server.admin)).token)
    expect((await everything.get('/v1/reviews')).status).toBe(200)
    const reviewer = Person.withToken(server.url, (await aToken(server.admin, ['review'])).token)
    expect((await reviewer.get('/v1/reviews')).status).toBe(200)
  })
})
