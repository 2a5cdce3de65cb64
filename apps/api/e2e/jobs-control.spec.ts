import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

let server: TestServer
let worker: Worker
let colleague: Person
beforeAll(async () => {
  server = await startTestServer()
  worker = await Worker.install(server)
  colleague = await server.person('colleague')
  const member = { email: colleague.email, role: 'member' }
  await worker.story.person.post(`${worker.base}/members`, member)
})
afterAll(() => server.close())

const folder = () => `/${freshName('run')}`
const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index)).toSorted()

/** A job that has made 15 of 30 items, the last checkpoint behind 10 of them, and waits. */
async function halfDone() {
  const to = folder()
  const gate = { at: 15, path: `${to}-gate` }
  const { id } = await worker.dispatch('make', { folder: to, count: 30, gate })
  await worker.until(id, ({ message }) => message === '15 of 30')
  return { id, to, open: () => worker.put(gate.path) }
}

describe('a pause', () => {
  it('asked for by somebody else ends the run, and a resume goes on from the checkpoint', async () => {
    const { id, to, open } = await halfDone()
    const asked = await worker.as(colleague).tell(id, 'pause')
    expect(asked.status).toBe(200)
    expect([asked.body.state, asked.body.requested]).toBeOneOf([
      ['running', 'pause'],
      ['paused', null],
    ])
    const paused = await worker.untilState(id, 'paused')
    expect(paused).toMatchObject({
      requested: null,
      reason: { code: 'requested' },
      checkpoint: { sequence: 1 },
      counters: { items: '15' },
    })
    expect(paused.runs).toMatchObject([{ number: 1, outcome: 'interrupted' }])
    await open()
    expect(await worker.as(colleague).tell(id, 'resume')).toMatchObject({ status: 200, body: { reason: null } })
    const done = await worker.untilEnded(id)
    // Five items were done after the checkpoint, and are done again: they count once.
    expect(done).toMatchObject({ state: 'completed', counters: { items: '30' }, warningCount: 5 })
    expect(done.runs.map(({ number }) => number)).toEqual([2, 1])
    expect((await worker.names(to)).toSorted()).toEqual(numbers(30))
  })

  it('of a job that waits for its turn is made at once', async () => {
    const gate = folder()
    const busy = [await worker.dispatch('hold', { path: gate }), await worker.dispatch('hold', { path: gate })]
    for (const job of busy) await worker.untilState(job.id, 'running')
    const { id } = await worker.dispatch('tell')
    expect((await worker.tell(id, 'pause')).body).toMatchObject({ state: 'paused', requested: null })
    await worker.put(gate)
    for (const job of busy) await worker.untilEnded(job.id)
    expect((await worker.job(id)).state).toBe('paused')
    await worker.tell(id, 'resume')
    expect((await worker.untilEnded(id)).state).toBe('completed')
  })

  it('is asked for in vain when the job completes first', async () => {
    const { id, open } = await halfDone()
    await open()
    await worker.tell(id, 'pause')
    const job = await worker.untilState(id, 'paused', 'completed')
    if (job.state === 'paused') await worker.tell(id, 'resume')
    expect((await worker.untilEnded(id)).counters.items).toBe('30')
  })
})

describe('a cancel', () => {
  it('ends a running job, and stays so', async () => {
    const { id } = await halfDone()
    expect((await worker.tell(id, 'cancel')).status).toBe(200)
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'cancelled', reason: { code: 'requested' } })
  })

  it('outranks a pause', async () => {
    const { id } = await halfDone()
    await worker.tell(id, 'pause')
    await worker.tell(id, 'cancel')
    const cancelled = await worker.untilState(id, 'paused', 'cancelled')
    if (cancelled.state === 'paused') await worker.tell(id, 'cancel')
    expect((await worker.untilEnded(id)).state).toBe('cancelled')
  })

  it('of a paused job is made at once', async () => {
    const { id } = await halfDone()
    await worker.tell(id, 'pause')
    await worker.untilState(id, 'paused')
    expect((await worker.tell(id, 'cancel')).body).toMatchObject({ state: 'cancelled' })
  })
})

describe('what a job cannot be told', () => {
  it.each([
    ['pause', 'job_ended'],
    ['resume', 'job_ended'],
    ['cancel', 'job_ended'],
    ['retry', 'job_ended'],
  ] as const)('once it has completed: to %s', async (command, code) => {
    const { id } = await worker.run('tell')
    const { status, body } = await worker.tell(id, command)
    expect([status, body.code, body.state]).toEqual([409, code, 'completed'])
  })

  it('while it runs: to resume or to be tried again', async () => {
    const { id } = await halfDone()
    expect((await worker.tell(id, 'resume')).body.code).toBe('job_not_paused')
    expect((await worker.tell(id, 'retry')).body.code).toBe('job_not_failed')
    await worker.tell(id, 'cancel')
    await worker.untilEnded(id)
  })

  it('by a viewer: anything', async () => {
    const viewer = await server.person('viewer')
    await worker.story.person.post(`${worker.base}/members`, { email: viewer.email, role: 'viewer' })
    const { id } = await worker.run('tell')
    for (const command of ['pause', 'resume', 'cancel', 'retry'] as const)
      expect((await worker.as(viewer).tell(id, command)).status).toBe(403)
    expect((await worker.as(viewer).send('tell')).status).toBe(403)
    expect((await worker.as(viewer).job(id)).state).toBe('completed')
  })
})

describe('the audit log', () => {
  it('has who dispatched, paused, resumed and cancelled', async () => {
    const { id } = await halfDone()
    await worker.as(colleague).tell(id, 'pause')
    await worker.untilState(id, 'paused')
    await worker.tell(id, 'resume')
    await worker.tell(id, 'cancel')
    await worker.untilEnded(id)
    const events = await query<{ action: string; email: string }>(
      server,
      `SELECT action, email FROM audit_events JOIN users ON users.id = actor_id WHERE subject = $1 ORDER BY audit_events.id`,
      [`job:${id}`],
    )
    const { email } = worker.story.person
    expect(events.map(({ action, email: by }) => [action, by])).toEqual([
      ['job.dispatched', email],
      ['job.paused', colleague.email],
      ['job.resumed', email],
      ['job.cancelled', email],
    ])
  })
})

describe('the jobs of one install', () => {
  it('run two at a time, in the order in which they came; those of others go on', async () => {
    const gate = folder()
    const jobs: string[] = []
    for (let count = 0; count < 4; count += 1) jobs.push((await worker.dispatch('hold', { path: gate })).id)
    for (const id of jobs.slice(0, 2)) await worker.untilState(id, 'running')
    const other = await Worker.install(server)
    expect((await other.run('tell')).state).toBe('completed')
    for (const id of jobs.slice(2)) expect((await worker.job(id)).state).toBe('queued')
    // A call does not wait for them either.
    const { person, workspace } = worker.story
    expect(
      (await person.call(workspace, `${worker.id}:query`, { method: 'test.ping', payload: { message: 'x' } })).status,
    ).toBe(200)
    await worker.put(gate)
    for (const id of jobs) expect((await worker.untilEnded(id)).state).toBe('completed')
  })
})

describe('a job that cannot be resumed', () => {
  it('begins from nothing, and counts anew', async () => {
    const once = await Worker.install(server, { resumable: false })
    const to = folder()
    const gate = { at: 15, path: `${to}-gate` }
    const { id } = await once.dispatch('make', { folder: to, count: 20, gate })
    await once.until(id, ({ message }) => message === '15 of 20')
    await once.tell(id, 'pause')
    await once.untilState(id, 'paused')
    await once.put(gate.path)
    await once.tell(id, 'resume')
    const job = await once.untilEnded(id)
    expect(job).toMatchObject({ state: 'completed', counters: { items: '20' }, warningCount: 15, resumable: false })
  })
})
