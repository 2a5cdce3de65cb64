import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArchive } from '../src/domains/packages/archive-reader.ts'
import { chunked, entry, file, folder, pax, tgz } from '../test/archives.ts'
import { HOSTILE_ARCHIVES } from '../test/archives-hostile.ts'
import { manifestOf, packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query, type Stored, storedIn } from '../test/stored.ts'
import { anApprovedVersion, aPublisher, freshName, type PublisherStory } from '../test/stories.ts'
import { pour } from '../test/uploads.ts'

const MIB = 1024 * 1024
const CODE = 'export const answer = () => 42'

let server: TestServer
let story: PublisherStory
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
})
afterAll(() => server.close())

const sample = (manifest: Record<string, unknown>, code = CODE) => packageOf({ code, manifest })
const uploadUrl = () => new URL(`/v1/publishers/${story.slug}/versions`, server.url)

describe('a hostile archive', () => {
  let before: Stored
  beforeAll(async () => {
    before = await storedIn(server)
  })

  it.each(HOSTILE_ARCHIVES)('is refused and leaves nothing behind: $name', async ({ code, bytes }) => {
    const answer = await story.publisher.upload(story.slug, bytes())
    expect(answer.status).toBe(code === 'archive_too_large' ? 413 : 422)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ code, status: answer.status, detail: expect.stringMatching(/\w{3}.*\.$/s) })
    for (const { path } of answer.body.issues) expect(answer.body.detail).toContain(path)
    expect(await storedIn(server)).toEqual(before)
  })

  it('names the entry at fault, without what could disguise it', async () => {
    const hostile = tgz(file('extension.json', '{}'), file('docs/gnp\u202esj.exe'))
    const { body } = await story.publisher.upload(story.slug, hostile)
    expect(body.issues).toEqual([{ path: String.raw`docs/gnp\u{202e}sj.exe`, message: body.detail }])
  })

  it('is refused whatever content type hides it', async () => {
    const path = `/v1/publishers/${story.slug}/versions`
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x']) {
      const answer = await story.publisher.send('POST', path, {
        raw: Buffer.from('{}'),
        headers: { 'content-type': type },
      })
      expect(answer.status, type).toBe(415)
      expect(answer.body.code).toBe('unsupported_media_type')
    }
    expect(await storedIn(server)).toEqual(before)
  })
})

describe('an upload that does not end', () => {
  function* endless(): Generator<Uint8Array> {
    yield (HOSTILE_ARCHIVES.find(({ name }) => name === 'more than 32 MiB uploaded') ?? never()).bytes()
    for (;;) yield Buffer.alloc(MIB)
  }
  const never = (): never => {
    throw new Error('The archive has another name now')
  }

  it('is answered at the limit and cut off', async () => {
    const poured = await pour(uploadUrl(), story.publisher.credentials(), endless(), 'complete')
    expect(poured.status).toBe(413)
    expect(poured.sentBytes).toBeLessThan(100 * MIB)
  })

  it('is answered at once and cut off when nobody is signed in', async () => {
    const poured = await pour(uploadUrl(), {}, endless(), 'complete')
    expect(poured.status).toBe(401)
    expect(poured.sentBytes).toBeLessThan(100 * MIB)
  })

  it('stores nothing when it breaks off, wherever it does', async () => {
    const archive = sample({ id: freshName('broken') }, `${CODE} // ${'x'.repeat(2_000)}`)
    const before = await storedIn(server)
    for (const part of [0.1, 0.5, 0.9, 1]) {
      const chunks = [archive.subarray(0, Math.ceil(archive.length * part))]
      expect(await pour(uploadUrl(), story.publisher.credentials(), chunks, 'hang up')).toMatchObject({ status: 0 })
    }
    expect(await storedIn(server)).toEqual(before)
    // The version is still free, so none of the attempts was taken for an upload after all.
    expect((await story.publisher.upload(story.slug, archive)).status).toBe(201)
  })
})

describe('publishing at the same time', () => {
  const versionsOf = async (id: string) =>
    (
      await query<{ count: number }>(server, 'SELECT count(*)::int AS count FROM versions WHERE extension_id = $1', [
        id,
      ])
    )[0]?.count

  it('lets one of several uploads of a version win; the others are conflicts', async () => {
    const id = freshName('race')
    const uploads = Array.from({ length: 6 }, (_, index) =>
      story.publisher.upload(story.slug, sample({ id }, `${CODE} + ${index}`)),
    )
    const answers = await Promise.all(uploads)
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409, 409])
    for (const { status, body } of answers) if (status === 409) expect(body.code).toBe('version_exists')
    expect(await versionsOf(id)).toBe(1)
  })

  it('gives a new id to one of two publishers', async () => {
    const id = freshName('claim')
    const other = await aPublisher(server)
    const answers = await Promise.all([
      story.publisher.upload(story.slug, sample({ id })),
      other.publisher.upload(other.slug, sample({ id })),
    ])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
    expect(answers.find(({ status }) => status === 409)?.body.code).toBe('extension_taken')
    expect(await versionsOf(id)).toBe(1)
  })

  it('gives one of two names that look alike to one of two publishers', async () => {
    const other = await aPublisher(server)
    for (let round = 0; round < 4; round += 1) {
      const id = freshName('lookalike')
      const answers = await Promise.all([
        story.publisher.upload(story.slug, sample({ id })),
        other.publisher.upload(other.slug, sample({ id: id.replace('lookalike', 'lookaiike') })),
      ])
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409])
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('extension_name_confusable')
    }
  })
})

describe('the id and version of an extension', () => {
  it('belong to the publisher who came first', async () => {
    const id = freshName('mine')
    await story.publisher.publish(story.slug, sample({ id }))
    const other = await aPublisher(server)
    const answer = await other.publisher.upload(other.slug, sample({ id, version: '2.0.0' }))
    expect(answer.status).toBe(409)
    expect(answer.body).toMatchObject({ code: 'extension_taken', detail: expect.stringContaining(id) })
  })

  it('are published under one’s own publisher alone', async () => {
    const { publisher } = await aPublisher(server)
    const answer = await publisher.upload(story.slug, sample({ id: freshName('foreign') }))
    expect(answer.status).toBe(404)
  })

  it('cannot be mistaken for those of another publisher', async () => {
    await story.publisher.publish(story.slug, sample({ id: 'ledger-books' }))
    const other = await aPublisher(server)
    const before = await storedIn(server)
    for (const id of ['ledgerbooks', 'ledger-b00ks', 'iedger-books', 'ledger-bokos', 'ledger-book']) {
      const answer = await other.publisher.upload(other.slug, sample({ id }))
      expect(answer.status, id).toBe(409)
      expect(answer.body).toMatchObject({ code: 'extension_name_confusable', confusableWith: 'ledger-books' })
    }
    expect(await storedIn(server)).toEqual(before)
    expect((await story.publisher.upload(story.slug, sample({ id: 'ledger-book' }))).status).toBe(201)
  })

  it('only go up from what was approved', async () => {
    const id = freshName('steps')
    await anApprovedVersion(server, { code: CODE, manifest: { id, version: '1.10.0' } }, story)
    for (const version of ['1.9.0', '1.10.0-beta.1', '0.1.0']) {
      const answer = await story.publisher.upload(story.slug, sample({ id, version }))
      expect(answer.status, version).toBe(409)
      expect(answer.body.code).toBe('version_not_newer')
    }
    expect((await story.publisher.upload(story.slug, sample({ id, version: '1.10.0' }))).body.code).toBe(
      'version_exists',
    )
    expect((await story.publisher.upload(story.slug, sample({ id, version: '1.11.0-rc.1' }))).status).toBe(201)
  })
})

describe('a stored archive', () => {
  const sha256 = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  const download = async (id: string, version: string) => {
    const response = await fetch(new URL(`/v1/extensions/${id}/versions/${version}/archive`, server.url))
    expect(response.status).toBe(200)
    return { bytes: Buffer.from(await response.arrayBuffer()), headers: response.headers }
  }

  it('has the digest that was published and holds the files that were uploaded', async () => {
    const id = freshName('kept')
    const files = { 'lib/größe.txt': 'groß', 'README.md': '# Kept' }
    const published = await anApprovedVersion(server, { code: CODE, manifest: { id }, files }, story)
    const { bytes, headers } = await download(id, '1.0.0')
    expect(sha256(bytes)).toBe(published.digest)
    expect(bytes.length).toBe(published.sizeBytes)
    expect(headers.get('etag')).toBe(`"${published.digest}"`)
    const { files: read } = await readArchive(chunked(bytes))
    const manifest = manifestOf({ code: CODE, manifest: { id } })
    expect(Object.fromEntries([...read].map(([path, content]) => [path, Buffer.from(content).toString()]))).toEqual({
      'extension.json': JSON.stringify(manifest),
      'extension.js': CODE,
      ...files,
    })
  })

  it('is the same on every server for the same files, however they were packed', async () => {
    const manifest = manifestOf({ code: CODE, manifest: { id: freshName('same') } })
    const json = JSON.stringify(manifest)
    const plain = tgz(file('extension.json', json), file('extension.js', CODE), file('README.md', '# Same'))
    const packed = tgz(
      pax({ comment: 'a commit' }, { type: 'g' }),
      folder('package/'),
      entry({ path: 'package/README.md', mode: '0004755\u0000' }, '# Same'),
      pax({ mtime: '1700000000.5' }),
      file('package/extension.js', CODE),
      file('package/extension.json', json),
    )
    const here = await story.publisher.publish(story.slug, plain)
    const elsewhere = await startTestServer()
    try {
      const { publisher, slug } = await aPublisher(elsewhere)
      const there = await publisher.publish(slug, packed)
      expect(there.digest).toBe(here.digest)
      expect(there.sizeBytes).toBe(here.sizeBytes)
    } finally {
      await elsewhere.close()
    }
  })
})
