import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageOf } from '../test/packages.ts'
import { Person } from '../test/person.ts'
import { ADMIN, startTestServer, type TestServer } from '../test/server.ts'
import { anInstall, aPublisher, freshName, type PublisherStory } from '../test/stories.ts'
import { wat } from '../test/wat.ts'

const CODE = 'export const answer = () => 42'
const ICON = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8"/></svg>'

let server: TestServer
let story: PublisherStory
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
})
afterAll(() => server.close())

interface Submission {
  id: string
  version?: string
  manifest?: object
  files?: Record<string, string | Uint8Array>
  code?: string | Uint8Array
}

const submit = ({ id, version = '1.0.0', manifest = {}, files = {}, code = CODE }: Submission) =>
  story.publisher.publish(story.slug, packageOf({ code, files, manifest: { id, version, ...manifest } }))
const approve = (id: string) => server.admin.post(`/v1/reviews/${id}/approve`)
const reject = (id: string, reason: string) => server.admin.post(`/v1/reviews/${id}/reject`, { reason })
const diff = async (id: string, path: string, query = '') =>
  (await server.admin.get(`/v1/reviews/${id}/diff/${path}${query}`)).body

it('compares a version with what came before it, not with a newer one that was approved first', async () => {
  const id = freshName('late')
  const [first, second] = [await submit({ id }), await submit({ id, version: '1.1.0' })]
  await approve(second.reviewId)
  expect((await server.admin.get(`/v1/reviews/${first.reviewId}`)).body).toMatchObject({
    comparedWith: null,
    earlier: [],
  })
  await approve(first.reviewId)
  expect((await server.admin.get(`/v1/reviews/${second.reviewId}`)).body.comparedWith).toBe('1.0.0')
})

describe('a file beside the same file of the last approved version', () => {
  it('is compared line by line when it is text', async () => {
    const id = freshName('lines')
    const before = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].join('\n')
    const first = await submit({ id, files: { 'notes.txt': before } })
    await approve(first.reviewId)
    const second = await submit({ id, version: '1.1.0', files: { 'notes.txt': before.replace('six', 'SIX') } })
    expect(await diff(second.reviewId, 'notes.txt')).toMatchObject({
      comparedWith: '1.0.0',
      kind: 'text',
      before: { sizeBytes: before.length },
      hunks: [
        {
          beforeLine: 3,
          afterLine: 3,
          lines: [
            { change: 'same', text: 'three' },
            { change: 'same', text: 'four' },
            { change: 'same', text: 'five' },
            { change: 'removed', text: 'six' },
            { change: 'added', text: 'SIX' },
            { change: 'same', text: 'seven' },
            { change: 'same', text: 'eight' },
            { change: 'same', text: 'nine' },
          ],
        },
      ],
    })
  })

  it('may be there on one side alone', async () => {
    const id = freshName('sides')
    const first = await submit({ id, files: { 'gone.txt': 'gone' } })
    await approve(first.reviewId)
    const { reviewId } = await submit({ id, version: '1.1.0', files: { 'new.txt': 'new' } })
    expect(await diff(reviewId, 'new.txt')).toMatchObject({
      before: null,
      hunks: [{ lines: [{ change: 'added', text: 'new' }] }],
    })
    expect(await diff(reviewId, 'gone.txt')).toMatchObject({
      after: null,
      hunks: [{ lines: [{ change: 'removed', text: 'gone' }] }],
    })
    expect(await diff(reviewId, 'nowhere.txt')).toMatchObject({ code: 'not_found' })
  })

  it('is compared by its digest when it is no text, and a module by what it binds to and offers', async () => {
    const module = (log: string, exported: string) =>
      wat(`
        ${log}
        (memory (export "memory") 1)
        (func (export "plugin_init") (result i32) (i32.const 0))
        (func (export "wasm_alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "wasm_free") (param i32 i32))
        (func (export "${exported}"))`)
    const id = freshName('binary')
    const first = await submit({ id, code: module('', 'one'), files: { 'table.bin': Uint8Array.of(0, 1, 2) } })
    await approve(first.reviewId)
    const log = '(import "spacedrive" "spacedrive_log" (func (param i32 i32 i32)))'
    const { reviewId } = await submit({
      id,
      version: '1.1.0',
      code: module(log, 'two'),
      files: { 'table.bin': Uint8Array.of(0, 1, 3) },
    })
    const table = await diff(reviewId, 'table.bin')
    expect(table).toMatchObject({ kind: 'binary', hunks: null, importChanges: null })
    expect(table.before.digest).not.toBe(table.after.digest)
    const { detail } = (await server.admin.get(`/v1/reviews/${reviewId}`)).body
    const entry = detail.files.find(({ path }: { path: string }) => path.endsWith('.wasm')).path
    expect(await diff(reviewId, entry)).toMatchObject({
      kind: 'module',
      importChanges: { added: ['spacedrive.spacedrive_log function'], removed: [] },
      exportChanges: { added: ['two function'], removed: ['one function'] },
    })
  })

  it('says that it is too different instead of comparing for long', async () => {
    const id = freshName('noise')
    const noise = (word: string) => Array.from({ length: 9_000 }, (_, line) => `${word} ${line * 7}`).join('\n')
    const first = await submit({ id, files: { 'noise.txt': noise('left') } })
    await approve(first.reviewId)
    const { reviewId } = await submit({ id, version: '1.1.0', files: { 'noise.txt': noise('right') } })
    expect(await diff(reviewId, 'noise.txt')).toMatchObject({ kind: 'text', hunks: null })
  })
})

it('compares a resubmission with the version that was rejected, when asked to', async () => {
  const id = freshName('again')
  const permissions = [{ id: 'entries.read', scope: { paths: ['/**'] }, reason: 'To work' }]
  const refused = await submit({ id, manifest: { permissions }, files: { 'a.txt': 'wide' } })
  await reject(refused.reviewId, 'Asks for everything')
  const narrower = [{ ...permissions[0], scope: { paths: ['/notes/**'] } }]
  const { reviewId } = await submit({ id, version: '1.0.1', manifest: { permissions: narrower } })
  const review = (await server.admin.get(`/v1/reviews/${reviewId}`)).body
  expect(review).toMatchObject({
    comparedWith: null,
    permissionChanges: [{ change: 'added' }],
    earlier: [{ id: refused.reviewId, version: '1.0.0', status: 'rejected' }],
  })
  const against = (await server.admin.get(`/v1/reviews/${reviewId}?against=1.0.0`)).body
  expect(against).toMatchObject({ comparedWith: '1.0.0', permissionChanges: [{ change: 'narrowed' }] })
  expect(against.fileChanges.removed).toEqual(['a.txt'])
  expect(await diff(reviewId, 'a.txt', '?against=1.0.0')).toMatchObject({ after: null, comparedWith: '1.0.0' })
  expect((await server.admin.get(`/v1/reviews/${reviewId}?against=9.9.9`)).status).toBe(404)
})

it('says before a take-down how many installs and workspaces it reaches', async () => {
  const id = freshName('reached')
  const { reviewId } = await submit({ id })
  await approve(reviewId)
  await anInstall(server, id, [])
  await anInstall(server, id, [])
  const { reach } = (await server.admin.get(`/v1/reviews/${reviewId}`)).body
  expect(reach).toEqual({ installs: 2, workspaces: 2 })
})

it('keeps who did what to a version, and how its publisher has fared', async () => {
  const { publisher, slug } = await aPublisher(server)
  const publish = (id: string, version: string) =>
    publisher.publish(slug, packageOf({ code: CODE, manifest: { id, version } }))
  const id = freshName('storied')
  const refused = await publish(id, '1.0.0')
  await reject(refused.reviewId, 'No README')
  const approved = await publish(id, '1.0.1')
  await approve(approved.reviewId)
  await server.admin.post(`/v1/reviews/${approved.reviewId}/take-down`, { reason: 'It does harm' })
  const { reviewId } = await publish(id, '1.0.2')
  const { trail } = (await server.admin.get(`/v1/reviews/${approved.reviewId}/history`)).body
  expect(trail).toMatchObject([
    { action: 'version.submitted', by: { email: publisher.email }, reason: null },
    { action: 'review.approved', by: { email: ADMIN.email } },
    { action: 'version.taken_down', by: { email: ADMIN.email }, reason: 'It does harm' },
  ])
  const { publisher: record } = (await server.admin.get(`/v1/reviews/${reviewId}/history`)).body
  expect(record).toMatchObject({
    slug,
    extensions: 1,
    versions: { submitted: 1, rejected: 1, taken_down: 1, approved: 0 },
    recent: [
      { version: '1.0.1', status: 'taken_down' },
      { version: '1.0.0', status: 'rejected', reason: 'No README' },
    ],
  })
})

it('offers prepared reasons, and those that were used before', async () => {
  const reason = `Please sign it with ${freshName('key')}`
  for (const name of ['first', 'second']) await reject((await submit({ id: freshName(name) })).reviewId, reason)
  const { items } = (await server.admin.get('/v1/reviews/reasons')).body
  expect(items[0]).toMatchObject({ title: expect.any(String), text: expect.any(String) })
  expect(items).toContainEqual({ title: null, text: reason, uses: 2 })
})

describe('pictures of a version that is not public', () => {
  it('are for admins and for members of its publisher', async () => {
    const id = freshName('pictured')
    const { reviewId } = await submit({ id, manifest: { icon: 'icon.svg' }, files: { 'icon.svg': ICON } })
    const { iconUrl } = (await server.admin.get(`/v1/reviews/${reviewId}`)).body
    const [own] = (await story.publisher.get(`/v1/publishers/${story.slug}/versions`)).body.items
    expect(own.iconUrl).toBe(iconUrl)
    for (const person of [server.admin, story.publisher]) {
      const answer = await person.get(iconUrl)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store'])
      expect(answer.headers.get('content-security-policy')).toContain('sandbox')
    }
    const stranger = await server.person('stranger')
    const { token } = (await story.publisher.post('/v1/tokens', { name: 'tool', scopes: ['read'] })).body
    for (const person of [stranger, Person.withToken(server.url, token)])
      expect((await person.get(iconUrl)).status).toBe(404)
    await approve(reviewId)
    expect((await stranger.get(iconUrl)).headers.get('cache-control')).toContain('immutable')
  })
})
