import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PublishLine } from '@grantry/contract'
import { type PackageParts, packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query, storedIn } from '../test/stored.ts'
import { aPublisher, freshName, type PublisherStory } from '../test/stories.ts'

const CODE = 'export const answer = () => 42'

let server: TestServer
let story: PublisherStory
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
})
afterAll(() => server.close())

const archiveOf = (id: string, version = '1.0.0', more: Partial<PackageParts> = {}) =>
  packageOf({ code: CODE, ...more, manifest: { id, version, ...more.manifest } })
const versionsPath = (rest = '') => `/v1/publishers/${story.slug}/versions${rest}`
const draft = (archive: Uint8Array) =>
  story.publisher.send('POST', versionsPath('?as=draft'), {
    raw: archive,
    headers: { 'content-type': 'application/gzip' },
  })
const waiting = async (): Promise<{ extension: string }[]> =>
  (await server.admin.get('/v1/reviews?status=submitted&limit=100')).body.items

/** The lines of an upload whose stages are listened to. */
async function stagesOf(archive: Uint8Array): Promise<{ status: number; type: string | null; lines: PublishLine[] }> {
  const response = await fetch(`${server.url}${versionsPath()}`, {
    method: 'POST',
    headers: {
      ...story.publisher.credentials(),
      'content-type': 'application/gzip',
      accept: 'application/x-ndjson',
    },
    body: new Blob([new Uint8Array(archive)]),
  })
  const text = await response.text()
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { status: response.status, type: response.headers.get('content-type'), lines }
}

describe('an upload that is listened to', () => {
  it('tells each stage in its order, and at last what was published', async () => {
    const id = freshName('told')
    const archive = archiveOf(id)
    const { status, type, lines } = await stagesOf(archive)
    expect([status, type]).toEqual([200, 'application/x-ndjson'])
    expect(lines).toMatchObject([
      { stage: 'received', uploadBytes: archive.length },
      { stage: 'unpacked', files: 2 },
      { stage: 'manifest', extension: id, version: '1.0.0' },
      { stage: 'inspected', inspection: { abi: 'js' } },
      { stage: 'compiled' },
      { published: { extension: id, status: 'submitted' } },
    ])
  })

  it('says in its last line why nothing was published', async () => {
    const before = await storedIn(server)
    const { lines } = await stagesOf(archiveOf(freshName('broken'), '1.0.0', { code: 'export const answer = (' }))
    expect(lines.slice(0, -1).map((line) => 'stage' in line && line.stage)).toEqual([
      'received',
      'unpacked',
      'manifest',
      'inspected',
    ])
    expect(lines.at(-1)).toMatchObject({ problem: { status: 422, issues: [{ path: 'extension.js' }] } })
    expect(await storedIn(server)).toEqual(before)
  })

  it('is a problem like any other when it fails before anything could be told', async () => {
    const { status, type, lines } = await stagesOf(Buffer.from('no archive at all'))
    expect([status, type]).toEqual([422, 'application/problem+json; charset=utf-8'])
    expect(lines).toMatchObject([{ code: expect.stringContaining('archive') }])
  })
})

describe('a draft', () => {
  it('waits for nobody: neither the desk nor the store sees it, its publisher does', async () => {
    const id = freshName('drafted')
    const answer = await draft(archiveOf(id))
    expect([answer.status, answer.body.status]).toEqual([201, 'draft'])
    expect((await waiting()).map(({ extension }) => extension)).not.toContain(id)
    expect((await server.admin.get('/v1/reviews?status=draft')).body.items).toEqual([])
    expect((await server.admin.get(`/v1/reviews/${answer.body.reviewId}`)).status).toBe(404)
    expect((await server.admin.post(`/v1/reviews/${answer.body.reviewId}/approve`)).status).toBe(404)
    expect((await server.admin.get(`/v1/extensions/${id}`)).status).toBe(404)
    const [own] = (await story.publisher.get(versionsPath())).body.items
    expect(own).toMatchObject({ extension: id, status: 'draft', review: null })
  })

  it('takes its place behind what waits already, once it is submitted', async () => {
    const id = freshName('later')
    await draft(archiveOf(id))
    const other = freshName('between')
    await story.publisher.publish(story.slug, archiveOf(other))
    const submitted = await story.publisher.post(versionsPath(`/${id}/1.0.0/submit`))
    expect(submitted.body).toMatchObject({ status: 'submitted', review: { position: expect.any(Number) } })
    const order = (await waiting()).map(({ extension }) => extension)
    expect(order.indexOf(id)).toBe(order.indexOf(other) + 1)
    expect((await story.publisher.post(versionsPath(`/${id}/1.0.0/submit`))).body.code).toBe('version_state')
  })

  it('is refused its submission when something newer has been approved by then', async () => {
    const id = freshName('overtaken')
    await draft(archiveOf(id))
    const { reviewId } = await story.publisher.publish(story.slug, archiveOf(id, '2.0.0'))
    await server.admin.post(`/v1/reviews/${reviewId}/approve`)
    expect((await story.publisher.post(versionsPath(`/${id}/1.0.0/submit`))).body.code).toBe('version_not_newer')
    expect((await story.publisher.get(versionsPath(`/${id}/1.0.0`))).body.status).toBe('draft')
  })

  it('is discarded, and its number is free again; nothing else can be discarded', async () => {
    const id = freshName('discarded')
    await draft(archiveOf(id))
    const path = versionsPath(`/${id}/1.0.0`)
    expect((await draft(archiveOf(id))).body.code).toBe('version_exists')
    expect((await story.publisher.delete(path)).status).toBe(204)
    expect((await story.publisher.get(path)).status).toBe(404)
    await story.publisher.publish(story.slug, archiveOf(id))
    expect((await story.publisher.delete(path)).body.code).toBe('version_state')
  })

  it('is nothing to somebody else', async () => {
    const id = freshName('private')
    await draft(archiveOf(id))
    const other = await aPublisher(server)
    for (const slug of [story.slug, other.slug]) {
      const path = `/v1/publishers/${slug}/versions/${id}/1.0.0`
      expect((await other.publisher.get(path)).status).toBe(404)
      expect((await other.publisher.post(`${path}/submit`)).status).toBe(404)
      expect((await other.publisher.delete(path)).status).toBe(404)
    }
  })
})

it('shows a publisher what a resubmission changed since the rejected one, and the words it was rejected with', async () => {
  const id = freshName('resubmitted')
  const permissions = [{ id: 'entries.read', scope: { paths: ['/**'] }, reason: 'To work' }]
  const { reviewId } = await story.publisher.publish(story.slug, archiveOf(id, '1.0.0', { manifest: { permissions } }))
  await server.admin.post(`/v1/reviews/${reviewId}/reject`, { reason: 'Ask for less' })
  const narrower = [{ ...permissions[0], scope: { paths: ['/notes/**'] } }]
  await story.publisher.publish(story.slug, archiveOf(id, '1.0.1', { manifest: { permissions: narrower } }))
  expect((await story.publisher.get(versionsPath(`/${id}/1.0.0`))).body).toMatchObject({
    status: 'rejected',
    review: { reason: 'Ask for less' },
    comparedWith: null,
  })
  expect((await story.publisher.get(versionsPath(`/${id}/1.0.1`))).body).toMatchObject({
    status: 'submitted',
    comparedWith: '1.0.0',
    permissionChanges: [{ change: 'narrowed' }],
    fileChanges: { changed: ['extension.json'] },
    earlier: [{ version: '1.0.0', status: 'rejected' }],
    detail: { extension: id, inspection: { abi: 'js' } },
  })
})

it('lets no publisher have more drafts and versions in review than anybody can look at', async () => {
  const by = await aPublisher(server)
  const id = freshName('busy')
  const upload = (version: string) => by.publisher.upload(by.slug, archiveOf(id, version))
  const { reviewId } = (await upload('1.0.0')).body
  await query(
    server,
    `INSERT INTO versions (id, extension_id, version, state, manifest, digest, size_bytes, entry_digest, inspection, files, submitted_by_id)
      SELECT gen_random_uuid(), extension_id, '1.0.' || n, CASE WHEN n % 2 = 0 THEN 'draft' ELSE 'submitted' END::"VersionState",
        manifest, digest, size_bytes, entry_digest, inspection, files, submitted_by_id
      FROM versions, generate_series(1, 99) AS n WHERE id = $1`,
    [reviewId],
  )
  const refused = await upload('2.0.0')
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_versions'])
  expect((await by.publisher.delete(`/v1/publishers/${by.slug}/versions/${id}/1.0.2`)).status).toBe(204)
  expect((await upload('2.0.0')).status).toBe(201)
})
