import { JOB_LIMITS } from '@grantry/contract'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { JobRetention, JobRunner } from '../src/domains/jobs/index.ts'
import { sandboxesOf } from '../test/sandboxes.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

let server: TestServer
let worker: Worker
beforeAll(async () => {
  server = await startTestServer()
  worker = await Worker.install(server)
})
afterAll(() => server.close())

const folder = () => `/${freshName('run')}`

describe('a job that throws', () => {
  it('is tried again, and what the failed attempts said counts once', async () => {
    const to = folder()
    const job = await worker.run('stumble', { folder: to, times: 2 })
    expect(job).toMatchObject({
      state: 'completed',
      attempts: 3,
      maxAttempts: JOB_LIMITS.attempts,
      warningCount: 1,
      counters: { items: '1' },
      reason: null,
    })
    expect(job.warnings).toHaveLength(1)
    expect(job.runs).toMatchObject([
      { number: 3, outcome: 'completed' },
      { number: 2, outcome: 'failed', reason: { code: 'guest_error' } },
      { number: 1, outcome: 'failed', reason: { code: 'guest_error' } },
    ])
    expect(await worker.names(to)).toHaveLength(3)
  })

  it('says meanwhile why it waits, and until when', async () => {
    const { id } = await worker.dispatch('stumble', { folder: folder(), times: 99 })
    const waiting = await worker.until(id, ({ state, attempts }) => state === 'queued' && attempts > 0)
    expect(waiting.reason?.code).toBe('guest_error')
    expect(waiting.nextAttemptAt).not.toBeNull()
    expect((await worker.tell(id, 'cancel')).body.state).toBe('cancelled')
  })

  it('fails for good after its last attempt; a person may retry it', async () => {
    const to = folder()
    const { id } = await worker.dispatch('stumble', { folder: to, times: JOB_LIMITS.attempts })
    // Nobody waits for the pauses in between.
    const hurry = setInterval(
      () => void query(server, `UPDATE jobs SET run_at = now() WHERE id = $1 AND state = 'queued'`, [id]),
      50,
    )
    const failed = await worker.untilEnded(id)
    clearInterval(hurry)
    expect(failed).toMatchObject({
      state: 'failed',
      attempts: JOB_LIMITS.attempts,
      reason: { code: 'attempts_exhausted' },
      warningCount: 1,
    })
    expect(failed.reason?.message).toContain('attempt 4')
    expect((await worker.tell(id, 'cancel')).body.code).toBe('job_ended')
    const retried = await worker.tell(id, 'retry')
    expect(retried).toMatchObject({
      status: 200,
      body: { state: expect.stringMatching(/queued|running/), endedAt: null },
    })
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'completed', warningCount: 1 })
  })
})

describe('a job that ends by itself', () => {
  it('with exit 2 has failed with its own words, and is not tried again', async () => {
    const job = await worker.run('stumble', { folder: folder(), times: 99, how: 'exit' })
    expect(job).toMatchObject({ state: 'failed', attempts: 1, reason: { code: 'job_failed', message: 'No more' } })
    expect(job.runs).toHaveLength(1)
  })
})

describe('fuel', () => {
  it('of a computation that never ends comes in slices: it pauses behind one, and ends with its budget', async () => {
    const slim = await Worker.install(server, { limits: { fuel: 50_000_000 } })
    const { id } = await slim.dispatch('stumble', { folder: folder(), times: 99, how: 'spin' })
    await slim.untilState(id, 'running')
    await slim.tell(id, 'pause')
    const { fuel } = await slim.untilState(id, 'paused')
    expect(BigInt(fuel.used)).toBeGreaterThan(50_000_000n)
    await query(server, 'UPDATE jobs SET fuel_budget = fuel_used + 120000000 WHERE id = $1', [id])
    await slim.tell(id, 'resume')
    const job = await slim.untilEnded(id)
    expect(job).toMatchObject({ state: 'failed', reason: { code: 'fuel_exhausted' } })
    expect(job.runs).toHaveLength(2)
    expect(BigInt(job.fuel.used)).toBe(BigInt(fuel.used) + 120_000_000n)
  })

  it('is one account for all runs of a job', async () => {
    const gate = { at: 5, path: folder() }
    const { id } = await worker.dispatch('make', { folder: folder(), count: 10, every: 5, gate })
    await worker.until(id, ({ message }) => message === '5 of 10')
    await worker.tell(id, 'pause')
    const { fuel } = await worker.untilState(id, 'paused')
    expect(fuel.budget).toBe(String(JOB_LIMITS.fuel))
    await query(server, 'UPDATE jobs SET fuel_budget = fuel_used WHERE id = $1', [id])
    await worker.tell(id, 'resume')
    expect(await worker.untilEnded(id)).toMatchObject({
      state: 'failed',
      reason: { code: 'fuel_exhausted' },
      fuel: { used: fuel.used, budget: fuel.used },
    })
    const { body } = await worker.tell(id, 'retry')
    expect(body.fuel.budget).toBe(String(BigInt(fuel.used) + JOB_LIMITS.fuel))
    await worker.put(gate.path)
    expect((await worker.untilEnded(id)).state).toBe('completed')
  })
})

describe('a sandbox that is killed in the middle of a run', () => {
  it('costs the job an attempt, and it goes on from its checkpoint', async () => {
    const to = folder()
    const gate = { at: 15, path: `${to}-gate` }
    const { id } = await worker.dispatch('make', { folder: to, count: 20, gate })
    const before = await worker.until(id, ({ message }) => message === '15 of 20')
    expect(before.counters.items).toBe('15')
    for (const pid of await sandboxesOf(process.pid)) process.kill(pid, 'SIGKILL')
    await worker.until(id, ({ runs }) => runs.length === 2)
    await worker.put(gate.path)
    const job = await worker.untilEnded(id)
    expect(job).toMatchObject({ state: 'completed', attempts: 2, counters: { items: '20' }, warningCount: 5 })
    expect(job.runs.at(-1)).toMatchObject({ outcome: 'lost', reason: { code: 'sandbox_lost' } })
    expect(await worker.names(to)).toHaveLength(20)
  })

  it('leaves its install as it is', async () => {
    const { id } = await worker.dispatch('hold', { path: folder(), message: 'here' })
    await worker.until(id, ({ message }) => message === 'here')
    for (const pid of await sandboxesOf(process.pid)) process.kill(pid, 'SIGKILL')
    await worker.until(id, ({ runs }) => runs.length === 2)
    await worker.tell(id, 'cancel')
    const { body } = await worker.story.person.get(`${worker.base}/installs/${worker.story.install.id}`)
    expect(body.status).toBe('active')
  })
})

describe('a node that loses its sessions in the database', () => {
  const end = (name: string) =>
    query(
      server,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = $1 AND datname = current_database()`,
      [name],
    )

  it('gives its runs up with its lease, and takes them up again under another', async () => {
    const to = folder()
    const gate = { at: 15, path: `${to}-gate` }
    const { id } = await worker.dispatch('make', { folder: to, count: 20, gate })
    await worker.until(id, ({ message }) => message === '15 of 20')
    await end('grantry-node')
    await worker.until(id, ({ runs }) => runs.length === 2)
    await worker.put(gate.path)
    const job = await worker.untilEnded(id)
    expect(job).toMatchObject({
      state: 'completed',
      attempts: 1,
      counters: { items: '20' },
      checkpoint: { sequence: 2 },
    })
    expect(job.runs.at(-1)).toMatchObject({ outcome: 'lost', reason: { code: 'node_lost' } })
  })

  it('hears of a request all the same when it could not be told at once', async () => {
    const { id } = await worker.dispatch('hold', { path: folder() })
    await worker.untilState(id, 'running')
    await end('grantry-signals')
    await worker.tell(id, 'pause')
    await worker.untilState(id, 'paused')
  })
})

describe('a zombie', () => {
  it('writes nothing any more: a run whose job another one has', async () => {
    const to = folder()
    const gate = { at: 15, path: `${to}-gate` }
    const { id } = await worker.dispatch('make', { folder: to, count: 20, gate })
    await worker.until(id, ({ message }) => message === '15 of 20')
    // As if this node had been taken for dead: the job is another's, who never says anything.
    await query(server, 'UPDATE jobs SET fence = fence + 1 WHERE id = $1', [id])
    await worker.put(gate.path)
    while (server.app.get(JobRunner).isRunning(id)) await nextTurn()
    const job = await worker.job(id)
    expect(job).toMatchObject({ state: 'running', message: '15 of 20', checkpoint: { sequence: 1 } })
    expect(await worker.names(to)).not.toContain('19')
    await query(server, `UPDATE jobs SET state = 'cancelled', node_id = NULL, ended_at = now() WHERE id = $1`, [id])
  })
})

describe('jobs that ended long ago', () => {
  it('are deleted with all that they left, in batches', async () => {
    const old = await worker.run('tell', { warnings: 2 })
    const young = await worker.run('tell')
    await query(server, `UPDATE jobs SET ended_at = ended_at - interval '31 days' WHERE id = $1`, [old.id])
    expect(await server.app.get(JobRetention).sweep()).toBe(1)
    expect((await worker.story.person.get(`${worker.base}/jobs/${old.id}`)).status).toBe(404)
    expect((await worker.job(young.id)).state).toBe('completed')
    expect(await query(server, 'SELECT 1 FROM job_lines WHERE job_id = $1', [old.id])).toEqual([])
  })
})

describe('the metrics', () => {
  it('have jobs by state, and the times of runs', async () => {
    await worker.run('tell')
    const { body } = await server.admin.get('/metrics')
    expect(body).toMatch(/grantry_jobs\{state="completed"\} [1-9]/)
    expect(body).toMatch(/grantry_job_run_seconds_count\{outcome="completed"\} [1-9]/)
    expect(body).toMatch(/grantry_job_takeovers_total \d/)
  })
})
