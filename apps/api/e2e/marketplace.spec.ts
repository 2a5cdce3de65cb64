import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import {
  anApprovedVersion,
  anInstall,
  aPublisher,
  aWorkspace,
  freshName,
  type InstallStory,
  type PublisherStory,
} from '../test/stories.ts'
import { coreCode } from '../test/wat.ts'

const SHIPPED = join(import.meta.dirname, '../../../extensions')
const shipped = (id: string) => readFile(join(SHIPPED, id, 'dist', `${id}-1.0.0.tgz`))

/** The main story with the extensions that ship, from upload to uninstall. */
describe('from upload to uninstall', () => {
  let server: TestServer
  let story: PublisherStory
  beforeAll(async () => {
    server = await startTestServer()
    story = await aPublisher(server)
  })
  afterAll(() => server.close())

  it('publishes a version that waits for review and is not in the store yet', async () => {
    const published = await story.publisher.publish(story.slug, await shipped('hello'))
    expect(published).toMatchObject({ extension: 'hello', version: '1.0.0', status: 'submitted' })
    expect(published.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect((await story.publisher.get('/v1/extensions/hello')).status).toBe(404)
    const queue = await server.admin.get('/v1/reviews?status=submitted')
    expect(queue.body.items).toMatchObject([{ extension: 'hello', version: '1.0.0', position: 1, status: 'submitted' }])
  })

  it('refuses the same version a second time', async () => {
    const answer = await story.publisher.upload(story.slug, await shipped('hello'))
    expect(answer.status).toBe(409)
    expect(answer.body.code).toBe('version_exists')
  })

  it('shows the store what an admin approved', async () => {
    const [review] = (await server.admin.get('/v1/reviews?status=submitted')).body.items
    const approved = await server.admin.post(`/v1/reviews/${review.id}/approve`)
    expect(approved.body).toMatchObject({ status: 'approved', position: null })
    const page = await story.publisher.get('/v1/extensions/hello')
    expect(page.status).toBe(200)
    expect(page.body.latest.readmeHtml).toContain('<')
    expect((await server.admin.post(`/v1/reviews/${review.id}/approve`)).body.code).toBe('review_decided')
  })

  it('forgives typing mistakes in a search', async () => {
    const found = async (q: string) =>
      (await story.publisher.get(`/v1/extensions?q=${q}`)).body.items.map(({ id }: { id: string }) => id)
    expect(await found('hello')).toContain('hello')
    expect(await found('helo')).toContain('hello')
    expect(await found('hel')).toContain('hello')
    expect(await found('zebra')).toEqual([])
  })

  it('installs and calls, with fuel and memory in the answer', async () => {
    const { person, workspace } = await anInstall(server, 'hello')
    const answer = await person.call(workspace, 'query:hello:greet.v1', { name: 'Ada' })
    expect(answer.status).toBe(200)
    expect(JSON.stringify(answer.body)).toContain('Ada')
    expect(Number(answer.headers.get('x-fuel-consumed'))).toBeGreaterThan(0)
    expect(Number(answer.headers.get('x-memory-pages'))).toBeGreaterThan(0)
    expect((await person.call(workspace, 'hello:greet', { name: 'Ada' })).body).toEqual(answer.body)
  })

  it('refuses bad input before the guest runs', async () => {
    const { person, workspace } = await anInstall(server, 'hello')
    const answer = await person.call(workspace, 'hello:greet', { name: 42 })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ code: 'invalid_input', issues: [{ path: '$.name' }] })
  })

  it('answers the ping of the platform, and names what is unknown', async () => {
    const { person, workspace } = await aWorkspace(server)
    const ping = await person.call(workspace, 'query:test.ping.v1', { message: 'hi', count: 3 })
    expect(ping.body).toEqual({ echo: 'Pong: hi', count: 3, extension_works: true })
    const unknown = await person.call(workspace, 'query:test.pong.v1', {})
    expect(unknown.status).toBe(404)
    expect(unknown.body.detail).toMatch(/^Unknown method: query:test\.pong\.v1/)
  })

  it('takes the name of a platform operation for short', async () => {
    const { person, workspace } = await aWorkspace(server)
    expect((await person.call(workspace, 'test.ping', { message: 'short' })).body.echo).toBe('Pong: short')
    expect((await person.call(workspace, 'test.ping', null)).body.code).toBe('invalid_input')
  })

  it('tells the order of a form as the manifest has it', async () => {
    const id = freshName('ordered')
    const fields = ['items', 'every', 'burn', 'a']
    const input = {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field, { type: 'integer' }])),
    }
    const operations = [{ type: 'query', name: 'echo', export: 'echo', input }]
    await anApprovedVersion(server, { code: coreCode('conformance'), manifest: { id, operations } })
    const { person, workspace } = await anInstall(server, id)
    const { items } = (await person.get(`/v1/workspaces/${workspace}/operations`)).body
    const echo = items.find(({ alias }: { alias: string }) => alias === `${id}:echo`)
    expect(Object.keys(echo.input.properties)).toEqual(fields)
  })

  it('tells which field is missing', async () => {
    const { person, workspace } = await anInstall(server, 'hello')
    expect((await person.call(workspace, 'hello:greet', {})).body.issues).toEqual([
      { path: '$.name', message: 'This is required' },
    ])
  })

  it('says of a call that failed what it used', async () => {
    const { person, workspace } = await anInstall(server, 'hello')
    const answer = await person.call(workspace, 'hello:fibonacci', { n: 40 })
    expect(answer.status).toBe(422)
    expect(answer.body.code).toBe('fuel_exhausted')
    expect(answer.headers.get('x-fuel-consumed')).toBe('1000000000')
  })

  it('lets a guest of the raw ABI call the platform', async () => {
    const published = await story.publisher.publish(story.slug, await shipped('ping-core'))
    await server.admin.post(`/v1/reviews/${published.reviewId}/approve`)
    const { person, workspace } = await anInstall(server, 'ping-core')
    const answer = await person.call(workspace, 'ping-core:ping', { message: 'core' })
    expect(answer.body).toEqual({ echo: 'Pong: core', count: 1, extension_works: true })
  })

  describe('with permissions', () => {
    let story2: InstallStory
    beforeAll(async () => {
      const published = await story.publisher.publish(story.slug, await shipped('wordstats'))
      await server.admin.post(`/v1/reviews/${published.reviewId}/approve`)
      story2 = await anInstall(server, 'wordstats')
      const { person, workspace } = story2
      expect(
        (await person.call(workspace, 'action:entries.create.input.v1', { path: '/notes/a.txt', text: 'one two two' }))
          .status,
      ).toBe(200)
    })

    it('reads an entry and writes a sidecar under its grants', async () => {
      const { person, workspace } = story2
      const counted = await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })
      expect(counted.status).toBe(200)
      expect(counted.body.words).toBe(3)
      expect((await person.call(workspace, 'wordstats:annotate', { path: '/notes/a.txt' })).status).toBe(200)
      const { entry } = (await person.call(workspace, 'query:entries.get.v1', { path: '/notes/a.txt' })).body
      const sidecar = await person.call(workspace, 'query:entries.read_sidecar.v1', {
        entry: entry.id,
        name: 'wordstats.json',
      })
      expect(JSON.parse(sidecar.body.text).words).toBe(3)
    })

    it('denies at the next host call after a revoke, logs it, and the call goes on', async () => {
      const { person, workspace, install } = story2
      const before = await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })
      expect(before.body.words).toBe(3)
      const base = `/v1/workspaces/${workspace}/installs/${install.id}`
      expect(
        (await person.put(`${base}/grants`, { grants: [] })).body.grants.every(
          ({ granted }: { granted: boolean }) => !granted,
        ),
      ).toBe(true)
      const after = await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })
      expect(JSON.stringify(after.body)).toContain('permission_denied')
      const logs = await person.get(`${base}/logs?level=warn`)
      expect(logs.body.items[0]).toMatchObject({ source: 'host', code: 'permission_denied' })
      const usage = await person.get(`${base}/usage`)
      expect(usage.body.permissions).toEqual(
        expect.arrayContaining([expect.objectContaining({ permission: 'entries.read', granted: false, denied: 1 })]),
      )
      await person.put(`${base}/grants`, { grants: [{ permission: 'entries.read' }] })
      expect((await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })).body.words).toBe(3)
    })

    it('narrows a scope to what the person chose', async () => {
      const { person, workspace, install } = story2
      const base = `/v1/workspaces/${workspace}/installs/${install.id}`
      await person.put(`${base}/grants`, { grants: [{ permission: 'entries.read', scope: { paths: ['/other/**'] } }] })
      const denied = await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })
      expect(JSON.stringify(denied.body)).toContain('permission_denied')
    })

    it('is gone after its removal, and its log stays', async () => {
      const { person, workspace, install } = story2
      const base = `/v1/workspaces/${workspace}/installs/${install.id}`
      expect((await person.delete(base)).status).toBe(204)
      expect((await person.call(workspace, 'wordstats:count', { path: '/notes/a.txt' })).status).toBe(404)
      expect((await person.get(`/v1/workspaces/${workspace}/installs`)).body.items).toEqual([])
      expect((await person.get(`${base}/logs`)).body.items.length).toBeGreaterThan(0)
    })
  })
})
