import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Proxy } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const CREATE = 'action:entries.create.input.v1'
const GET = 'query:entries.get.v1'
const LIST = 'query:entries.list.v1'
const SEARCH = 'query:entries.search.v1'
const WRITE_SIDECAR = 'action:entries.write_sidecar.input.v1'
const READ_SIDECAR = 'query:entries.read_sidecar.v1'

const READ_NOTES = { id: 'entries.read', scope: { paths: ['/notes/**'] } }
const WRITE_NOTES = { id: 'entries.write', scope: { paths: ['/notes/**'] } }
const DENIED = { code: 'permission_denied', error: expect.any(String) }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const aProxy = (permissions: { id: string; scope?: object; optional?: boolean }[], grants?: unknown[]) =>
  Proxy.install(server, { id: freshName('proxy'), permissions }, grants)

const usageOf = async (proxy: Proxy, permission: string) => {
  const { body } = await proxy.story.person.get(`${proxy.base}/usage`)
  return body.permissions.find((use: { permission: string }) => use.permission === permission)
}

describe('a host call', () => {
  it('with a path that takes too many bytes is answered with a code, and the guest goes on', async () => {
    const proxy = await aProxy([READ_NOTES, WRITE_NOTES])
    const path = `/notes/${`${'字'.repeat(80)}/`.repeat(9)}end`
    for (const [method, payload] of [
      [CREATE, { path, text: 'x' }],
      [GET, { path }],
      [LIST, { path }],
    ] as const) {
      const answer = await proxy.ask(method, payload)
      expect(answer, method).toMatchObject({ code: 'invalid_input', error: expect.stringContaining('2048 bytes') })
    }
  })

  it('is denied when the manifest never asked for the permission', async () => {
    const proxy = await aProxy([])
    await proxy.file('/notes/a.txt')
    for (const [method, payload] of [
      [GET, { path: '/notes/a.txt' }],
      [LIST, {}],
      [SEARCH, { q: 'a' }],
      [CREATE, { path: '/notes/b.txt', text: 'x' }],
    ] as const)
      expect(await proxy.ask(method, payload), method).toEqual(DENIED)
    expect(await proxy.paths()).toEqual(['/notes/a.txt'])
  })

  it('is denied when an optional permission was left off', async () => {
    const proxy = await aProxy([{ ...READ_NOTES, optional: true }], [])
    expect(proxy.story.install.status).toBe('active')
    await proxy.file('/notes/a.txt')
    expect(await proxy.ask(GET, { path: '/notes/a.txt' })).toEqual(DENIED)
    await proxy.grant([{ permission: 'entries.read' }])
    expect((await proxy.ask(GET, { path: '/notes/a.txt' })).reply.entry.path).toBe('/notes/a.txt')
  })

  it('reaches what a narrower grant covers, and nothing beside it', async () => {
    const grant = { permission: 'entries.read', scope: { paths: ['/notes/public/*'] } }
    const proxy = await aProxy([READ_NOTES], [grant])
    for (const path of ['/notes/public/a.txt', '/notes/public/deep/a.txt', '/notes/a.txt', '/other/a.txt'])
      await proxy.file(path)
    const codes = await proxy.askAll(
      (await proxy.paths()).map((path) => ({ method: GET, payload: { path, content: 'text' } })),
    )
    expect(codes.map(({ code, reply }) => code ?? reply.text)).toEqual([
      'permission_denied',
      'content of /notes/public/a.txt',
      'permission_denied',
      'permission_denied',
    ])
  })

  it('is denied once a grant has expired', async () => {
    const proxy = await aProxy([READ_NOTES], [{ permission: 'entries.read', expiresInSeconds: 60 }])
    await proxy.file('/notes/a.txt')
    expect((await proxy.ask(GET, { path: '/notes/a.txt' })).code).toBeUndefined()
    await query(server, `UPDATE grants SET expires_at = now() - interval '1 second' WHERE install_id = $1`, [
      proxy.story.install.id,
    ])
    const { body } = await proxy.story.person.get(proxy.base)
    const [{ ended }] = body.grants
    expect(body.grants).toMatchObject([{ id: 'entries.read', granted: false, grantedScope: null, expiresAt: null }])
    expect(ended).toMatchObject({ scope: READ_NOTES.scope, sentence: 'Read everything in /notes of this workspace' })
    const denial = await proxy.ask(GET, { path: '/notes/a.txt' })
    expect(denial).toEqual(DENIED)
    expect(JSON.stringify(denial)).toContain(`was granted until ${ended.at}`)
    const log = (await proxy.story.person.get(`${proxy.base}/logs?level=warn`)).body.items
    expect(log).toMatchObject([{ source: 'host', code: 'permission_expired' }])
  })

  it('never goes beyond what the admin let through, whatever was granted', async () => {
    const proxy = await aProxy([READ_NOTES])
    await proxy.file('/notes/a.txt')
    await proxy.file('/notes/public/a.txt')
    const review = (permissions: unknown) =>
      query(
        server,
        `UPDATE reviews SET approved_permissions = $2 WHERE version_id =
          (SELECT version_id FROM installs WHERE id = $1)`,
        [proxy.story.install.id, JSON.stringify(permissions)],
      )
    await review([{ id: 'entries.read', scope: { paths: ['/notes/public/**'] } }])
    expect(await proxy.ask(GET, { path: '/notes/a.txt' })).toEqual(DENIED)
    expect((await proxy.ask(GET, { path: '/notes/public/a.txt' })).code).toBeUndefined()
    expect((await proxy.ask(LIST, {})).reply.items).toMatchObject([{ path: '/notes/public/a.txt' }])
    await review([])
    expect(await proxy.ask(GET, { path: '/notes/public/a.txt' })).toEqual(DENIED)
  })

  it('that is denied never enters its handler, is counted, and stands in the log', async () => {
    const proxy = await aProxy([WRITE_NOTES])
    expect(await proxy.ask(CREATE, { path: '/elsewhere/a.txt', text: 'x' })).toEqual(DENIED)
    expect((await proxy.ask(CREATE, { path: '/notes/a.txt', text: 'x' })).code).toBeUndefined()
    expect(await proxy.paths()).toEqual(['/notes/a.txt'])
    expect(await usageOf(proxy, 'entries.write')).toMatchObject({ granted: true, allowed: 1, denied: 1 })
    const { body } = await proxy.story.person.get(`${proxy.base}/logs?level=warn`)
    expect(body.items).toMatchObject([
      { source: 'host', code: 'permission_denied', message: expect.stringContaining('/elsewhere/a.txt') },
    ])
  })

  it('does not tell the path of an entry that a guest knows by its id alone', async () => {
    const proxy = await aProxy([READ_NOTES, WRITE_NOTES])
    const { id } = await proxy.file('/secret/plan.txt')
    for (const answer of await proxy.askAll([
      { method: GET, payload: { id } },
      { method: READ_SIDECAR, payload: { entry: id, name: 'x' } },
      { method: WRITE_SIDECAR, payload: { entry: id, name: 'x', text: 'x' } },
    ])) {
      expect(answer).toEqual(DENIED)
      expect(JSON.stringify(answer)).not.toContain('secret')
    }
  })

  it('finds no entry of another workspace', async () => {
    const [proxy, other] = await Promise.all([aProxy([READ_NOTES]), aProxy([READ_NOTES])])
    const { id } = await other.file('/notes/a.txt')
    expect(await proxy.ask(GET, { id })).toMatchObject({ code: 'entry_not_found' })
    expect(await proxy.ask(GET, { path: '/notes/a.txt' })).toMatchObject({ code: 'entry_not_found' })
  })
})

describe('a guest', () => {
  it('does no more than the person it runs for', async () => {
    const proxy = await aProxy([READ_NOTES, WRITE_NOTES])
    await proxy.file('/notes/a.txt')
    const viewer = await server.person('viewer')
    const members = `/v1/workspaces/${proxy.story.workspace}/members`
    await proxy.story.person.post(members, { email: viewer.email, role: 'viewer' })
    expect((await proxy.ask(GET, { path: '/notes/a.txt' }, viewer)).code).toBeUndefined()
    expect(await proxy.ask(CREATE, { path: '/notes/b.txt', text: 'x' }, viewer)).toEqual(DENIED)
    const action = await viewer.call(proxy.story.workspace, `${proxy.id}:act`, {})
    expect([action.status, action.body.code]).toEqual([403, 'role_missing'])
    expect(await proxy.paths()).toEqual(['/notes/a.txt'])
  })

  it('sees in lists and searches what its grant covers', async () => {
    const grant = { permission: 'entries.read', scope: { paths: ['/a_b/*', '/50%/**', '/one.txt'] } }
    const proxy = await aProxy([{ id: 'entries.read' }], [grant])
    const visible = ['/50%/x/y.txt', '/50%/y.txt', '/a_b/x.txt', '/one.txt']
    const hidden = ['/50x/y.txt', '/a_b/x/y.txt', '/axb/x.txt', '/one.txt.bak', '/secret/x.txt', '/A_B/x.txt']
    for (const path of [...visible, ...hidden]) await proxy.file(path)
    const seen = async (method: string, payload: unknown) =>
      (await proxy.ask(method, payload)).reply.items.map(({ path }: { path: string }) => path)
    expect(await seen(LIST, {})).toEqual(visible)
    expect(await seen(LIST, { path: '/secret' })).toEqual([])
    expect(await seen(LIST, { path: '/a_b' })).toEqual(['/a_b/x.txt'])
    expect(await seen(SEARCH, { q: 'x' })).toEqual(visible)
    expect(await seen(SEARCH, { q: '%' })).toEqual(visible.slice(0, 2))
    expect(await seen(SEARCH, { q: 'secret' })).toEqual([])
    const first = (await proxy.ask(LIST, { limit: 1 })).reply
    expect((await proxy.ask(LIST, { limit: 10, cursor: first.nextCursor })).reply.items).toHaveLength(3)
  })
})

describe('a path', () => {
  const TRICKS = [
    '/notes/../secret/key.txt',
    '/notes/./../secret/key.txt',
    '/notes//../secret/key.txt',
    '/notes/%2e%2e/secret/key.txt',
    '/notes/..%2fsecret/key.txt',
    '/notes/..\\secret\\key.txt',
    '\\notes\\..\\secret\\key.txt',
    '/notes/\u0000/../../secret/key.txt',
    '/secret/key.txt',
    '/secret/key.txt/',
    '//secret/key.txt',
    'secret/key.txt',
    './secret/key.txt',
    '/notes/…/secret/key.txt',
    '/notes/．．/secret/key.txt',
    '/notes/../secret/key.txt\u200b',
    '/NOTES/../secret/key.txt',
    '/ｎotes/a.txt',
    '/nоtes/a.txt',
    '/notes\u200b/a.txt',
    '/notes/\u202etxt.a',
    '/Notes/a.txt',
    '/notes',
    '/notes/',
    '/notes/*',
    '/notes/**',
    '/*',
    '/**',
    '',
    '/',
    '~/secret/key.txt',
    'file:///secret/key.txt',
  ]

  it('leads nowhere but to what it spells', async () => {
    const proxy = await aProxy([READ_NOTES, WRITE_NOTES])
    await proxy.file('/secret/key.txt', 'the secret')
    await proxy.file('/notes/a.txt', 'the note')
    const before = await proxy.paths()
    const answers = await proxy.askAll(TRICKS.map((path) => ({ method: GET, payload: { path, content: 'text' } })))
    answers.forEach((answer, index) => {
      expect(['invalid_input', 'permission_denied', 'entry_not_found'], TRICKS[index]).toContain(answer.code)
      expect(JSON.stringify(answer)).not.toContain('the ')
    })
    const made = await proxy.askAll(TRICKS.map((path) => ({ method: CREATE, payload: { path, text: 'x' } })))
    const created = made.flatMap(({ reply }) => (reply === undefined ? [] : [reply.path]))
    // What is created is a plain name below /notes, however odd it looks.
    for (const path of created) expect(path).toMatch(/^\/notes\/[^/]+\//)
    expect((await proxy.paths()).filter((path) => !created.includes(path))).toEqual(before)
  })
})
