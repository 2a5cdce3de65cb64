import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrialRun, TrialCall } from '@grantry/contract'
import { type PackageParts, packageOf } from '../test/packages.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { storedIn } from '../test/stored.ts'
import { aPublisher, freshName, type PublisherStory } from '../test/stories.ts'

let server: TestServer
let story: PublisherStory
beforeAll(async () => {
  server = await startTestServer({ GRANTRY_TRIAL_RUNS: 'submission' })
  story = await aPublisher(server)
})
afterAll(() => server.close())

const submit = (parts: PackageParts) =>
  story.publisher.publish(
    story.slug,
    packageOf({ ...parts, manifest: { id: freshName('tried'), version: '1.0.0', ...parts.manifest } }),
  )

/** The newest trial of a version, once it has ended. */
async function trialOf(reviewId: string): Promise<TrialRun> {
  for (;;) {
    const [trial] = (await server.admin.get(`/v1/reviews/${reviewId}/trial-runs`)).body.items as TrialRun[]
    if (trial !== undefined && (trial.state === 'finished' || trial.state === 'failed')) return trial
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function tried(parts: PackageParts): Promise<TrialRun & { calls: TrialCall[] }> {
  const trial = await trialOf((await submit(parts)).reviewId)
  if (trial.evidence === null) throw new Error(`There is no evidence: ${trial.remark}`)
  return { ...trial, calls: trial.evidence.calls }
}

const query = (name: string, more: object = {}) => ({ type: 'query', name, export: name, ...more })
const reading = (...paths: string[]) => ({ id: 'entries.read', scope: { paths }, reason: 'To work' })
const input = { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] }

it('begins by itself when a version is submitted, and calls what it offers with inputs from its schemas', async () => {
  const trial = await tried({
    code: `
      export const echo = ({ word }) => ({ word, length: word.length })
      export const plain = () => 42`,
    manifest: { operations: [query('echo', { input }), query('plain')] },
  })
  expect(trial).toMatchObject({ state: 'finished', requestedBy: null, finishedAt: expect.any(String) })
  expect(trial.calls.map(({ name, sample, ending }) => [name.split(':')[1], sample, ending])).toEqual([
    ['echo', 'least', 'answered'],
    ['echo', 'most', 'answered'],
    ['plain', 'least', 'answered'],
  ])
  const [echo] = trial.calls
  expect(JSON.parse(echo!.input)).toEqual({ word: 'a' })
  expect(JSON.parse(echo!.output!)).toEqual({ word: 'a', length: 1 })
  expect(BigInt(echo!.fuelConsumed)).toBeGreaterThan(0n)
  expect(echo!.memoryPages).toBeGreaterThan(0)
})

it('writes down what was asked of the platform, and answers from a scratch workspace', async () => {
  const { calls, evidence } = await tried({
    code: `
      const attempt = async (...call) => { try { return await grantry.call(...call) } catch ({ code }) { return { code } } }
      export async function look() {
        const { items } = await grantry.call('query:entries.list.v1', {})
        const { text } = await grantry.call('query:entries.get.v1', { path: items[0].path, content: 'text' })
        const refused = await attempt('query:entries.get.v1', { path: '/private/diary.txt' })
        const written = await attempt('action:entries.create.input.v1', { path: '/notes/new.txt', text: 'x' })
        const other = await attempt('query:finance:balance.v1', {})
        const unknown = await attempt('query:no.such.v1', {})
        grantry.log('info', 'looked around')
        return { paths: items.map(({ path }) => path), text, codes: [refused, written, other, unknown].map(({ code }) => code) }
      }`,
    manifest: { operations: [query('look')], permissions: [reading('/notes/**'), { id: 'ai.ocr', reason: 'To read' }] },
  })
  const [look] = calls
  expect(look).toMatchObject({ ending: 'answered', hostCallCount: 6 })
  const answer = JSON.parse(look!.output!)
  expect(answer.paths).toEqual(['/notes/sample.txt'])
  expect(answer.text).toContain('sample of a trial run')
  expect(answer.codes).toEqual(['permission_denied', 'permission_denied', 'permission_denied', 'unknown_method'])
  expect(look!.hostCalls.map(({ method, permission, decision }) => [method, permission, decision])).toEqual([
    ['query:entries.list.v1', 'entries.read', 'answered'],
    ['query:entries.get.v1', 'entries.read', 'answered'],
    ['query:entries.get.v1', 'entries.read', 'denied'],
    ['action:entries.create.input.v1', 'entries.write', 'denied'],
    ['query:finance:balance.v1', 'extensions.call', 'denied'],
    ['query:no.such.v1', null, 'refused'],
  ])
  expect(look!.logs).toEqual([{ level: 'info', message: 'looked around' }])
  expect(evidence!.permissions).toEqual([
    { permission: 'entries.read', requested: true, allowed: 2, denied: 1 },
    { permission: 'ai.ocr', requested: true, allowed: 0, denied: 0 },
    { permission: 'entries.write', requested: false, allowed: 0, denied: 1 },
    { permission: 'extensions.call', requested: false, allowed: 0, denied: 1 },
  ])
})

it('holds back what is allowed and would reach further than the scratch workspace', async () => {
  const { calls } = await tried({
    code: `export async function reach() {
      try { return await grantry.call('query:finance:balance.v1', {}) } catch ({ code }) { return { held: code } }
    }`,
    manifest: {
      operations: [query('reach')],
      permissions: [{ id: 'extensions.call', scope: { operations: ['finance:*'] }, reason: 'To sum up' }],
    },
  })
  expect(calls[0]).toMatchObject({
    output: JSON.stringify({ held: 'trial_run' }),
    hostCalls: [{ permission: 'extensions.call', decision: 'held_back' }],
  })
})

it('shows how each call ended: an error as an answer, an answer against its own schema, a fault, endless work', async () => {
  const output = { type: 'object', properties: { sum: { type: 'integer' } }, required: ['sum'] }
  const { calls } = await tried({
    code: `
      export const refuses = () => ({ error: 'Not today', code: 'closed' })
      export const lies = () => ({ sum: 'three' })
      export const throws = () => { throw new Error('broken') }
      export const loops = () => { for (;;); }`,
    manifest: {
      operations: [query('refuses'), query('lies', { output }), query('throws'), query('loops')],
      limits: { fuel: 20_000_000 },
    },
  })
  expect(calls).toMatchObject([
    { ending: 'answered_error', code: 'closed', message: 'Not today' },
    { ending: 'answered', outputIssues: [expect.stringContaining('$.sum')] },
    { ending: 'failed', code: 'guest_error', message: expect.stringContaining('broken') },
    { ending: 'failed', code: 'fuel_exhausted', fuelConsumed: '20000000' },
  ])
})

it('runs jobs as well, and shows what they said', async () => {
  const { calls } = await tried({
    code: `export async function work() {
      grantry.job.progress(0.5, 'half')
      grantry.job.warn('careful')
      await grantry.job.checkpoint('{}')
      return 0
    }`,
    manifest: { jobs: [{ name: 'work', export: 'work', resumable: true }] },
  })
  expect(calls[0]).toMatchObject({ kind: 'job', ending: 'answered' })
  expect(calls[0]!.logs).toContainEqual({ level: 'warn', message: 'careful' })
  expect(calls[0]!.logs.map(({ message }) => message)).toContain('progress 50 % half')
})

describe('what a trial leaves behind', () => {
  it('is evidence and nothing else', async () => {
    const { reviewId } = await submit({
      code: `export async function write() {
        return grantry.call('action:entries.create.input.v1', { path: '/out/new.txt', text: 'x'.repeat(1000) })
      }`,
      manifest: {
        operations: [query('write')],
        permissions: [{ id: 'entries.write', scope: { paths: ['/out/**'] }, reason: 'To write' }],
      },
    })
    const before = await storedIn(server)
    const trial = await trialOf(reviewId)
    expect(trial.evidence!.calls[0]).toMatchObject({ ending: 'answered', hostCalls: [{ decision: 'answered' }] })
    expect(await storedIn(server)).toEqual(before)
  })
})

describe('an admin', () => {
  it('has it tried out again, also after the decision, one trial at a time', async () => {
    const { reviewId } = await submit({
      code: 'export const plain = () => 42',
      manifest: { operations: [query('plain')] },
    })
    await trialOf(reviewId)
    await server.admin.post(`/v1/reviews/${reviewId}/approve`)
    const answers = await Promise.all([1, 2, 3].map(() => server.admin.post(`/v1/reviews/${reviewId}/trial-runs`)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409])
    const again = await trialOf(reviewId)
    expect(again).toMatchObject({ state: 'finished', requestedBy: expect.any(String) })
  })

  it('is told that there is no such version', async () => {
    expect((await server.admin.post('/v1/reviews/018f0000-0000-7000-8000-000000000000/trial-runs')).status).toBe(404)
  })
})

it('keeps so much of what was said in all, and how much there was', async () => {
  const names = Array.from({ length: 20 }, (_, index) => `op-${index}`)
  const { calls, evidence } = await tried({
    code: `
      export async function look() {
        for (let i = 0; i < 50; i += 1) {
          try { await grantry.call('query:' + 'x'.repeat(1900), { a: 'y'.repeat(2000) }) } catch {}
        }
        return 'z'.repeat(1000)
      }`,
    manifest: { operations: names.map((name) => ({ type: 'query', name, export: 'look' })) },
  })
  expect(Buffer.byteLength(JSON.stringify(evidence))).toBeLessThan(1.1 * 1024 * 1024)
  expect(calls.map(({ ending, hostCallCount }) => [ending, hostCallCount])).toEqual(names.map(() => ['answered', 50]))
  expect(calls[0]?.hostCalls).toHaveLength(50)
  expect(calls.at(-1)?.hostCalls.length).toBeLessThan(50)
})
