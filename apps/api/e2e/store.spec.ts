import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { Database } from '../src/platform/database/index.ts'
import { packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'

const CODE = 'export const look = () => 1'

/** A store with things of two publishers, of which one is verified. */
describe('the store', () => {
  let server: TestServer
  let visitor: Person
  let owner: Person
  let workspace: string
  const slug = freshName('house')

  beforeAll(async () => {
    server = await startTestServer()
    visitor = new Person(server.url)
    owner = await server.person('owner')
    await owner.post('/v1/publishers', { slug, name: 'House' })
    await shelve('word-counter', { keywords: ['words', 'text'], categories: ['documents'] })
    await shelve('word-lister', { keywords: ['words', 'lists'], categories: ['documents'] })
    await shelve('rate-reader', {
      keywords: ['money'],
      categories: ['finance'],
      permissions: [{ id: 'network', scope: { hosts: ['rates.example.org'] }, reason: 'Asks for rates' }],
    })
    workspace = (await owner.post('/v1/workspaces', { name: 'Lab' })).body.id
  })
  afterAll(() => server.close())

  async function shelve(id: string, manifest: Record<string, unknown>): Promise<void> {
    const operations = [{ type: 'query', name: 'look', export: 'look' }]
    const { reviewId } = await owner.publish(slug, packageOf({ code: CODE, manifest: { id, operations, ...manifest } }))
    await server.admin.post(`/v1/reviews/${reviewId}/approve`)
  }

  const found = async (query: string): Promise<string[]> =>
    (await visitor.get(`/v1/extensions?${query}`)).body.items.map(({ id }: { id: string }) => id)

  it('filters by risk, ABI, price and category', async () => {
    expect((await found('risk=low')).toSorted()).toEqual(['word-counter', 'word-lister'])
    expect(await found('risk=high&category=finance')).toEqual(['rate-reader'])
    expect(await found('abi=core')).toEqual([])
    expect(await found('abi=js')).toHaveLength(3)
    expect(await found('price=free')).toHaveLength(3)
    expect(await found('price=paid')).toEqual([])
  })

  it('suggests while somebody types, and forgives what they mistype', async () => {
    const suggested = async (q: string) =>
      (await visitor.get(`/v1/suggestions?q=${q}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await suggested('wor')).toEqual(expect.arrayContaining(['word-counter', 'word-lister']))
    expect(await suggested('countre')).toContain('word-counter')
    expect(await suggested('zzzzzz')).toEqual([])
    expect((await found('q=wrod')).toSorted()).toEqual(['word-counter', 'word-lister'])
    expect(await found('q=zzzzzz')).toEqual([])
  })

  it('lets an admin, and nobody else, put something in front', async () => {
    expect((await owner.put('/v1/extensions/word-lister/featured')).status).toBe(403)
    expect((await server.admin.put('/v1/extensions/word-lister/featured')).status).toBe(204)
    const shelves = (await visitor.get('/v1/shelves')).body
    expect(shelves.featured).toMatchObject([{ id: 'word-lister', featured: true }])
    expect(shelves.total).toBe(3)
    expect(shelves.categories).toContainEqual({ category: 'documents', extensions: 2 })
    await server.admin.delete('/v1/extensions/word-lister/featured')
    expect((await visitor.get('/v1/shelves')).body.featured).toEqual([])
    expect((await server.admin.put('/v1/extensions/nothing/featured')).status).toBe(404)
  })

  it('keeps what is in front in the order that an admin gives it, until its end', async () => {
    const front = async () => (await visitor.get('/v1/shelves')).body.featured.map(({ id }: { id: string }) => id)
    const feature = (id: string, body = {}) => server.admin.put(`/v1/extensions/${id}/featured`, body)
    for (const id of ['word-counter', 'word-lister', 'rate-reader']) await feature(id)
    expect(await front()).toEqual(['rate-reader', 'word-lister', 'word-counter'])
    const order = { extensions: ['word-lister', 'word-counter', 'rate-reader'] }
    expect((await owner.put('/v1/featured', order)).status).toBe(403)
    expect((await server.admin.put('/v1/featured', order)).status).toBe(200)
    expect(await front()).toEqual(order.extensions)
    expect((await feature('word-counter', { until: '2020-01-01T00:00:00Z' })).body.code).toBe('featured_until_past')
    await feature('word-counter', { until: '2999-01-01T00:00:00.000Z' })
    expect(await front()).toEqual(order.extensions)
    const where = { id: 'word-counter' }
    await server.app.get(Database).client.extension.update({ where, data: { featuredUntil: new Date(0) } })
    expect(await front()).toEqual(['word-lister', 'rate-reader'])
    expect((await visitor.get('/v1/extensions/word-counter')).body.featured).toBe(false)
    expect((await server.admin.get('/v1/featured')).body.items).toMatchObject([
      { extension: 'word-lister', ended: false, until: null },
      { extension: 'word-counter', ended: true },
      { extension: 'rate-reader', ended: false },
    ])
    for (const id of order.extensions) await server.admin.delete(`/v1/extensions/${id}/featured`)
  })

  it('shows admins every publisher, and keeps why one is verified', async () => {
    expect((await owner.get('/v1/publishers')).status).toBe(403)
    const { items } = (await server.admin.get(`/v1/publishers?q=${slug.slice(0, 6)}&publishers=unverified`)).body
    expect(items).toMatchObject([{ slug, verified: false, extensions: 3, members: 1 }])
    await server.admin.put(`/v1/publishers/${slug}/verified`, { reason: 'Showed a passport' })
    await server.admin.delete(`/v1/publishers/${slug}/verified?reason=It%20was%20a%20copy`)
    const entries = await server.app.get(Database).client.auditEvent.findMany({
      where: { action: { in: ['publisher.verified', 'publisher.unverified'] } },
      orderBy: { at: 'desc' },
      take: 2,
    })
    expect(entries.map(({ data }) => data)).toEqual([
      { slug, reason: 'It was a copy' },
      { slug, reason: 'Showed a passport' },
    ])
    expect((await server.admin.put(`/v1/publishers/${slug}/verified`, { reason: '?' })).status).toBe(400)
  })

  it('tells verified publishers from others', async () => {
    expect(await found('publishers=verified')).toEqual([])
    expect((await owner.put(`/v1/publishers/${slug}/verified`)).status).toBe(403)
    expect((await server.admin.put(`/v1/publishers/${slug}/verified`)).body).toMatchObject({ slug, verified: true })
    expect(await found('publishers=verified')).toHaveLength(3)
    expect((await server.admin.delete(`/v1/publishers/${slug}/verified`)).body.verified).toBe(false)
  })

  it('knows what is on the rise, and how many installs stand', async () => {
    expect((await visitor.get('/v1/shelves')).body.trending).toEqual([])
    await owner.post(`/v1/workspaces/${workspace}/installs`, { extension: 'word-counter' })
    expect(await found('sort=trending')).toEqual(['word-counter'])
    const { items } = (await visitor.get('/v1/extensions/word-counter/install-history')).body
    expect(items).toHaveLength(90)
    expect(items.at(-1)).toEqual({ day: new Date().toISOString().slice(0, 10), installs: 1 })
    expect(items.at(-2).installs).toBe(0)
  })

  it('finds what is close to an extension', async () => {
    const { items } = (await visitor.get('/v1/extensions/word-counter/related')).body
    expect(items[0]).toMatchObject({ id: 'word-lister' })
    expect((await visitor.get('/v1/extensions/nothing/related')).status).toBe(404)
  })

  it('draws a badge that any site may show, and a card that any site may frame', async () => {
    const badge = await visitor.get('/v1/extensions/word-counter/badge.svg')
    expect(badge.headers.get('content-type')).toContain('image/svg+xml')
    expect(badge.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(badge.headers.get('cache-control')).toBe('public, max-age=300')
    expect(badge.body).toContain('1 install')
    expect((await visitor.get('/v1/extensions/word-counter/badge.svg?show=all')).status).toBe(400)
    const card = await visitor.get('/v1/extensions/word-counter/card')
    expect(card.headers.get('x-frame-options')).toBeNull()
    expect(card.headers.get('content-security-policy')).toContain('frame-ancestors *')
    expect(card.body).not.toContain('<script')
    expect(card.body).toContain(`${server.url}/extensions/word-counter`)
    expect(card.body).toContain('Free · ')
  })

  it('lists its pages for search engines', async () => {
    const robots = await visitor.get('/robots.txt')
    expect(robots.body).toContain(`Sitemap: ${server.url}/sitemap.xml`)
    const sitemap = await visitor.get('/sitemap.xml')
    expect(sitemap.headers.get('content-type')).toContain('application/xml')
    for (const path of ['/', '/extensions/rate-reader', `/publishers/${slug}`, '/search?category=finance'])
      expect(sitemap.body).toContain(`<loc>${server.url}${path}</loc>`)
  })
})
