import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Published } from '@grantry/contract'
import { packageOf } from '../test/packages.ts'
import { Person } from '../test/person.ts'
import { ADMIN, startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anInstall, aPublisher, freshName, type PublisherStory } from '../test/stories.ts'
import { wat } from '../test/wat.ts'

const CODE = 'export const answer = () => 42'

let server: TestServer
let story: PublisherStory
let colleague: Person
beforeAll(async () => {
  server = await startTestServer()
  story = await aPublisher(server)
  colleague = await server.person('colleague')
  await query(server, 'UPDATE users SET admin = true WHERE email = $1', [colleague.email])
})
afterAll(() => server.close())

interface Submission {
  id: string
  version?: string
  permissions?: object[]
  files?: Record<string, string>
  code?: string | Uint8Array
}

async function submit({ id, version = '1.0.0', permissions = [], files = {}, code = CODE }: Submission) {
  const requests = permissions.map((permission) => ({ reason: 'To work', ...permission }))
  return story.publisher.publish(
    story.slug,
    packageOf({ code, files, manifest: { id, version, permissions: requests } }),
  )
}

const reviewOf = async (id: string) => (await server.admin.get(`/v1/reviews/${id}`)).body
const decide = (
  id: string,
  how: 'approve' | 'reject' | 'take-down',
  by = server.admin,
  reason = 'It is not ready yet',
) => by.post(`/v1/reviews/${id}/${how}`, how === 'approve' ? {} : { reason })
const ownVersions = async () => (await story.publisher.get(`/v1/publishers/${story.slug}/versions`)).body.items

describe('the queue', () => {
  it('keeps the order of submission, and moves up when one is decided', async () => {
    const published: Published[] = []
    for (const name of ['first', 'second', 'third']) published.push(await submit({ id: freshName(name) }))
    const positions = async () => {
      const { items } = (await server.admin.get('/v1/reviews?status=submitted&limit=100')).body
      return published.map(({ reviewId }) => items.find(({ id }: { id: string }) => id === reviewId)?.position ?? null)
    }
    expect(await positions()).toEqual([1, 2, 3])
    const own = await ownVersions()
    expect(own.slice(0, 3).map(({ review }: { review: { position: number } }) => review.position)).toEqual([3, 2, 1])
    await decide(published[1]!.reviewId, 'approve')
    expect(await positions()).toEqual([1, null, 2])
    await decide(published[0]!.reviewId, 'reject')
    expect(await positions()).toEqual([null, null, 1])
    await decide(published[2]!.reviewId, 'approve')
  })

  it('shows how long each has waited', async () => {
    const { reviewId } = await submit({ id: freshName('waiting') })
    await query(server, `UPDATE versions SET submitted_at = now() - interval '3 hours' WHERE id = $1`, [reviewId])
    const { ageSeconds } = await reviewOf(reviewId)
    expect(ageSeconds).toBeGreaterThanOrEqual(3 * 3600)
    expect(ageSeconds).toBeLessThan(4 * 3600)
    await decide(reviewId, 'reject')
  })

  it('is listed page by page without a gap, whatever comes in between', async () => {
    const names = Array.from({ length: 5 }, () => freshName('paged'))
    for (const id of names) await submit({ id })
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: { body: { items: { extension: string }[]; nextCursor: string | null } } = await server.admin.get(
        `/v1/reviews?status=submitted&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
      )
      seen.push(...page.body.items.map(({ extension }) => extension))
      cursor = page.body.nextCursor
    }
    expect(seen.filter((id) => names.includes(id))).toEqual(names)
    expect(new Set(seen).size).toBe(seen.length)
  })
})

describe('a decision', () => {
  it('against a version reaches its publisher with the reason, and the store never sees it', async () => {
    const id = freshName('refused')
    const { reviewId } = await submit({ id })
    const reason = 'It asks for everything.\nPlease ask for /notes alone.'
    const rejected = await decide(reviewId, 'reject', server.admin, reason)
    expect(rejected.body).toMatchObject({ status: 'rejected', reason, position: null, decidedAt: expect.any(String) })
    const [own] = await ownVersions()
    expect(own).toMatchObject({ extension: id, status: 'rejected', review: { reason, position: null } })
    expect((await story.publisher.get(`/v1/extensions/${id}`)).status).toBe(404)
    await expect(anInstall(server, id, [])).rejects.toThrow('not_found')
    expect((await decide(reviewId, 'approve')).body.code).toBe('review_decided')
  })

  it('needs a reason that somebody can read', async () => {
    const { reviewId } = await submit({ id: freshName('reasonless') })
    for (const reason of ['', '  ', 'no', 'x'.repeat(2_001), 'zero \u0000', 'half \ud800']) {
      const answer = await decide(reviewId, 'reject', server.admin, reason)
      expect([answer.status, answer.body.code], JSON.stringify(reason)).toEqual([400, 'invalid_input'])
    }
    expect((await reviewOf(reviewId)).status).toBe('submitted')
  })

  it('is one, when two admins decide at the same time', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { reviewId } = await submit({ id: freshName('contested') })
      const answers = await Promise.all([
        decide(reviewId, 'approve', server.admin),
        decide(reviewId, 'reject', colleague),
        decide(reviewId, 'approve', colleague),
      ])
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
      const winner = answers.findIndex(({ status }) => status === 200)
      expect((await reviewOf(reviewId)).status).toBe(winner === 1 ? 'rejected' : 'approved')
      const [audited] = await query<{ count: number }>(
        server,
        `SELECT count(*)::int AS count FROM audit_events WHERE subject = $1 AND action LIKE 'review.%'`,
        [`version:${reviewId}`],
      )
      expect(audited?.count).toBe(1)
    }
  })

  it('is written down with who, what and why', async () => {
    const { reviewId, digest } = await submit({ id: freshName('audited'), permissions: [{ id: 'entries.read' }] })
    await decide(reviewId, 'approve')
    const events = await query<{ action: string; email: string; data: object }>(
      server,
      `SELECT action, email, data FROM audit_events JOIN users ON users.id = actor_id WHERE subject = $1 ORDER BY audit_events.id`,
      [`version:${reviewId}`],
    )
    expect(events).toMatchObject([
      { action: 'version.submitted', email: story.publisher.email, data: { digest } },
      {
        action: 'review.approved',
        email: ADMIN.email,
        data: { digest, approvedPermissions: [{ id: 'entries.read', scope: { paths: ['/**'] } }] },
      },
    ])
  })
})

describe('a resubmission', () => {
  it('shows what it asks for beyond the last approved version, and which files changed', async () => {
    const id = freshName('changed')
    const first = await submit({
      id,
      permissions: [
        { id: 'entries.read', scope: { paths: ['/notes/**'] } },
        { id: 'entries.write', scope: { paths: ['/notes/**', '/out/**'] } },
        { id: 'network', scope: { hosts: ['a.example.org'] } },
        { id: 'database', scope: { quotaMiB: 8 } },
        { id: 'ai.ocr' },
      ],
      files: { 'README.md': '# One', 'gone.txt': 'gone', 'kept.txt': 'kept' },
    })
    await decide(first.reviewId, 'approve')
    const hopeless = await submit({ id, version: '1.1.0', permissions: [{ id: 'jobs.schedule' }] })
    await decide(hopeless.reviewId, 'reject')
    const { reviewId } = await submit({
      id,
      version: '1.2.0',
      permissions: [
        { id: 'entries.read', scope: { paths: ['/notes/**', '/inbox/**'] } },
        { id: 'entries.write', scope: { paths: ['/notes/**'] } },
        { id: 'network', scope: { hosts: ['b.example.org'] } },
        { id: 'ai.ocr', optional: true },
        { id: 'users' },
      ],
      files: { 'README.md': '# Two', 'new.txt': 'new', 'kept.txt': 'kept' },
    })
    const review = await reviewOf(reviewId)
    expect(review.comparedWith).toBe('1.0.0')
    const changes = review.permissionChanges.map(
      ({ change, permission }: { change: string; permission: { id: string } }) => [permission.id, change],
    )
    expect(Object.fromEntries(changes)).toEqual({
      'entries.read': 'widened',
      'entries.write': 'narrowed',
      network: 'changed',
      database: 'removed',
      'ai.ocr': 'changed',
      users: 'added',
    })
    expect(review.fileChanges).toEqual({
      added: ['new.txt'],
      removed: ['gone.txt'],
      changed: ['README.md', 'extension.json'],
    })
    expect(review).toMatchObject({ risk: 'high', submittedBy: { email: story.publisher.email } })
  })

  it('shows which host functions a module imports that it did not import before', async () => {
    const module = (...imports: string[]) =>
      wat(`
        ${imports.join('\n')}
        (memory (export "memory") 1)
        (func (export "plugin_init") (result i32) (i32.const 0))
        (func (export "wasm_alloc") (param i32) (result i32) (i32.const 1024))
        (func (export "wasm_free") (param i32 i32))`)
    const log = '(import "spacedrive" "spacedrive_log" (func (param i32 i32 i32)))'
    const call = '(import "spacedrive" "spacedrive_call" (func (param i32 i32 i32 i32 i32) (result i32)))'
    const id = freshName('linked')
    const first = await submit({ id, code: module(log) })
    expect((await reviewOf(first.reviewId)).importChanges.added).toEqual(['spacedrive.spacedrive_log function'])
    await decide(first.reviewId, 'approve')
    const second = await submit({ id, version: '1.1.0', code: module(call) })
    expect((await reviewOf(second.reviewId)).importChanges).toEqual({
      added: ['spacedrive.spacedrive_call function'],
      removed: ['spacedrive.spacedrive_log function'],
    })
  })

  it('lets an admin read its files as text that no browser runs', async () => {
    const { reviewId } = await submit({
      id: freshName('read'),
      files: { 'docs/page.html': '<script>alert(1)</script>' },
    })
    const page = await server.admin.get(`/v1/reviews/${reviewId}/files/docs/page.html`)
    expect(page.body).toBe('<script>alert(1)</script>')
    expect(page.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    for (const path of ['docs/missing.html', '..%2f..%2fpostgres', 'docs'])
      expect((await server.admin.get(`/v1/reviews/${reviewId}/files/${path}`)).status, path).toBe(404)
  })
})
