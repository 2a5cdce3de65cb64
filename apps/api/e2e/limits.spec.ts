import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer, Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import {
  anApprovedVersion,
  anInstall,
  aPublisher,
  aWorkspace,
  freshName,
  type PublisherStory,
} from '../test/stories.ts'
import { coreCode } from '../test/wat.ts'

/** Small enough for a test, and exhausted in the same way as the default. */
const FUEL = 20_000_000
/** Within this time 250 requests have arrived, on a slow machine as well. */
const LONG_ENOUGH_FOR_A_CROWD_MS = 6_000

let server: TestServer
let publisher: PublisherStory
let tenant: { person: Person; workspace: string }
let neighbour: { person: Person; workspace: string }

beforeAll(async () => {
  server = await startTestServer()
  publisher = await aPublisher(server)
  tenant = await aWorkspace(server)
  neighbour = await aWorkspace(server)
  await install('neighbour', 'export const echo = (input) => input', ['echo'], {}, neighbour)
})
afterAll(() => server.close())

const hostile = () => readFile(join(import.meta.dirname, '../test/guests/hostile.js'), 'utf8')

const operationsOf = (exports: readonly string[]) =>
  exports.map((exported) => ({ type: 'query', name: exported, export: exported }))

/** Publish, approve, install: a guest whose operations are named like its exports. */
async function install(
  id: string,
  code: string | Uint8Array,
  exports: readonly string[],
  limits: Record<string, number> = { fuel: FUEL },
  at = tenant,
): Promise<string> {
  await anApprovedVersion(server, { code, manifest: { id, operations: operationsOf(exports), limits } }, publisher)
  return (await anInstall(server, id, [], at)).install.id
}

/** What comes of a call, while somebody else’s calls and the server itself go on. */
async function attack(method: string): Promise<Answer> {
  const calls = [1, 2, 3].map((call) => neighbour.person.call(neighbour.workspace, 'neighbour:echo', { call }))
  const [answer, health, ...elsewhere] = await Promise.all([
    tenant.person.call(tenant.workspace, method, {}),
    server.admin.get('/healthz'),
    ...calls,
  ])
  expect(health.status).toBe(200)
  expect(elsewhere.map(({ status, body }) => [status, body])).toEqual([1, 2, 3].map((call) => [200, { call }]))
  return answer
}

async function expectLimit(installId: string, answer: Answer, code: string, detail = /./): Promise<void> {
  expect(answer.body).toMatchObject({ code, status: 422, detail: expect.stringMatching(detail) })
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(answer.body.fuelConsumed).toMatch(/^\d+$/)
  expect(BigInt(answer.body.fuelLimit)).toBeGreaterThanOrEqual(BigInt(answer.body.fuelConsumed))
  expect(answer.headers.get('server-timing')).toMatch(
    /^queue;dur=[\d.]+, load;dur=[\d.]+, run;dur=[\d.]+, host;dur=[\d.]+$/,
  )
  const base = `/v1/workspaces/${tenant.workspace}/installs/${installId}`
  const [line] = (await tenant.person.get(`${base}/logs?level=error`)).body.items
  expect(line).toMatchObject({ source: 'host', level: 'error', code })
  const { calls, time } = (await tenant.person.get(`${base}/usage`)).body
  expect(calls.failed).toBeGreaterThan(0)
  expect(time).toEqual({
    queueMs: expect.any(Number),
    loadMs: expect.any(Number),
    runMs: expect.any(Number),
    hostMs: expect.any(Number),
  })
}

describe('a hostile module', () => {
  it.each<[fixture: string, operation: string, code: string, detail?: RegExp, limits?: Record<string, number>]>([
    ['conformance', 'loop', 'fuel_exhausted'],
    ['mutual-tail-calls', 'attack', 'fuel_exhausted'],
    ['indirect-tail-calls', 'attack', 'fuel_exhausted'],
    ['memory-fill', 'attack', 'fuel_exhausted'],
    ['conformance', 'hog', 'memory_exceeded'],
    ['hogging-alloc', 'attack', 'memory_exceeded'],
    ['table-grow', 'attack', 'fuel_exhausted'],
    ['deep-recursion', 'attack', 'stack_overflow', /in down < down/],
    ['conformance', 'flood', 'host_call_limit', /host calls/, { deadlineMs: 60_000 }],
    ['conformance', 'chatter', 'fuel_exhausted'],
    ['start-bomb', 'attack', 'fuel_exhausted', /in start/],
    ['start-calls-host', 'attack', 'load_failed', /suspend/i],
    ['init-loop', 'attack', 'fuel_exhausted'],
    ['init-trap', 'attack', 'load_failed', /unreachable/],
    ['init-refuses', 'attack', 'load_failed', /plugin_init returned 7/],
    ['forged-registration', 'attack', 'load_failed', /plugin_init returned 1/],
    ['huge-reply-length', 'attack', 'output_too_large', /4294967295 bytes/],
    ['reply-nowhere', 'attack', 'invalid_output', /0x7fffffff/],
    ['reply-past-the-end', 'attack', 'invalid_output', /0xfff4/],
    ['reply-null', 'attack', 'invalid_output', /no answer/],
    ['reply-not-utf8', 'attack', 'invalid_output', /not UTF-8/],
    ['lying-alloc', 'attack', 'guest_trap', /wasm_alloc/],
    ['null-alloc', 'attack', 'guest_trap', /wasm_alloc/],
    ['looping-alloc', 'attack', 'fuel_exhausted'],
    ['trapping-free', 'attack', 'guest_trap', /unreachable/],
  ])('%s (%s) ends with %s, and nobody else notices', async (fixture, operation, code, detail, limits) => {
    const id = freshName('hostile')
    const installId = await install(id, coreCode(fixture), [operation], limits)
    await expectLimit(installId, await attack(`${id}:${operation}`), code, detail)
  })

  it('that is still running at its deadline is killed, and the next call gets a fresh sandbox', async () => {
    const id = freshName('stuck')
    const limits = { fuel: 100_000_000_000, deadlineMs: 300 }
    const installId = await install(id, coreCode('conformance'), ['loop', 'echo'], limits)
    await expectLimit(installId, await attack(`${id}:loop`), 'deadline_exceeded')
    const next = await tenant.person.call(tenant.workspace, `${id}:echo`, 'well')
    expect([next.status, next.body]).toEqual([200, 'well'])
  })

  it('ends a call within the default budget of fuel, time and memory', async () => {
    const id = freshName('standard')
    const installId = await install(id, coreCode('conformance'), ['loop'], {})
    const answer = await attack(`${id}:loop`)
    await expectLimit(installId, answer, 'fuel_exhausted')
    expect(answer.body.fuelConsumed).toBe('1000000000')
  })
})

describe('a hostile bundle', () => {
  const ATTACKS: [operation: string, code: string, detail?: RegExp][] = [
    ['endless_loop', 'fuel_exhausted'],
    ['endless_loop_in_a_try', 'fuel_exhausted'],
    ['endless_promises', 'fuel_exhausted'],
    ['endless_microtasks', 'fuel_exhausted'],
    ['endless_iterator', 'fuel_exhausted'],
    ['endless_to_json', 'fuel_exhausted'],
    ['backtracking', 'fuel_exhausted'],
    ['big_sort', 'fuel_exhausted'],
    ['hoard', 'memory_exceeded'],
    ['doubling', 'memory_exceeded'],
    ['json_bomb', 'stack_overflow'],
    ['shared_json_bomb', 'fuel_exhausted'],
    ['big_number', 'fuel_exhausted'],
    ['deep_recursion', 'stack_overflow'],
    ['deep_value', 'fuel_exhausted'],
    ['host_call_flood', 'fuel_exhausted'],
    ['host_call_burst', 'fuel_exhausted'],
    ['log_flood', 'fuel_exhausted'],
    ['never', 'guest_error', /never settle/],
    ['thrown', 'guest_error', /cannot be shown/],
    ['cycle', 'invalid_output', /circular/],
    ['not_json', 'invalid_output'],
  ]
  let id: string
  let installId: string
  beforeAll(async () => {
    id = freshName('bundle')
    installId = await install(id, await hostile(), ['calm', ...ATTACKS.map(([operation]) => operation)], {
      fuel: 5 * FUEL,
    })
  })

  it.each(ATTACKS)('%s ends with %s, and the next call works', async (operation, code, detail) => {
    await expectLimit(installId, await attack(`${id}:${operation}`), code, detail)
    const next = await tenant.person.call(tenant.workspace, `${id}:calm`, { well: true })
    expect([next.status, next.body]).toEqual([200, { well: true }])
  })

  it('that never finishes loading ends with fuel_exhausted', async () => {
    const name = freshName('unloadable')
    const unloadable = await install(name, 'export const answer = () => 42; for (;;);', ['answer'])
    await expectLimit(unloadable, await attack(`${name}:answer`), 'fuel_exhausted')
  })

  it('that answers with more than 4 MiB ends with output_too_large', async () => {
    const name = freshName('talkative')
    const talkative = await install(name, await hostile(), ['long_answer'], { memoryMiB: 64 })
    await expectLimit(talkative, await attack(`${name}:long_answer`), 'output_too_large')
  })

  it('never sees an input of more than 1 MiB', async () => {
    const answer = await tenant.person.call(tenant.workspace, `${id}:calm`, 'x'.repeat(1 << 20))
    await expectLimit(installId, answer, 'input_too_large')
    expect(answer.body.fuelConsumed).toBe('0')
  })

  it('never sees an input that its own defaults make larger than that', async () => {
    const name = freshName('wordy')
    const items = { type: 'object', properties: { text: { type: 'string', default: 'x'.repeat(20_000) } } }
    const input = { type: 'object', properties: { list: { type: 'array', items } } }
    const manifest = { id: name, operations: [{ type: 'query', name: 'echo', export: 'echo', input }] }
    await anApprovedVersion(server, { code: 'export const echo = (input) => input', manifest }, publisher)
    await anInstall(server, name, [], tenant)
    const call = (count: number) =>
      tenant.person.call(tenant.workspace, `${name}:echo`, { list: Array.from({ length: count }, () => ({})) })
    expect((await call(10)).body.list).toHaveLength(10)
    for (const count of [100, 30_000]) {
      const { status, body } = await call(count)
      expect([status, body.code]).toEqual([422, 'input_too_large'])
    }
  })

  it('keeps 64 KiB of what it logs in one call, and one line that there was more', async () => {
    const name = freshName('chatty')
    const chatty = await install(name, await hostile(), ['log_flood'], { fuel: 5 * FUEL })
    await attack(`${name}:log_flood`)
    const { items } = (await tenant.person.get(`/v1/workspaces/${tenant.workspace}/installs/${chatty}/logs?limit=100`))
      .body
    const guestLines = items.filter(({ source }: { source: string }) => source === 'guest')
    const bytes = guestLines.reduce((sum: number, { message }: { message: string }) => sum + message.length, 0)
    expect(bytes).toBeGreaterThan(48 << 10)
    expect(bytes).toBeLessThan(65 << 10)
    expect(guestLines[0]).toMatchObject({ level: 'warn', message: 'The rest of this call was too much to log' })
  })

  it('runs ten calls at once, lets a hundred wait and turns the rest away', async () => {
    const name = freshName('crowded')
    await install(name, await hostile(), ['busy'], { deadlineMs: 60_000, fuel: LIMITS.fuel.max })
    const input = { until: Date.now() + LONG_ENOUGH_FOR_A_CROWD_MS }
    const crowd = Array.from({ length: 250 }, () => tenant.person.call(tenant.workspace, `${name}:busy`, input))
    const answers = await Promise.all(crowd)
    const refused = answers.filter(({ status }) => status !== 200)
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(110)
    expect(refused.length).toBeGreaterThan(0)
    for (const { status, body, headers } of refused) {
      expect([status, body.code]).toEqual([429, 'too_many_calls'])
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    }
  })
})
