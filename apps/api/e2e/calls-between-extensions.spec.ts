import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { innermost, mayCall, Relays, through } from '../test/relays.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, freshName } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'
import { coreCodeOf } from '../../../packages/runtime/fixtures/guests.ts'

const GET = 'query:entries.get.v1'
const LIST = 'query:entries.list.v1'
const CREATE = 'action:entries.create.input.v1'
const DENIED = { code: 'permission_denied', error: expect.any(String) }
const readable = (...paths: string[]) => ({ id: 'entries.read', scope: { paths } })

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** Two extensions: the first may call the second, each with these rights beside. */
async function aPair(first: object[] = [], second: object[] = []): Promise<{ relays: Relays; a: string; b: string }> {
  const relays = await Relays.open(server)
  const [a, b] = [freshName('alpha'), freshName('beta')]
  await relays.add(b, { permissions: second as { id: string }[] })
  await relays.add(a, { permissions: [mayCall(`${b}:*`), ...(first as { id: string }[])] })
  return { relays, a, b }
}

describe('a call of another extension', () => {
  it('is answered, by full name and by alias, under a right that names it', async () => {
    const { relays, a, b } = await aPair()
    for (const method of [`query:${b}:strict.v1`, `${b}:strict`])
      expect(await relays.ask(`${a}:go`, { call: method, input: { text: 'x' } })).toEqual({ reply: { text: 'x' } })
    expect(await relays.ask(`${a}:go`, { call: `action:${b}:act.input.v1`, input: {} })).toEqual({
      reply: { done: true },
    })
    expect((await relays.usageOf(a)).permissions).toMatchObject([
      { permission: 'extensions.call', allowed: 3, denied: 0 },
    ])
    expect((await relays.usageOf(b)).calls).toMatchObject({ total: 3, failed: 0 })
  })

  it('is denied without a right, and beside its scope, whether or not there is such a thing', async () => {
    const { relays, a, b } = await aPair()
    const c = freshName('gamma')
    await relays.add(c, { permissions: [mayCall(`query:${b}:strict.v1`)] })
    for (const call of [`query:${a}:go.v1`, `${a}:go`, 'query:nobody-at-all:go.v1', `query:${b}:go.v1`, `${b}:act`])
      expect(await relays.ask(`${c}:go`, { call, input: {} }), call).toEqual(DENIED)
    expect(await relays.ask(`${b}:go`, { call: `query:${a}:go.v1`, input: {} })).toEqual(DENIED)
    expect((await relays.usageOf(c)).permissions).toMatchObject([
      { permission: 'extensions.call', allowed: 0, denied: 5 },
    ])
    expect(await relays.logsOf(b)).toMatchObject([{ code: 'permission_denied', message: expect.stringContaining(a) }])
  })

  it('is refused with a code where there is nobody to answer, and the caller goes on', async () => {
    const { relays, a, b } = await aPair()
    const ask = (call: string, input: unknown = {}) => relays.ask(`${a}:go`, { call, input })
    expect(await ask(`query:${b}:strickt.v1`)).toEqual({
      code: 'unknown_method',
      error: `Unknown method: query:${b}:strickt.v1. Did you mean query:${b}:strict.v1?`,
    })
    expect((await ask(`${b}:strickt`)).error).toContain(`Did you mean ${b}:strict?`)
    expect(await ask(`query:${b}:strict.v1`, { text: 1 })).toMatchObject({ code: 'invalid_input' })
    expect(await ask(`query:${b}:strict.v1`, { text: 'lie' })).toMatchObject({ code: 'invalid_output' })
    expect(await ask(`query:${b}:fail.v1`)).toMatchObject({ code: 'guest_error' })
    const suspend = `UPDATE installs SET state = 'suspended', suspended_reason = 'It misbehaved' WHERE id = $1`
    await query(server, suspend, [relays.installs.get(b)])
    expect(await ask(`query:${b}:go.v1`)).toMatchObject({
      code: 'install_suspended',
      error: expect.stringContaining('It misbehaved'),
    })
    await relays.person.delete(relays.base(b))
    expect(await ask(`query:${b}:go.v1`)).toMatchObject({
      code: 'not_installed',
      error: expect.stringContaining(`${b} is not installed in this workspace`),
    })
  })

  it('of an action needs the role for it, as a call by the person would', async () => {
    const { relays, a, b } = await aPair()
    const viewer = await server.person('viewer')
    await relays.person.post(`/v1/workspaces/${relays.workspace}/members`, { email: viewer.email, role: 'viewer' })
    const ask = (call: string) => relays.ask(`${a}:go`, { call, input: {} }, viewer)
    expect(await ask(`query:${b}:go.v1`)).toEqual({ reply: { done: true } })
    expect(await ask(`action:${b}:act.input.v1`)).toEqual(DENIED)
  })

  it('cannot leave the workspace', async () => {
    const [{ relays, a, b }, other] = await Promise.all([aPair(), Relays.open(server)])
    await other.install(a)
    expect(await other.ask(`${a}:go`, { call: `query:${b}:go.v1`, input: {} })).toMatchObject({ code: 'not_installed' })
    expect(await relays.ask(`${a}:go`, { call: `query:${b}:go.v1`, input: {} })).toEqual({ reply: { done: true } })
  })
})

describe('a chain of calls', () => {
  it('stops before it comes back to an extension that is in it', async () => {
    const relays = await Relays.open(server)
    const [a, b] = [freshName('alpha'), freshName('beta')]
    for (const id of [a, b]) await relays.add(id, { permissions: [mayCall(`${a}:*`, `${b}:*`)] })
    const cycle = { code: 'call_cycle', error: expect.stringContaining(`${a} is at work already`) }
    expect(innermost(await relays.ask(`${a}:go`, through([a, b, a])))).toEqual(cycle)
    expect(innermost(await relays.ask(`${a}:go`, through([a, a])))).toEqual(cycle)
    const [line] = await relays.logsOf(b)
    expect(line).toMatchObject({
      code: 'call_cycle',
      message: expect.stringContaining(`query:${a}:go.v1 → query:${b}:go.v1 → ${a}:go`),
      chain: [`query:${a}:go.v1`, `query:${b}:go.v1`],
    })
  })

  it('has at most eight extensions', async () => {
    const relays = await Relays.open(server)
    const ids = Array.from({ length: 9 }, (_, index) => freshName(`link-${index}`))
    const permissions = [mayCall(...ids.map((id) => `${id}:*`))]
    for (const id of ids) await relays.add(id, { permissions })
    expect(innermost(await relays.ask(`${ids[0]}:go`, through(ids.slice(0, 8))))).toEqual({ reply: { done: true } })
    expect(innermost(await relays.ask(`${ids[0]}:go`, through(ids)))).toMatchObject({ code: 'call_depth_exceeded' })
  })

  it('has the rights that all of its extensions have, and no others', async () => {
    const { relays, a, b } = await aPair([readable('/both/**', '/first/**')], [readable('/both/**', '/second/**')])
    for (const path of ['/both/x', '/first/x', '/second/x']) await relays.call(CREATE, { path, text: path })
    const read = async (path: string) =>
      innermost(await relays.ask(`${a}:go`, through([a, b], { call: GET, input: { path } })))
    expect((await read('/both/x')).reply.entry.path).toBe('/both/x')
    expect(await read('/first/x')).toEqual(DENIED)
    expect(await read('/second/x')).toEqual(DENIED)
    const listed = innermost(await relays.ask(`${a}:go`, through([a, b], { call: LIST, input: {} })))
    expect(listed.reply.items.map(({ path }: { path: string }) => path)).toEqual(['/both/x'])
    // Alone, each reads what is its own.
    expect((await relays.ask(`${b}:go`, { call: GET, input: { path: '/second/x' } })).reply.entry.path).toBe(
      '/second/x',
    )
    expect((await relays.logsOf(b))[0]).toMatchObject({
      code: 'permission_denied',
      message: expect.stringContaining(a),
    })
    const used = (await relays.usageOf(a)).permissions.find(
      ({ permission }: { permission: string }) => permission === 'entries.read',
    )
    expect(used).toMatchObject({ allowed: 2, denied: 2 })
  })

  it('loses a right as soon as any of its extensions does', async () => {
    const { relays, a, b } = await aPair([readable('/**')], [readable('/**')])
    await relays.call(CREATE, { path: '/x', text: 'x' })
    const read = async () =>
      innermost(await relays.ask(`${a}:go`, through([a, b], { call: GET, input: { path: '/x' } })))
    expect((await read()).reply.entry.path).toBe('/x')
    await relays.grant(a, [{ permission: 'extensions.call' }])
    expect(await read()).toEqual(DENIED)
    await relays.grant(a, [{ permission: 'extensions.call' }, { permission: 'entries.read' }])
    await relays.grant(b, [])
    expect(await read()).toEqual(DENIED)
    await relays.grant(b, [{ permission: 'entries.read' }])
    await relays.grant(a, [{ permission: 'entries.read' }])
    expect(await relays.ask(`${a}:go`, through([a, b]))).toEqual(DENIED)
  })

  it('needs the right to call in every one of its extensions', async () => {
    const relays = await Relays.open(server)
    const [a, b, c] = [freshName('alpha'), freshName('beta'), freshName('gamma')]
    await relays.add(c)
    await relays.add(b, { permissions: [mayCall(`${c}:*`)] })
    await relays.add(a, { permissions: [mayCall(`${b}:*`)] })
    expect(innermost(await relays.ask(`${b}:go`, through([b, c])))).toEqual({ reply: { done: true } })
    expect(innermost(await relays.ask(`${a}:go`, through([a, b, c])))).toEqual(DENIED)
  })

  it('has one budget of fuel, and its figures say who used it', async () => {
    const { relays, a, b } = await aPair()
    const answer = await relays.call(`${a}:go`, { call: `query:${b}:go.v1`, input: { burn: 200_000 } })
    const shares = Object.fromEntries(
      answer.headers
        .get('x-fuel-by-extension')!
        .split(', ')
        .map((share) => share.split('=') as [string, string]),
    )
    const total = Number(answer.headers.get('x-fuel-consumed'))
    expect(Number(shares[a]) + Number(shares[b])).toBe(total)
    expect(Number(shares[b])).toBeGreaterThan(Number(shares[a]))
    expect((await relays.usageOf(a)).fuel.total).toBe(shares[a])
    expect((await relays.usageOf(b)).fuel.total).toBe(shares[b])
    const spun = await relays.call(`${a}:go`, { call: `query:${b}:spin.v1`, input: {} })
    expect([spun.status, spun.body.code]).toEqual([422, 'fuel_exhausted'])
    expect(spun.headers.get('x-fuel-by-extension')).toMatch(new RegExp(`^${a}=\\d+, ${b}=\\d{6,}$`))
    expect(await relays.logsOf(b)).toMatchObject([
      { code: 'fuel_exhausted', chain: [`query:${a}:go.v1`, `query:${b}:spin.v1`] },
    ])
  })

  it('stands in the logs of all who took part, under one number', async () => {
    const { relays, a, b } = await aPair()
    await relays.ask(`${a}:go`, { log: 'from the first', call: `query:${b}:go.v1`, input: { log: 'from the second' } })
    const [first, second] = await Promise.all([a, b].map((id) => relays.logsOf(id)))
    expect(first).toMatchObject([{ message: 'from the first', chain: [`query:${a}:go.v1`] }])
    expect(second).toMatchObject([{ message: 'from the second', chain: [`query:${a}:go.v1`, `query:${b}:go.v1`] }])
    expect(second![0].invocationId).toBe(first![0].invocationId)
  })

  it('of an extension that calls several at once has them answered one after the other', async () => {
    const { relays, a, b } = await aPair()
    const calls = [1, 2, 3].map(() => ({ call: `${b}:go`, input: { burn: 1_000 } }))
    const answers = await relays.ask(`${a}:all`, {
      calls: [...calls, { call: 'query:test.ping.v1', input: { message: 'x' } }],
    })
    expect(answers.map(({ reply }: { reply: object }) => Object.keys(reply)[0])).toEqual([
      'done',
      'done',
      'done',
      'echo',
    ])
  })
})

describe('a run of a job', () => {
  async function aWorkerBeside(b: string, relays: Relays): Promise<Worker> {
    const permissions = [mayCall(`${b}:*`), { id: 'entries.read' }, { id: 'jobs.run' }]
    return Worker.install(server, { permissions }, { tenant: relays, publisher: relays.publisher })
  }

  it('calls another extension as an operation does', async () => {
    const { relays, b } = await aPair()
    const worker = await aWorkerBeside(b, relays)
    const job = await worker.run('ask', { method: `query:${b}:go.v1`, payload: { log: 'for the job' } })
    expect(job.state).toBe('completed')
    expect(await worker.lines(job.id)).toEqual(['{"done":true}'])
    expect(await relays.logsOf(b)).toMatchObject([
      { message: 'for the job', chain: [`${worker.id}:ask`, `query:${b}:go.v1`] },
    ])
  })

  it('is paused when its install loses a right that the other needs of it', async () => {
    const { relays, b } = await aPair([], [readable('/**')])
    await relays.call(CREATE, { path: '/x', text: 'x' })
    const worker = await aWorkerBeside(b, relays)
    const payload = { call: GET, input: { path: '/x' } }
    const { id } = await worker.dispatch('ask', { method: `query:${b}:go.v1`, payload, times: 900 })
    await worker.until(id, ({ state }) => state === 'running')
    await worker.grant([{ permission: 'extensions.call' }, { permission: 'jobs.run' }])
    const paused = await worker.untilState(id, 'paused', 'failed', 'completed')
    expect(paused).toMatchObject({ state: 'paused', reason: { code: 'permission_revoked' } })
  })
})

describe('an extension in WebAssembly', () => {
  it('calls another and is called, with a fresh instance for each call', async () => {
    const relays = await Relays.open(server)
    const [a, b, c] = ['alpha', 'beta', 'gamma'].map(freshName) as [string, string, string]
    const target = `query:${c}:go.v1`
    const relay = coreCodeOf(`;; with: call memory init alloc reply
      (data (i32.const 16) "${target}")
      (func (export "relay") (param $input i32) (param $length i32) (result i32)
        (call $call (i32.const 16) (i32.const ${target.length}) (i32.const 0) (local.get $input) (local.get $length)))`)
    const operations = [{ type: 'query', name: 'relay', export: 'relay' }]
    const permissions = [{ ...mayCall(`${c}:*`), reason: 'To relay' }]
    const manifest = { id: b, operations, permissions, instances: 'fresh' }
    await anApprovedVersion(server, { code: relay, manifest }, relays.publisher)
    await relays.install(b)
    await relays.add(c, { manifest: { instances: 'fresh' } })
    await relays.add(a, { permissions: [mayCall(`${b}:*`, `${c}:*`)] })
    for (const _ of [1, 2])
      expect(await relays.ask(`${a}:go`, { call: `${b}:relay`, input: {} })).toEqual({ reply: { done: true } })
    await relays.person.delete(relays.base(c))
    expect(await relays.ask(`${b}:relay`, {})).toMatchObject({ code: 'not_installed' })
  })
})
