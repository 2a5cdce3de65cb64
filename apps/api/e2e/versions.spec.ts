import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { Proxy, proxyPackage } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { packageOf } from '../test/packages.ts'
import { query } from '../test/stored.ts'
import {
  anApprovedVersion,
  anInstall,
  aPublisher,
  aWorkspace,
  freshName,
  type InstallStory,
  type PublisherStory,
} from '../test/stories.ts'

const READ = { id: 'entries.read', scope: { paths: ['/notes/**'] } }
const WRITE = { id: 'entries.write', scope: { paths: ['/notes/**'] } }

let server: TestServer
let publisher: PublisherStory
beforeAll(async () => {
  server = await startTestServer()
  publisher = await aPublisher(server)
})
afterAll(() => server.close())

/** An approved version whose operation answers with the number of the version. */
const release = (id: string, version: string, permissions: object[] = []) =>
  anApprovedVersion(
    server,
    {
      code: `export const version = () => '${version}'`,
      manifest: {
        id,
        version,
        operations: [{ type: 'query', name: 'version', export: 'version' }],
        permissions: permissions.map((permission) => ({ reason: 'To work', ...permission })),
      },
    },
    publisher,
  )

const running = async ({ person, workspace }: { person: Person; workspace: string }, id: string) => {
  const { status, body } = await person.call(workspace, `${id}:version`, {})
  return status === 200 ? body : body.code
}
const baseOf = ({ workspace, install }: InstallStory) => `/v1/workspaces/${workspace}/installs/${install.id}`
const update = (story: InstallStory, input: object = {}) => story.person.post(`${baseOf(story)}/update`, input)
const yank = (id: string, version: string) =>
  publisher.publisher.post(`/v1/publishers/${publisher.slug}/versions/${id}/${version}/yank`)
const takeDown = (reviewId: string) =>
  server.admin.post(`/v1/reviews/${reviewId}/take-down`, { reason: 'It does harm' })

describe('a yanked version', () => {
  it('is not installed any more, and keeps running where it is', async () => {
    const id = freshName('yanked')
    await release(id, '1.0.0')
    const story = await anInstall(server, id)
    expect((await yank(id, '1.0.0')).body).toMatchObject({ status: 'yanked' })
    expect(await running(story, id)).toBe('1.0.0')
    expect((await story.person.get(baseOf(story))).body).toMatchObject({ status: 'active', versionStatus: 'yanked' })
    const { person, workspace } = await aWorkspace(server)
    for (const version of [undefined, '1.0.0']) {
      const answer = await person.post(`/v1/workspaces/${workspace}/installs`, { extension: id, version, grants: [] })
      expect([answer.status, answer.body.code]).toEqual([404, 'not_found'])
    }
    expect((await person.get(`/v1/extensions/${id}`)).status).toBe(404)
    expect((await person.get(`/v1/extensions/${id}/versions/1.0.0`)).body.status).toBe('yanked')
    expect((await yank(id, '1.0.0')).body.code).toBe('version_state')
  })

  it('gives way to the newest that is left', async () => {
    const id = freshName('layered')
    for (const version of ['1.0.0', '1.1.0', '2.0.0-beta.1']) await release(id, version)
    const latest = async () => (await server.admin.get(`/v1/extensions/${id}`)).body.version
    expect(await latest()).toBe('1.1.0')
    await yank(id, '1.1.0')
    expect(await latest()).toBe('1.0.0')
    await yank(id, '1.0.0')
    expect(await latest()).toBe('2.0.0-beta.1')
  })
})

describe('an extension', () => {
  it('counts as updated when another version is the latest, and not when one is submitted or rejected', async () => {
    const id = freshName('fresh')
    const updated = async () => (await server.admin.get(`/v1/extensions/${id}`)).body.updatedAt
    await release(id, '1.0.0')
    const before = await updated()
    const parts = { code: 'export const version = () => 1', manifest: { id, version: '1.1.0' } }
    const { reviewId } = await publisher.publisher.publish(publisher.slug, packageOf(parts))
    expect(await updated()).toBe(before)
    await server.admin.post(`/v1/reviews/${reviewId}/reject`, { reason: 'Not like this' })
    expect(await updated()).toBe(before)
    await release(id, '1.2.0')
    expect(await updated()).not.toBe(before)
  })
})

describe('installing and withdrawing at the same time', () => {
  it.each(['yank', 'take down'])('never installs what is gone: %s', async (how) => {
    for (let round = 0; round < 6; round += 1) {
      const id = freshName('racing')
      const { reviewId } = await release(id, '1.0.0')
      const tenants = [await aWorkspace(server), await aWorkspace(server)]
      const installs = tenants.map(({ person, workspace }) =>
        person.post(`/v1/workspaces/${workspace}/installs`, { extension: id, grants: [] }),
      )
      await Promise.all([...installs, how === 'yank' ? yank(id, '1.0.0') : takeDown(reviewId)])
      // The audit is written in the order in which the deeds became true.
      const deeds = await query<{ action: string }>(
        server,
        `SELECT action FROM audit_events WHERE (subject = $1 AND action IN ('version.yanked', 'version.taken_down'))
           OR (action = 'install.created' AND data->>'extension' = $2) ORDER BY id`,
        [`version:${reviewId}`, id],
      )
      expect(deeds.at(-1)?.action).toMatch(/^version\./)
    }
  })
})

describe('a version that is taken down', () => {
  it('stops at once in every workspace, and no other version does', async () => {
    const id = freshName('harmful')
    await release(id, '1.0.0')
    const old = await anInstall(server, id)
    const { reviewId } = await release(id, '1.1.0')
    const stories = [await anInstall(server, id), await anInstall(server, id)]
    for (const story of stories) expect(await running(story, id)).toBe('1.1.0')
    expect((await takeDown(reviewId)).body.status).toBe('taken_down')
    for (const story of stories) expect(await running(story, id)).toBe('version_taken_down')
    expect(await running(old, id)).toBe('1.0.0')
    expect((await server.admin.get(`/v1/extensions/${id}`)).body.version).toBe('1.0.0')
    expect((await server.admin.get(`/v1/extensions/${id}/versions/1.1.0/archive`)).status).toBe(404)
    const [story] = stories
    expect((await story!.person.get(`/v1/workspaces/${story!.workspace}/operations`)).body.items).not.toContainEqual(
      expect.objectContaining({ extension: id }),
    )
    // The way out for those who have it.
    expect((await update(story!, { version: '1.0.0' })).status).toBe(200)
    expect(await running(story!, id)).toBe('1.0.0')
  })

  it('tells its publisher and everybody who has it why, and not what was said when it was approved', async () => {
    const id = freshName('harmful')
    const { publisher: person, slug } = publisher
    const pack = packageOf({ code: 'export const answer = () => 42', manifest: { id } })
    const { reviewId } = await person.publish(slug, pack)
    await server.admin.post(`/v1/reviews/${reviewId}/approve`, { reason: 'Well made' })
    const story = await anInstall(server, id)
    const install = () => story.person.get(`/v1/workspaces/${story.workspace}/installs/${story.install.id}`)
    expect((await install()).body.takenDownReason).toBeNull()
    const { body: review } = await takeDown(reviewId)
    expect(review).toMatchObject({ status: 'taken_down', reason: 'It does harm' })
    const { items } = (await person.get(`/v1/publishers/${slug}/versions`)).body
    const version = items.find(({ extension }: { extension: string }) => extension === id)
    expect(version.review).toMatchObject({ reason: 'It does harm', decidedAt: review.decidedAt })
    expect((await install()).body).toMatchObject({ versionStatus: 'taken_down', takenDownReason: 'It does harm' })
  })

  it('is refused at the next host call of a running call', async () => {
    const id = freshName('caught')
    const published = await anApprovedVersion(
      server,
      await proxyPackage({ id, permissions: [{ id: 'entries.write' }] }),
      publisher,
    )
    const proxy = new Proxy(id, await anInstall(server, id))
    const call = proxy.call('create_many', { folder: '/run', count: 100_000 })
    while ((await proxy.paths('/run')).length < 3);
    await takeDown(published.reviewId)
    const made = (await proxy.paths('/run')).length
    const outcomes: string[] = (await call).body
    expect(outcomes.slice(-5)).toEqual(Array.from({ length: 5 }, () => 'version_taken_down'))
    expect(outcomes.filter((outcome) => outcome === 'ok').length - made).toBeLessThanOrEqual(1)
  })

  it('never comes back', async () => {
    const id = freshName('gone')
    const { reviewId } = await release(id, '1.0.0')
    await takeDown(reviewId)
    for (const [how, body] of [
      ['approve', {}],
      ['reject', { reason: 'no more' }],
      ['take-down', { reason: 'again' }],
    ] as const) {
      const answer = await server.admin.post(`/v1/reviews/${reviewId}/${how}`, body)
      expect([how, answer.status]).toEqual([how, 409])
    }
    expect((await yank(id, '1.0.0')).body.code).toBe('version_state')
    const again = packageOf({ code: 'export {}', manifest: { id, version: '1.0.0' } })
    expect((await publisher.publisher.upload(publisher.slug, again)).body.code).toBe('version_exists')
  })

  it('was in the store before: what waits or was rejected cannot be taken down', async () => {
    const { reviewId } = await publisher.publisher.publish(
      publisher.slug,
      packageOf({ code: 'export {}', manifest: { id: freshName('waiting') } }),
    )
    expect((await takeDown(reviewId)).body.code).toBe('version_state')
  })
})

describe('an update', () => {
  it('to the same permissions or fewer goes by itself, and can be taken back', async () => {
    const id = freshName('same')
    await release(id, '1.0.0', [READ, WRITE])
    const story = await anInstall(server, id)
    await release(id, '1.1.0', [READ, WRITE])
    await release(id, '1.2.0', [{ ...READ, scope: { paths: ['/notes/public/**'] } }])
    expect((await story.person.get(baseOf(story))).body.updateAvailable).toBe('1.2.0')
    expect((await update(story, { version: '1.1.0' })).body).toMatchObject({ version: '1.1.0', status: 'active' })
    expect(await running(story, id)).toBe('1.1.0')
    const latest = (await update(story)).body
    expect(latest).toMatchObject({ version: '1.2.0', updateAvailable: null })
    expect(latest.grants).toMatchObject([
      { id: 'entries.read', granted: true, grantedScope: { paths: ['/notes/public/**'] } },
    ])
    expect(await running(story, id)).toBe('1.2.0')
    expect((await update(story)).body.code).toBe('same_version')
    const grants = [{ permission: 'entries.read' }, { permission: 'entries.write' }]
    expect((await update(story, { version: '1.0.0', grants })).body).toMatchObject({ version: '1.0.0' })
    expect(await running(story, id)).toBe('1.0.0')
  })

  it.each<[string, object[], string[]]>([
    ['another permission', [READ, WRITE], ['entries.write']],
    ['a wider scope', [{ ...READ, scope: { paths: ['/**'] } }], ['entries.read']],
    ['both', [{ ...READ, scope: { paths: ['/**'] } }, WRITE], ['entries.read', 'entries.write']],
  ])('to %s waits for consent, and the old version keeps running', async (_, permissions, missing) => {
    const id = freshName('more')
    await release(id, '1.0.0', [READ])
    const story = await anInstall(server, id)
    await release(id, '2.0.0', permissions)
    const before = (await story.person.get(baseOf(story))).body
    const refused = await update(story)
    expect([refused.status, refused.body.code]).toEqual([409, 'consent_required'])
    expect(refused.body.issues.map(({ message }: { message: string }) => message.split(' ')[0])).toEqual(missing)
    expect((await story.person.get(baseOf(story))).body).toEqual(before)
    expect(await running(story, id)).toBe('1.0.0')
    const grants = permissions.map((permission) => ({ permission: (permission as typeof READ).id }))
    expect((await update(story, { grants })).body).toMatchObject({ version: '2.0.0', status: 'active' })
    expect(await running(story, id)).toBe('2.0.0')
  })

  it('with a consent that the new version does not ask for, or that is not enough, changes nothing', async () => {
    const id = freshName('wrong')
    await release(id, '1.0.0', [READ])
    const story = await anInstall(server, id)
    await release(id, '2.0.0', [READ, WRITE])
    for (const [grants, code] of [
      [[{ permission: 'entries.write' }], 'consent_required'],
      [[{ permission: 'network' }], 'grant_not_requested'],
      [[{ permission: 'entries.read', scope: { paths: ['/**'] } }], 'grant_exceeds_request'],
    ] as const)
      expect((await update(story, { grants })).body.code).toBe(code)
    expect(await running(story, id)).toBe('1.0.0')
  })

  it('goes to approved versions of the same extension alone', async () => {
    const id = freshName('only')
    await release(id, '1.0.0')
    const story = await anInstall(server, id)
    await publisher.publisher.publish(
      publisher.slug,
      packageOf({ code: 'export {}', manifest: { id, version: '1.1.0' } }),
    )
    for (const version of ['1.1.0', '9.9.9']) expect((await update(story, { version })).status, version).toBe(404)
    expect(await running(story, id)).toBe('1.0.0')
  })

  it('changes what runs while calls are in flight, and not one of them fails', async () => {
    const id = freshName('hot')
    await release(id, '1.0.0')
    const story = await anInstall(server, id)
    await release(id, '1.1.0')
    expect(await running(story, id)).toBe('1.0.0')
    const answers: string[] = []
    const over = new AbortController()
    const callers = Array.from({ length: 4 }, async () => {
      while (!over.signal.aborted) answers.push(await running(story, id))
    })
    try {
      for (const version of ['1.1.0', '1.0.0', '1.1.0', '1.0.0', '1.1.0']) {
        const seen = answers.length
        await update(story, { version })
        // Whoever calls from now on gets the new version.
        expect(await running(story, id)).toBe(version)
        while (answers.length < seen + 8) await new Promise((resume) => setImmediate(resume))
      }
    } finally {
      over.abort()
      await Promise.all(callers)
    }
    expect(new Set(answers)).toEqual(new Set(['1.0.0', '1.1.0']))
  })

  it('lets a call that runs end on the version it began with', async () => {
    const id = freshName('swapped')
    const permissions = [{ id: 'entries.write' }]
    await anApprovedVersion(server, await proxyPackage({ id, permissions }), publisher)
    const proxy = new Proxy(id, await anInstall(server, id))
    await release(id, '2.0.0', permissions)
    const call = proxy.call('create_many', { folder: '/run', count: 60 })
    while ((await proxy.paths('/run')).length < 3);
    expect((await update(proxy.story, { version: '2.0.0' })).status).toBe(200)
    expect(await running(proxy.story, id)).toBe('2.0.0')
    expect((await call).body).toEqual(Array.from({ length: 60 }, () => 'ok'))
  })
})
