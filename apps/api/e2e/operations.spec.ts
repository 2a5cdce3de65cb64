import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { coreCodeOf } from '../../../packages/runtime/fixtures/guests.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import {
  anApprovedVersion,
  anInstall,
  aPublisher,
  freshName,
  type InstallStory,
  type PublisherStory,
} from '../test/stories.ts'

let server: TestServer
let publisher: PublisherStory
beforeAll(async () => {
  server = await startTestServer()
  publisher = await aPublisher(server)
})
afterAll(() => server.close())

/** A module from WebAssembly text, after the parts every module has. */
const moduleOf = (fields: string) => coreCodeOf(`;; with: call log memory alloc reply\n${fields}`)
const text = (at: number, value: string) =>
  `(data (i32.const ${at}) "${value.replaceAll('\\', '\\5c').replaceAll('"', '\\22')}")`
const query = (name: string, exported = name) => ({ type: 'query', name, export: exported })
const scan = { name: 'scan', export: 'scan', resumable: true }
const JOB = '(func (export "scan") (param i32 i32 i32 i32) (result i32) (i32.const 0))'

interface Parts {
  code: string | Uint8Array
  manifest?: Record<string, unknown>
}

async function installed(id: string, { code, manifest = {} }: Parts, at?: InstallStory): Promise<InstallStory> {
  await anApprovedVersion(server, { code, manifest: { id, ...manifest } }, publisher)
  return anInstall(server, id, undefined, at)
}

const call = ({ person, workspace }: InstallStory, method: string, input: unknown = {}) =>
  person.call(workspace, method, input)
const logsOf = async ({ person, workspace, install }: InstallStory) =>
  (await person.get(`/v1/workspaces/${workspace}/installs/${install.id}/logs`)).body.items

describe('what a guest registers while it loads', () => {
  /** Registers what it is told to in `plugin_init`, and answers with what it was told then. */
  function registering(method: string, payload: object): Uint8Array {
    const json = JSON.stringify(payload)
    return moduleOf(`
      ${text(16, method)} ${text(256, json)}
      (global $told (mut i32) (i32.const 0))
      (func (export "plugin_init") (result i32)
        (global.set $told
          (call $call (i32.const 16) (i32.const ${method.length}) (i32.const 0) (i32.const 256) (i32.const ${json.length})))
        (i32.const 0))
      (func (export "told") (param i32 i32) (result i32)
        (call $reply (i32.add (global.get $told) (i32.const 4)) (i32.load (global.get $told))))
      ${JOB}`)
  }
  const told = async (method: string, payload: (id: string) => object) => {
    const id = freshName('registrar')
    const code = registering(method, payload(id))
    const story = await installed(id, { code, manifest: { operations: [query('told')], jobs: [scan] } })
    const answer = (await call(story, `${id}:told`)).body
    return JSON.parse(JSON.stringify(answer).replaceAll(id, 'ID'))
  }
  const operation = { export_fn: 'told', operation_type: 'query' }

  it.each<[string, (id: string) => object, object]>([
    ['its short name', () => ({ method: 'told', ...operation }), { method: 'query:ID:told.v1' }],
    ['its alias', (id) => ({ method: `${id}:told`, ...operation }), { method: 'query:ID:told.v1' }],
    ['its full name', (id) => ({ method: `query:${id}:told.v1`, ...operation }), { method: 'query:ID:told.v1' }],
  ])('gets the namespace of the extension from the host, by %s', async (_, payload, expected) => {
    expect(await told('extension.register_operation', payload)).toEqual(expected)
  })

  it.each<[string, (id: string) => object, string]>([
    ['the namespace of another', () => ({ method: 'finance:told', ...operation }), 'foreign_namespace'],
    ['another in full', () => ({ method: 'query:finance:told.v1', ...operation }), 'foreign_namespace'],
    ['the platform', () => ({ method: 'query:test.ping.v1', ...operation }), 'foreign_namespace'],
    ['what it did not declare', () => ({ method: 'more', ...operation }), 'undeclared'],
    ['another type', () => ({ method: 'told', ...operation, operation_type: 'action' }), 'undeclared'],
    ['another export', () => ({ method: 'told', ...operation, export_fn: 'scan' }), 'undeclared'],
  ])('is refused where it takes %s', async (_, payload, code) => {
    expect(await told('extension.register_operation', payload)).toMatchObject({ code, error: expect.any(String) })
  })

  it('holds for jobs alike', async () => {
    const register = 'extension.register_job'
    const job = { job_name: 'scan', export_fn: 'scan', resumable: true }
    expect(await told(register, () => job)).toEqual({ job_name: 'ID:scan' })
    expect(await told(register, () => ({ ...job, job_name: 'finance:scan' }))).toMatchObject({
      code: 'foreign_namespace',
    })
    expect(await told(register, () => ({ ...job, resumable: false }))).toMatchObject({ code: 'undeclared' })
  })

  /** `register_job` for each of these, by the import. */
  const importing = (...names: string[]) => `
    (import "spacedrive" "register_job" (func $register_job (param i32 i32 i32 i32 i32) (result i32)))
    ${text(64, 'scan')} ${names.map((name, index) => text(128 + 64 * index, name)).join(' ')}
    (func (export "plugin_init") (result i32)
      ${names.map((name, index) => `(drop (call $register_job (i32.const ${128 + 64 * index}) (i32.const ${name.length}) (i32.const 64) (i32.const 4) (i32.const 1)))`).join(' ')}
      (i32.const 0))
    (func (export "look") (param i32 i32) (result i32) (call $reply (i32.const 64) (i32.const 0)))
    ${JOB}`

  it.each<[string, string[], string]>([
    ['a job it did not declare', ['sweep'], 'register_job("sweep")'],
    ['the same job twice', ['scan', 'scan'], 'registered already'],
    ['a job of another', ['finance:scan'], 'namespace'],
  ])('fails to load when it imports %s', async (_, names, words) => {
    const id = freshName('importer')
    const code = moduleOf(importing(...names))
    const story = await installed(id, { code, manifest: { operations: [query('look')], jobs: [scan] } })
    const { status, body } = await call(story, `${id}:look`)
    expect([status, body.code]).toEqual([422, 'load_failed'])
    expect(body.detail).toContain(words)
  })
})

describe('an extension that fails to load', () => {
  it.each([
    ['refuses', '(i32.const 7)', 'plugin_init returned 7'],
    ['traps', '(unreachable)', 'unreachable'],
  ])('and %s leaves nothing behind, and says why', async (_, end, why) => {
    const id = freshName('failing')
    const register = 'extension.register_operation'
    const payload = JSON.stringify({ method: 'look', export_fn: 'look', operation_type: 'query' })
    const create = 'action:entries.create.input.v1'
    const code = moduleOf(`
      ${text(16, register)} ${text(128, payload)} ${text(256, create)}
      (func (export "plugin_init") (result i32)
        (drop (call $call (i32.const 16) (i32.const ${register.length}) (i32.const 0) (i32.const 128) (i32.const ${payload.length})))
        ${end})
      (func (export "look") (param i32 i32) (result i32) (call $reply (i32.const 16) (i32.const 0)))
      (func (export "also") (param i32 i32) (result i32) (call $reply (i32.const 16) (i32.const 0)))`)
    const story = await installed(id, { code, manifest: { operations: [query('look'), query('also')] } })
    for (const name of ['look', 'also', 'look']) {
      const { status, body } = await call(story, `${id}:${name}`)
      expect([status, body.code], name).toEqual([422, 'load_failed'])
      expect(body.detail).toContain(why)
    }
    const usage = await story.person.get(`/v1/workspaces/${story.workspace}/installs/${story.install.id}/usage`)
    expect(usage.body.calls).toMatchObject({ total: 3, failed: 3 })
  })

  it('is no obstacle to a version that does', async () => {
    const id = freshName('mended')
    const operations = [query('look')]
    const code = moduleOf(`(func (export "plugin_init") (result i32) (i32.const 1))
      (func (export "look") (param i32 i32) (result i32) (call $reply (i32.const 16) (i32.const 0)))`)
    const story = await installed(id, { code, manifest: { operations } })
    expect((await call(story, `${id}:look`)).body.code).toBe('load_failed')
    const mended = { code: 'export const look = () => "mended"', manifest: { id, version: '1.0.1', operations } }
    await anApprovedVersion(server, mended, publisher)
    await story.person.post(`/v1/workspaces/${story.workspace}/installs/${story.install.id}/update`, {
      version: '1.0.1',
    })
    expect((await call(story, `${id}:look`)).body).toBe('mended')
  })
})

describe('an extension that is loaded', () => {
  const parting = (version: string) =>
    moduleOf(`
      ${text(16, `goodbye from ${version}`)} ${text(64, JSON.stringify(version))}
      (func (export "plugin_init") (result i32) (i32.const 0))
      (func (export "plugin_cleanup") (call $log (i32.const 1) (i32.const 16) (i32.const 18)))
      (func (export "look") (param i32 i32) (result i32) (call $reply (i32.const 64) (i32.const 7)))`)

  it('cannot be installed twice', async () => {
    const id = freshName('single')
    const story = await installed(id, {
      code: 'export const look = () => 1',
      manifest: { operations: [query('look')] },
    })
    const again = await story.person.post(`/v1/workspaces/${story.workspace}/installs`, { extension: id })
    expect([again.status, again.body.code]).toEqual([409, 'already_installed'])
  })

  it('says goodbye when another version takes its place, and when it is removed; then there is nothing to call', async () => {
    const id = freshName('parting')
    const operations = [query('look')]
    const story = await installed(id, { code: parting('1.0.0'), manifest: { operations } })
    expect((await call(story, `${id}:look`)).body).toBe('1.0.0')
    await anApprovedVersion(
      server,
      { code: parting('2.0.0'), manifest: { id, version: '2.0.0', operations } },
      publisher,
    )
    const install = `/v1/workspaces/${story.workspace}/installs/${story.install.id}`
    await story.person.post(`${install}/update`, { version: '2.0.0' })
    expect((await call(story, `${id}:look`)).body).toBe('2.0.0')
    const goodbyes = async () => (await logsOf(story)).map(({ message }: { message: string }) => message)
    await expect.poll(goodbyes).toEqual(['goodbye from 1.0.0'])
    await story.person.delete(install)
    await expect.poll(goodbyes, { timeout: 15_000 }).toEqual(['goodbye from 2.0.0', 'goodbye from 1.0.0'])
    const gone = await call(story, `query:${id}:look.v1`)
    expect([gone.status, gone.body.code]).toEqual([404, 'not_installed'])
    const { items } = (await story.person.get(`/v1/workspaces/${story.workspace}/operations`)).body
    expect(items.filter(({ extension }: { extension: string | null }) => extension === id)).toEqual([])
  })
})

describe('a method', () => {
  it('that nobody has is unknown, with the name that was probably meant, in full and for short', async () => {
    const id = freshName('named')
    const code = 'export const balance = () => 1'
    const story = await installed(id, { code, manifest: { operations: [query('balance')] } })
    const detailOf = async (method: string) => (await call(story, method)).body.detail
    const hints: [string, string][] = [
      [`${id}:balanse`, `${id}:balance`],
      [`query:${id}:balanse.v1`, `query:${id}:balance.v1`],
      [`action:${id}:balance.input.v1`, ''],
      [`${id}x:balance`, `${id}:balance`],
      ['query:test.pin.v1', 'query:test.ping.v1'],
      ['test.pingg', 'test.ping'],
    ]
    for (const [method, meant] of hints) {
      const detail = await detailOf(method)
      expect(detail).toContain(`Unknown method: ${method}`)
      if (meant !== '') expect(detail).toContain(`Did you mean ${meant}?`)
    }
    expect(await detailOf('nobody-at-all-knows:this')).toBe(
      'Unknown method: nobody-at-all-knows:this. nobody-at-all-knows is not installed in this workspace',
    )
  })

  it('is held against its schemas before and after the guest', async () => {
    const id = freshName('strict')
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    }
    const operations = [{ ...query('echo'), input: schema, output: schema }]
    const code = `let calls = 0
      export const echo = ({ n }) => { calls += 1; return n < 0 ? { n, calls: 'too many' } : { n: calls } }`
    const story = await installed(id, { code, manifest: { operations } })
    const refused = await call(story, `${id}:echo`, { n: 'one' })
    expect([refused.status, refused.body.code, refused.body.issues[0].path]).toEqual([400, 'invalid_input', '$.n'])
    expect((await call(story, `${id}:echo`, { n: 1 })).body).toEqual({ n: 1 })
    const wrong = await call(story, `${id}:echo`, { n: -1 })
    expect([wrong.status, wrong.body.code]).toEqual([422, 'invalid_output'])
  })
})

describe('what a caller leaves out', () => {
  it('is filled in from the defaults of the schema before the guest sees it', async () => {
    const id = freshName('defaults')
    const input = {
      type: 'object',
      properties: {
        limit: { type: 'integer', default: 10 },
        sort: { type: 'object', properties: { by: { type: 'string', default: 'name' } } },
      },
      required: ['limit'],
    }
    const manifest = { operations: [{ ...query('echo'), input }] }
    const story = await installed(id, { code: 'export const echo = (input) => input', manifest })
    expect((await call(story, `${id}:echo`, {})).body).toEqual({ limit: 10 })
    expect((await call(story, `${id}:echo`, { limit: 2, sort: {} })).body).toEqual({ limit: 2, sort: { by: 'name' } })
    expect((await call(story, `${id}:echo`, { limit: null })).body.issues[0].path).toBe('$.limit')
  })
})

describe('the description of a workspace', () => {
  it('has an address for each operation that can be called there, with its schemas', async () => {
    const id = freshName('described')
    const input = { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }
    const manifest = { operations: [{ ...query('say'), title: 'Say it', input, output: { type: 'string' } }] }
    const story = await installed(id, { code: 'export const say = ({ text }) => text', manifest })
    const { status, body } = await story.person.get(`/v1/workspaces/${story.workspace}/openapi.json`)
    expect([status, body.openapi]).toEqual([200, '3.1.0'])
    const { items } = (await story.person.get(`/v1/workspaces/${story.workspace}/operations`)).body
    expect(Object.keys(body.paths)).toHaveLength(items.length)
    const path = `/v1/workspaces/${story.workspace}/operations/${encodeURIComponent(`query:${id}:say.v1`)}`
    expect(body.paths[path].post).toMatchObject({
      operationId: `query:${id}:say.v1`,
      tags: [id],
      summary: 'Say it',
      requestBody: { content: { 'application/json': { schema: input } } },
      responses: { 200: { content: { 'application/json': { schema: { type: 'string' } } } } },
    })
    expect((await story.person.post(path, { text: 'as described' })).body).toBe('as described')
    await story.person.delete(`/v1/workspaces/${story.workspace}/installs/${story.install.id}`)
    const after = (await story.person.get(`/v1/workspaces/${story.workspace}/openapi.json`)).body
    expect(Object.keys(after.paths).filter((other) => other.includes(id))).toEqual([])
  })

  it('has the jobs that can be started there, each with its parameters', async () => {
    const id = freshName('worker')
    const params = { type: 'object', properties: { folder: { type: 'string', default: '/in' } } }
    const manifest = { operations: [query('look')], jobs: [{ ...scan, title: 'Scan it', params }] }
    const code = 'export const look = () => 1\nexport const scan = () => {}'
    const story = await installed(id, { code, manifest })
    const { body } = await story.person.get(`/v1/workspaces/${story.workspace}/openapi.json`)
    const path = `/v1/workspaces/${story.workspace}/jobs`
    const { oneOf } = body.paths[path].post.requestBody.content['application/json'].schema
    expect(oneOf).toEqual([
      expect.objectContaining({ title: 'Scan it', properties: { jobType: { const: `${id}:scan` }, params } }),
    ])
    const begun = await story.person.post(path, { jobType: `${id}:scan` })
    expect([begun.status, begun.body.params]).toEqual([201, { folder: '/in' }])
  })
})
