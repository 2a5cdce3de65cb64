import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BlobStore } from '../src/platform/blobs/index.ts'
import { Proxy } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'

let server: TestServer
let proxy: Proxy
beforeAll(async () => {
  server = await startTestServer()
  proxy = await Proxy.install(server, {
    id: freshName('proxy'),
    permissions: [{ id: 'entries.read' }, { id: 'entries.write' }],
  })
})
afterAll(() => server.close())

/** A body as it is, bytes and all. */
const send = (method: string, body: string, contentType = 'application/json') =>
  proxy.story.person.send('POST', `/v1/workspaces/${proxy.story.workspace}/operations/${encodeURIComponent(method)}`, {
    raw: Buffer.from(body),
    headers: { 'content-type': contentType },
  })

const CREATE = 'action:entries.create.input.v1'
const PING = 'query:test.ping.v1'
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`

describe('a method that nobody has', () => {
  const FORGED = [
    'query:entries.get',
    'query:entries.get.v2',
    'QUERY:entries.get.v1',
    'action:entries.get.input.v1',
    ' query:entries.get.v1',
    'query:entries.get.v1\n',
    'query:entries.gеt.v1',
    'query:test.ping.v1.v1',
    'query::entries.get.v1',
    'query:entries:get.v1',
    '__proto__',
    'constructor',
    'toString',
    'query:__proto__.v1',
    '',
    'x'.repeat(200),
  ]

  it('is unknown to a guest, which goes on', async () => {
    const methods = [...FORGED, 'query:entries.get.v1\u0000', 'extension.register_operation', `${proxy.id}:ask`]
    const answers = await proxy.askAll(methods.map((method) => ({ method, payload: { path: '/a' } })))
    // What could be another extension's is not for a guest to find out that may call none.
    const code = (method: string) =>
      /^(?:query:entries|proxy-.*):[a-z]/.test(method) ? 'permission_denied' : 'unknown_method'
    expect(answers.map((answer) => answer.code)).toEqual(methods.map(code))
  })

  it.each(FORGED.filter((method) => method !== ''))('is unknown to a person: %j', async (method) => {
    const { status, body } = await send(method, '{}')
    expect([status, ['unknown_method', 'not_installed'].includes(body.code)]).toEqual([404, true])
  })

  it('is unknown with a hint when one was probably meant', async () => {
    const { body } = await send('query:test.pingg.v1', '{}')
    expect(body.detail).toBe('Unknown method: query:test.pingg.v1. Did you mean query:test.ping.v1?')
  })
})

describe('an input', () => {
  it.each([
    ['a prototype', '{"message":"x","__proto__":{"polluted":true}}'],
    ['a prototype as an escape', String.raw`{"message":"x","\u005f_proto__":{"polluted":true}}`],
    ['a prototype by way of its constructor', '{"message":"x","constructor":{"prototype":{"polluted":true}}}'],
    ['a prototype further in', '{"message":"x","a":[{"__proto__":{"polluted":true}}]}'],
  ])('with %s is refused and changes no other object', async (_, body) => {
    for (const method of [PING, CREATE, `${proxy.id}:ask`]) {
      const answer = await send(method, body)
      expect([answer.status, answer.body.code], method).toEqual([400, 'bad_request'])
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('of a guest with a prototype in it changes no other object', async () => {
    // The guest builds it from text, so it does not pass the door that refuses it from people.
    const extension = freshName('polluter')
    const code = `export const attack = async () => {
      const payload = JSON.parse('{"path":"/p/' + Math.random() + '","metadata":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}')
      try { return { reply: await grantry.call('${CREATE}', payload) } } catch (error) { return { code: error.code } }
    }`
    const manifest = {
      id: extension,
      operations: [{ type: 'action', name: 'attack', export: 'attack' }],
      permissions: [{ id: 'entries.write', reason: 'To try' }],
    }
    await anApprovedVersion(server, { code, manifest })
    await anInstall(server, extension, undefined, proxy.story)
    const { status, body } = await proxy.story.person.call(proxy.story.workspace, `${extension}:attack`, {})
    expect(status).toBe(200)
    expect(body.reply?.metadata?.polluted).toBeUndefined()
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it.each<[string, string, string, number, string]>([
    ['that is no JSON', PING, '{"message":', 400, 'bad_request'],
    ['of more than 24 MiB', PING, JSON.stringify({ message: 'x'.repeat(25 << 20) }), 413, 'body_too_large'],
    ['nested without end', PING, nested(100_000), 400, 'invalid_input'],
    [
      'nested without end, where anything may stand',
      CREATE,
      `{"path":"/x","metadata":{"a":${nested(100_000)}}}`,
      400,
      'invalid_input',
    ],
    [
      'with a zero character where it is stored',
      CREATE,
      String.raw`{"path":"/x","metadata":{"a":"\u0000"}}`,
      400,
      'invalid_input',
    ],
    [
      'with half of a surrogate pair where it is stored',
      CREATE,
      String.raw`{"path":"/x","metadata":{"a":"\ud800"}}`,
      400,
      'invalid_input',
    ],
    ['with an unknown field', PING, '{"message":"x","massage":"y"}', 400, 'invalid_input'],
    ['of another type', PING, '{"message":42}', 400, 'invalid_input'],
    ['that searches for a zero character', 'query:entries.search.v1', String.raw`{"q":"\u0000"}`, 400, 'invalid_input'],
    ['with a forged cursor', 'query:entries.list.v1', '{"cursor":"WzFd"}', 400, 'invalid_cursor'],
  ])('%s is refused', async (_, method, body, status, code) => {
    const answer = await send(method, body)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })

  it('of more than 1 MiB is taken by operations alone, which may be given a file', async () => {
    const text = 'x'.repeat(2 << 20)
    const entry = await send(CREATE, JSON.stringify({ path: '/large.txt', text }))
    expect([entry.status, entry.body.sizeBytes]).toEqual([200, text.length])
    const guest = await send(`${proxy.id}:ask`, JSON.stringify({ text }))
    expect([guest.status, guest.body.code]).toEqual([422, 'input_too_large'])
    const { person, workspace } = proxy.story
    for (const [method, path] of [
      ['POST', '/v1/workspaces'],
      ['POST', '/v1/auth/sign-in'],
      ['POST', `/v1/workspaces/${workspace}/jobs`],
      ['PUT', `${proxy.base}/grants`],
    ] as const) {
      const answer = await person.send(method, path, { body: { name: text } })
      expect([answer.status, answer.body.code], path).toEqual([413, 'body_too_large'])
    }
  })

  it('nested without end ends in the guest that is given it', async () => {
    const answer = await send(`${proxy.id}:ask`, nested(100_000))
    expect([answer.status, answer.body.code]).toEqual([422, 'stack_overflow'])
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
    'sent as %s is refused',
    async (type) => {
      const answer = await send(PING, '{"message":"x"}', type)
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type'])
    },
  )

  it('of a guest that is nested without end or cannot be stored is refused, and the guest goes on', async () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 500; level++) deep = [deep]
    const payloads = [
      { deep },
      { text: '\u0000' },
      { text: '\ud800' },
      { ['\u0000']: 1 },
      { large: 'x'.repeat(20_000) },
    ]
    const answers = await proxy.askAll(
      payloads.map((metadata) => ({ method: CREATE, payload: { path: '/refused.txt', metadata } })),
    )
    expect(answers.map(({ code }) => code)).toEqual(payloads.map(() => 'invalid_input'))
    expect(await proxy.paths()).not.toContain('/refused.txt')
  })
})

describe('a file that is larger than a guest may be answered', () => {
  it.each([
    ['text', 5 << 20],
    ['base64', 3.5 * 2 ** 20],
  ])('is not even read for one that asks for it as %s; people get it', async (content, sizeBytes) => {
    const file = { path: `/large-${content}`, text: 'x'.repeat(sizeBytes) }
    const { person, workspace } = proxy.story
    const { id, digest } = (await person.call(workspace, CREATE, file)).body
    const sidecar = { entry: id, name: 'copy' }
    await person.call(workspace, 'action:entries.write_sidecar.input.v1', { ...sidecar, text: file.text })
    const read = vi.spyOn(server.app.get(BlobStore), 'get')
    const answers = await proxy.askAll([
      { method: 'query:entries.get.v1', payload: { id, content } },
      { method: 'query:entries.read_sidecar.v1', payload: { ...sidecar, content } },
    ])
    expect(answers.map(({ code }) => code)).toEqual(['reply_too_large', 'reply_too_large'])
    expect(read.mock.calls).not.toContainEqual([digest])
    expect((await proxy.ask('query:entries.get.v1', { id })).reply).toMatchObject({ entry: { id } })
    const { body } = await person.call(workspace, 'query:entries.get.v1', { id, content })
    expect(body[content].length).toBeGreaterThanOrEqual(sizeBytes)
  })
})

describe('an address', () => {
  it.each<[string, number, string]>([
    ['/v1/extensions/%00', 400, 'bad_request'],
    ['/v1/extensions?q=%00', 400, 'bad_request'],
    ['/v1/workspaces/%00/installs', 400, 'bad_request'],
    ['/v1/%', 400, 'bad_request'],
    ['/v1/extensions/%ff', 400, 'bad_request'],
    [`/v1/extensions/${'x'.repeat(501)}`, 414, 'address_too_long'],
    ['/v1/extensions?limit=0', 400, 'invalid_input'],
    ['/v1/extensions?limit=1e9', 400, 'invalid_input'],
    ['/v1/extensions?cursor=bm9uc2Vuc2U', 400, 'invalid_cursor'],
    ['/v1/extensions/hello%27%20OR%201=1--', 404, 'not_found'],
    ['/v1/extensions?q=%27%3B%20DROP%20TABLE%20users%3B--', 200, ''],
    ['/v1/reviews/not-a-uuid', 400, 'bad_request'],
    ['/v1/nothing', 404, 'no_such_route'],
  ])('%s is answered with a problem of its own', async (address, status, code) => {
    const answer = await server.admin.get(address)
    expect([answer.status, answer.body.code ?? '']).toEqual([status, code])
    if (status >= 400) expect(answer.headers.get('content-type')).toContain('application/problem+json')
  })
})
