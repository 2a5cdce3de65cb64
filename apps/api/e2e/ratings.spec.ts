import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Database } from '../src/platform/database/index.ts'
import { mailsTo, mailTo } from '../test/mailbox.ts'
import { packageOf } from '../test/packages.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'

const PATH = '/v1/extensions/rated/ratings'

describe('ratings', () => {
  let server: TestServer
  let visitor: Person
  let publisher: Person
  let person: Person
  let other: Person
  let install: string
  let workspace: string

  beforeAll(async () => {
    server = await startTestServer()
    visitor = new Person(server.url)
    publisher = await server.person('publisher')
    person = await server.person('reader')
    await publisher.post('/v1/publishers', { slug: 'house', name: 'House' })
    const operations = [{ type: 'query', name: 'look', export: 'look' }]
    const archive = packageOf({ code: 'export const look = () => 1', manifest: { id: 'rated', operations } })
    const { reviewId } = await publisher.publish('house', archive)
    await server.admin.post(`/v1/reviews/${reviewId}/approve`)
    workspace = (await person.post('/v1/workspaces', { name: 'Lab' })).body.id
  })
  afterAll(() => server.close())

  const summary = async () => (await visitor.get(PATH)).body.summary
  const standing = async () => (await visitor.get('/v1/extensions/rated')).body.rating

  it('are for those who use it', async () => {
    expect((await visitor.put(`${PATH}/own`, { stars: 5 })).status).toBe(401)
    const refused = await person.put(`${PATH}/own`, { stars: 5 })
    expect(refused.status).toBe(403)
    expect(refused.body.code).toBe('may_not_rate')
    expect((await person.get(`${PATH}/own`)).body).toMatchObject({ rating: null, mayRate: false })
    install = (await person.post(`/v1/workspaces/${workspace}/installs`, { extension: 'rated' })).body.id
    expect((await person.get(`${PATH}/own`)).body).toEqual({ rating: null, mayRate: true, why: null })
  })

  it('are not for its own publisher, though it uses it', async () => {
    const own = (await publisher.post('/v1/workspaces', { name: 'Own' })).body.id
    await publisher.post(`/v1/workspaces/${own}/installs`, { extension: 'rated' })
    expect((await publisher.put(`${PATH}/own`, { stars: 5 })).body.code).toBe('may_not_rate')
  })

  it('are one a person, and can be written anew', async () => {
    const first = await person.put(`${PATH}/own`, { stars: 2, text: 'Slow.' })
    expect(first.body).toMatchObject({ stars: 2, text: 'Slow.', version: '1.0.0', author: 'reader', reply: null })
    const second = await person.put(`${PATH}/own`, { stars: 4, text: 'Faster now.\nThank you.' })
    expect(second.body.id).toBe(first.body.id)
    expect(second.body.editedAt).not.toBeNull()
    expect(await summary()).toEqual({ average: 4, count: 1, histogram: [0, 0, 0, 1, 0] })
    expect(await standing()).toEqual({ average: 4, count: 1 })
  })

  it.each([{ stars: 0 }, { stars: 6 }, { stars: 2.5 }, { stars: 3, text: 'a\u202eb' }, { stars: 3, more: 1 }])(
    'refuse what is no rating: %j',
    async (body) => {
      expect((await person.put(`${PATH}/own`, body)).status).toBe(400)
    },
  )

  it('get an answer of the publisher, and of nobody else', async () => {
    const [{ id }] = (await visitor.get(PATH)).body.items
    const path = `/v1/publishers/house/ratings/${id}/reply`
    expect((await person.put(path, { text: 'Hello' })).status).toBe(404)
    expect((await publisher.get('/v1/publishers/house/ratings?replies=missing')).body.items).toHaveLength(1)
    expect((await publisher.put(path, { text: 'You are welcome.' })).body.reply.text).toBe('You are welcome.')
    expect((await publisher.get('/v1/publishers/house/ratings?replies=missing')).body.items).toEqual([])
    expect((await visitor.get(PATH)).body.items[0].reply.text).toBe('You are welcome.')
    expect((await publisher.put(path, { text: 'Very welcome.' })).body.reply.text).toBe('Very welcome.')
    expect((await publisher.delete(path)).status).toBe(204)
    expect((await visitor.get(PATH)).body.items[0].reply).toBeNull()
  })

  it('are sorted and picked by their stars', async () => {
    other = await server.person('other')
    const lab = (await other.post('/v1/workspaces', { name: 'Lab' })).body.id
    await other.post(`/v1/workspaces/${lab}/installs`, { extension: 'rated' })
    await other.put(`${PATH}/own`, { stars: 1, text: 'Not for me.' })
    const stars = async (query: string) =>
      (await visitor.get(`${PATH}?${query}`)).body.items.map((rating: { stars: number }) => rating.stars)
    expect(await stars('sort=highest')).toEqual([4, 1])
    expect(await stars('sort=lowest')).toEqual([1, 4])
    expect(await stars('stars=4')).toEqual([4])
    expect(await stars('version=1.0.0')).toHaveLength(2)
    expect(await stars('version=2.0.0')).toEqual([])
    expect(await standing()).toEqual({ average: 2.5, count: 2 })
  })

  it('stand before their publisher with how many wait for an answer, whatever it asks for', async () => {
    const path = '/v1/publishers/house/ratings'
    const extensions = [{ extension: 'rated', name: 'Sample', ratings: 2, unanswered: 2, versions: ['1.0.0'] }]
    expect((await publisher.get(`${path}?stars=1`)).body).toMatchObject({ items: [{ stars: 1 }], extensions })
    expect((await publisher.get(`${path}?extension=rated&version=1.0.0`)).body.items).toHaveLength(2)
    expect((await publisher.get(`${path}?extension=other`)).body).toMatchObject({ items: [], extensions })
    const [{ id }] = (await publisher.get(path)).body.items
    await publisher.put(`${path}/${id}/reply`, { text: 'Thank you.' })
    expect((await publisher.get(path)).body.extensions).toMatchObject([{ ratings: 2, unanswered: 1 }])
    await publisher.delete(`${path}/${id}/reply`)
  })

  it('are hidden by an admin to whom they were reported, and count for nothing then', async () => {
    const [{ id }] = (await visitor.get(`${PATH}?sort=lowest`)).body.items
    const complainer = await server.person('complainer')
    expect((await complainer.post(`/v1/ratings/${id}/reports`, { reason: 'It is an insult' })).status).toBe(204)
    expect((await complainer.get('/v1/ratings/reported')).status).toBe(403)
    const reported = (await server.admin.get('/v1/ratings/reported')).body.items
    expect(reported).toMatchObject([{ rating: { id }, reports: [{ reason: 'It is an insult' }] }])
    const hidden = await server.admin.post(`/v1/ratings/${id}/hide`, { reason: 'An insult' })
    expect(hidden.body.hidden.reason).toBe('An insult')
    expect((await visitor.get(PATH)).body.items).toHaveLength(1)
    expect(await standing()).toEqual({ average: 4, count: 1 })
    expect((await server.admin.get('/v1/ratings/reported')).body.items).toEqual([])
    expect((await server.admin.get('/v1/ratings/reported?state=hidden')).body.items).toMatchObject([
      { rating: { id }, extensionName: 'Sample', reports: [{ reason: 'It is an insult' }] },
    ])
    // Else its author would show it again, by writing it once more.
    expect((await other.delete(`${PATH}/own`)).body).toMatchObject({ status: 409, code: 'rating_hidden' })
    expect((await other.put(`${PATH}/own`, { stars: 1, text: 'Not for me at all.' })).body.hidden).not.toBeNull()
    expect(await standing()).toEqual({ average: 4, count: 1 })
    // Nor does an admin who has not seen that another one hid it.
    const stale = await server.admin.post(`/v1/ratings/${id}/show`, { seen: 'shown' })
    expect([stale.status, stale.body.code]).toEqual([409, 'rating_decided'])
    for (const seen of ['shown', 'reported']) {
      const again = await server.admin.post(`/v1/ratings/${id}/hide`, { reason: 'Still an insult', seen })
      expect([again.status, again.body.code]).toEqual([409, 'rating_decided'])
    }
    const known = { reason: 'Rude, but true', seen: 'hidden' }
    expect((await server.admin.post(`/v1/ratings/${id}/show`, known)).body.hidden).toBeNull()
    expect(await standing()).toEqual({ average: 2.5, count: 2 })
  })

  it('tell their authors when they are hidden and when they stand again', async () => {
    const { email } = other
    expect((await mailTo(server, email, 'was hidden')).text).toContain('An insult')
    expect((await mailTo(server, email, 'stands again')).text).toContain('Rude, but true')
  })

  it('stand when an admin dismisses the reports, without a word to their authors', async () => {
    const [{ id }] = (await visitor.get(`${PATH}?sort=lowest`)).body.items
    const complainer = await server.person('complainer')
    await complainer.post(`/v1/ratings/${id}/reports`, { reason: 'I do not like it' })
    expect((await server.admin.post(`/v1/ratings/${id}/show`)).status).toBe(200)
    expect((await server.admin.get('/v1/ratings/reported')).body.items).toEqual([])
    expect((await server.admin.get('/v1/ratings/reported?state=hidden')).body.items).toEqual([])
    // An admin who has not seen that it was let stand does not hide it.
    const stale = await server.admin.post(`/v1/ratings/${id}/hide`, { reason: 'It is reported', seen: 'reported' })
    expect([stale.status, stale.body.code]).toEqual([409, 'rating_decided'])
    const { email } = other
    expect((await mailsTo(server, email)).filter(({ subject }) => subject.includes('stands again'))).toHaveLength(1)
  })

  it('wait for an admin in the order in which somebody first complained', async () => {
    const [first, second] = (await visitor.get(`${PATH}?sort=highest`)).body.items
    const complainer = await server.person('complainer')
    for (const { id } of [second, first]) await complainer.post(`/v1/ratings/${id}/reports`, { reason: 'Not about it' })
    const open = (await server.admin.get('/v1/ratings/reported')).body.items
    expect(open.map(({ rating }: { rating: { id: string } }) => rating.id)).toEqual([second.id, first.id])
    for (const { id } of [first, second]) await server.admin.post(`/v1/ratings/${id}/show`)
  })

  it('are not reported by their author', async () => {
    const [{ id }] = (await visitor.get(`${PATH}?sort=highest`)).body.items
    expect((await person.post(`/v1/ratings/${id}/reports`, { reason: 'Never mind' })).body.code).toBe('own_rating')
  })

  it('stay when the install goes, and can be deleted, but not written anew', async () => {
    await person.delete(`/v1/workspaces/${workspace}/installs/${install}`)
    expect((await person.put(`${PATH}/own`, { stars: 1 })).body.code).toBe('may_not_rate')
    expect(await standing()).toEqual({ average: 2.5, count: 2 })
    expect((await person.delete(`${PATH}/own`)).status).toBe(204)
    expect((await person.delete(`${PATH}/own`)).status).toBe(404)
    expect(await standing()).toEqual({ average: 1, count: 1 })
  })

  it('are deleted once, though somebody asks for it several times at once', async () => {
    const lab = (await person.post('/v1/workspaces', { name: 'Lab' })).body.id
    await person.post(`/v1/workspaces/${lab}/installs`, { extension: 'rated' })
    await person.put(`${PATH}/own`, { stars: 4 })
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => person.delete(`${PATH}/own`)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 404, 404, 404, 404, 404])
    expect(await standing()).toEqual({ average: 1, count: 1 })
  })

  it('stop when somebody rates too many extensions in a day', async () => {
    const writer = await server.person('writer')
    const lab = (await writer.post('/v1/workspaces', { name: 'Lab' })).body.id
    await writer.post(`/v1/workspaces/${lab}/installs`, { extension: 'rated' })
    await haveRated(writer, 19)
    expect((await writer.put(`${PATH}/own`, { stars: 3 })).status).toBe(200)
    await haveRated(writer, 1)
    expect((await writer.put(`${PATH}/own`, { stars: 3 })).body.code).toBe('too_many_ratings')
  })

  async function haveRated(writer: Person, many: number): Promise<void> {
    const { client } = server.app.get(Database)
    const { id: userId } = await client.user.findUniqueOrThrow({ where: { email: writer.email } })
    const { id: publisherId } = await client.publisher.findUniqueOrThrow({ where: { slug: 'house' } })
    const ids = Array.from({ length: many }, () => freshName('thing'))
    await client.extension.createMany({ data: ids.map((id) => ({ id, publisherId })) })
    await client.rating.createMany({
      data: ids.map((extensionId) => ({ extensionId, userId, stars: 5, version: '1.0.0' })),
    })
  }
})
