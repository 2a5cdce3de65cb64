import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'

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

  it('gives the scope "export" to nobody who does not ask for it', async () => {
    const person = await server.person()
    const workspace = (await person.post('/v1/workspaces', { name: 'Lab' })).body.id
    const usual = Person.withToken(server.url, (await aToken(person)).token)
    expect((await usual.get(`/v1/workspaces/${workspace}/data/export`)).body.code).toBe('scope_missing')
    const copier = Person.withToken(server.url, (await aToken(person, ['export'])).token)
    expect((await copier.get(`/v1/workspaces/${workspace}/data/export`)).status).toBe(200)
  })
})

describe('a token that opens one workspace', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.close())

  /** An owner with two workspaces and a publisher, a member of the first, and a token of the member for it. */
  async function aHouse() {
    const [owner, member] = [await server.person(), await server.person()]
    const lab = (await owner.post('/v1/workspaces', { name: 'Lab' })).body
    const annex = (await owner.post('/v1/workspaces', { name: 'Annex' })).body
    await owner.post(`/v1/workspaces/${lab.id}/members`, { email: member.email, role: 'member' })
    const made = (await member.post(`/v1/workspaces/${lab.id}/tokens`, { name: 'robot' })).body
    return { owner, member, lab, annex, made, robot: Person.withToken(server.url, made.token) }
  }

  it('has neither publishing, nor reviews, nor copies among what it may when nobody says what', async () => {
    const { made, lab, member } = await aHouse()
    expect(made.scopes).toEqual(['read', 'install', 'call', 'billing'])
    expect(made.workspace).toEqual({ id: lab.id, slug: lab.slug, name: 'Lab' })
    for (const scopes of [['publish'], ['review'], ['read', 'publish'], []]) {
      const refused = await member.post(`/v1/workspaces/${lab.id}/tokens`, { name: 'robot', scopes })
      expect(refused.status, String(scopes)).toBe(400)
    }
  })

  it('tells which one that is, and of nothing else its owner belongs to', async () => {
    const { owner, lab, annex } = await aHouse()
    await owner.post('/v1/publishers', { slug: freshName('robots'), name: 'Robots' })
    const { token } = (await owner.post(`/v1/workspaces/${lab.slug}/tokens`, { name: 'robot' })).body
    const robot = Person.withToken(server.url, token)
    const { body: me } = await robot.get('/v1/me')
    expect(me.token.workspace).toEqual({ id: lab.id, slug: lab.slug, name: 'Lab' })
    expect([me.publishers, me.workspaces.map(({ id }: { id: string }) => id)]).toEqual([[], [lab.id]])
    const { items } = (await robot.get('/v1/workspaces')).body
    expect(items.map(({ id }: { id: string }) => id)).toEqual([lab.id])
    expect(JSON.stringify(me)).not.toContain(annex.id)
  })

  it('means its own workspace by a slug that another of its owner has, too', async () => {
    const { owner, member, lab } = await aHouse()
    const own = (await member.post('/v1/workspaces', { name: 'Lab' })).body
    expect((await member.get(`/v1/workspaces/${lab.slug}`)).body.id).toBe(own.id)
    const { token } = (await member.post(`/v1/workspaces/${lab.id}/tokens`, { name: 'robot' })).body
    expect((await Person.withToken(server.url, token).get(`/v1/workspaces/${lab.slug}`)).body.id).toBe(lab.id)
    expect((await owner.get(`/v1/workspaces/${own.id}/tokens`)).status).toBe(404)
  })

  it('has the role that its owner has at the moment', async () => {
    const { owner, member, lab, robot } = await aHouse()
    const write = (file: string) => robot.call(lab.id, 'entries.create', { path: file, text: 'hello' })
    expect((await write('/a.txt')).status).toBe(200)
    await owner.post(`/v1/workspaces/${lab.id}/members`, { email: member.email, role: 'viewer' })
    expect((await write('/b.txt')).body.code).toBe('role_missing')
  })

  it('is seen by owners, with whose it is and when it was used, and ended by them', async () => {
    const { owner, member, lab, made, robot } = await aHouse()
    await robot.get('/v1/me')
    const { body } = await owner.get(`/v1/workspaces/${lab.id}/tokens`)
    expect(body.items).toMatchObject([{ id: made.id, name: 'robot', user: { email: member.email } }])
    expect(body.items[0].lastUsedAt).not.toBeNull()
    expect(JSON.stringify(body)).not.toContain(made.token)
    expect((await member.get(`/v1/workspaces/${lab.id}/tokens`)).body.code).toBe('role_missing')
    expect((await member.get('/v1/tokens')).body.items).toMatchObject([{ id: made.id, workspace: { id: lab.id } }])
    expect((await owner.delete(`/v1/workspaces/${lab.id}/tokens/${made.id}`)).status).toBe(204)
    expect((await robot.get('/v1/me')).body.code).toBe('token_invalid')
  })

  it('is the only kind that owners of a workspace see and end', async () => {
    const { owner, member, lab, annex } = await aHouse()
    const everywhere = await aTokenOf(member)
    const elsewhere = (await owner.post(`/v1/workspaces/${annex.id}/tokens`, { name: 'robot' })).body
    for (const id of [everywhere, elsewhere.id])
      expect((await owner.delete(`/v1/workspaces/${lab.id}/tokens/${id}`)).status).toBe(404)
    expect((await member.get('/v1/tokens')).body.items.map(({ id }: { id: string }) => id)).toContain(everywhere)
  })

  const aTokenOf = async (person: Person): Promise<string> =>
    (await person.post('/v1/tokens', { name: 'tool' })).body.id

  it('can end itself', async () => {
    const { made, robot } = await aHouse()
    expect((await robot.delete(`/v1/tokens/${made.id}`)).status).toBe(204)
    expect((await robot.get('/v1/me')).status).toBe(401)
  })

  it('ends when its owner leaves, and does not come back with them', async () => {
    const { owner, member, lab, robot } = await aHouse()
    const { id } = (await member.get('/v1/me')).body.user
    expect((await owner.delete(`/v1/workspaces/${lab.id}/members/${id}`)).status).toBe(204)
    await owner.post(`/v1/workspaces/${lab.id}/members`, { email: member.email, role: 'member' })
    expect((await robot.get(`/v1/workspaces/${lab.id}`)).body.code).toBe('token_invalid')
  })

  it('ends with its workspace', async () => {
    const { owner, lab, member, robot } = await aHouse()
    expect((await owner.post(`/v1/workspaces/${lab.id}/delete`, { name: 'Lab' })).status).toBe(204)
    expect((await robot.get('/v1/me')).body.code).toBe('token_invalid')
    expect((await member.get('/v1/tokens')).body.items).toEqual([])
  })
})
