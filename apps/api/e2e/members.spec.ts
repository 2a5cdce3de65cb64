import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { query } from '../test/stored.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { aPublisher, freshName } from '../test/stories.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** A house of either kind with its owner; `lower` is a role that is not the owner's. */
async function aHouse(kind: 'workspace' | 'publisher') {
  const owner = await server.person('owner')
  const slug = freshName('house')
  const path = `/v1/${kind}s`
  const { body } = await owner.post(path, { slug, name: 'House' })
  return { owner, members: `${path}/${body.id ?? slug}/members`, lower: kind === 'workspace' ? 'member' : 'maintainer' }
}

const idOf = async (person: Person): Promise<string> => (await person.get('/v1/me')).body.user.id

describe.each(['workspace', 'publisher'] as const)('the members of a %s', (kind) => {
  it('come by their e-mail address, with a role that can be changed', async () => {
    const { owner, members, lower } = await aHouse(kind)
    const guest = await server.person('guest')
    const added = await owner.post(members, { email: ` ${guest.email.toUpperCase()}`, role: lower })
    expect(added.body).toMatchObject({ email: guest.email, role: lower })
    expect((await guest.get(members)).body.items).toHaveLength(2)
    await owner.post(members, { email: guest.email, role: 'owner' })
    expect((await guest.get(members)).body.items.map(({ role }: { role: string }) => role)).toEqual(['owner', 'owner'])
  })

  it.each([
    [{ email: 'nobody@example.org', role: 'owner' }, 422, 'no_such_user'],
    [{ email: 'nobody', role: 'owner' }, 400, 'invalid_input'],
    [{ email: 'owner-1@example.org', role: 'king' }, 400, 'invalid_input'],
    [{ role: 'owner' }, 400, 'invalid_input'],
  ])('are not added by %j', async (input, status, code) => {
    const { owner, members } = await aHouse(kind)
    const answer = await owner.post(members, input)
    expect([answer.status, answer.body.code]).toEqual([status, code])
  })

  it('may leave, and are nobody afterwards', async () => {
    const { owner, members, lower } = await aHouse(kind)
    const guest = await server.person('guest')
    await owner.post(members, { email: guest.email, role: lower })
    expect((await guest.delete(`${members}/${await idOf(guest)}`)).status).toBe(204)
    expect((await guest.get(members)).status).toBe(404)
    expect((await guest.delete(`${members}/${await idOf(guest)}`)).status).toBe(404)
  })

  it('have an owner among them, whoever leaves or steps down', async () => {
    const { owner, members, lower } = await aHouse(kind)
    const guest = await server.person('guest')
    await owner.post(members, { email: guest.email, role: lower })
    for (const answer of [
      await owner.delete(`${members}/${await idOf(owner)}`),
      await owner.post(members, { email: owner.email, role: lower }),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, 'last_owner'])
    await owner.post(members, { email: guest.email, role: 'owner' })
    expect((await owner.delete(`${members}/${await idOf(owner)}`)).status).toBe(204)
    expect((await guest.get(members)).body.items).toMatchObject([{ email: guest.email, role: 'owner' }])
  })

  it('have an owner among them when two owners remove each other at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { owner, members, lower } = await aHouse(kind)
      const other = await server.person('other')
      await owner.post(members, { email: other.email, role: 'owner' })
      const answers = await Promise.all([
        owner.delete(`${members}/${await idOf(other)}`),
        round % 2 === 0
          ? other.delete(`${members}/${await idOf(owner)}`)
          : other.post(members, { email: owner.email, role: lower }),
      ])
      const left = [await owner.get(members), await other.get(members)].find(({ status }) => status === 200)
      const roles = left?.body.items.map(({ role }: { role: string }) => role)
      expect(roles, JSON.stringify(answers.map(({ status }) => status))).toContain('owner')
    }
  })
})

it('makes nobody the owner of more workspaces than anybody needs', async () => {
  const owner = await server.person('owner')
  const { body } = await owner.post('/v1/workspaces', { name: 'House' })
  const more = `INSERT INTO workspaces (id, owner_id, slug, name)
    SELECT gen_random_uuid(), owner_id, 'w-' || n, 'More' FROM workspaces, generate_series(2, 200) n WHERE id = $1`
  await query(server, more, [body.id])
  const refused = await owner.post('/v1/workspaces', { name: 'One more' })
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_workspaces'])
  await query(server, `DELETE FROM workspaces WHERE name = 'More' AND slug = 'w-2'`, [])
  expect((await owner.post('/v1/workspaces', { name: 'One more' })).status).toBe(201)
})

it('makes nobody the owner of more publishers than anybody needs', async () => {
  const { publisher, slug } = await aPublisher(server)
  const create = () => publisher.post('/v1/publishers', { slug: freshName('more'), name: 'One more' })
  await query(
    server,
    `WITH more AS (
        INSERT INTO publishers (id, slug, name) SELECT gen_random_uuid(), $1 || n, 'More' FROM generate_series(2, 20) n RETURNING id)
      INSERT INTO publisher_members (publisher_id, user_id, role)
        SELECT more.id, m.user_id, 'owner' FROM more, publisher_members m JOIN publishers p ON p.id = m.publisher_id WHERE p.slug = $2`,
    [freshName('copy'), slug],
  )
  const refused = await create()
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_publishers'])
  const heir = await server.person()
  await publisher.post(`/v1/publishers/${slug}/members`, { email: heir.email, role: 'owner' })
  await heir.post(`/v1/publishers/${slug}/members`, { email: publisher.email, role: 'maintainer' })
  expect((await create()).status).toBe(201)
})
