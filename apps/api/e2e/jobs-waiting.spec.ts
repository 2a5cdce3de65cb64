import { JOB_LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

const SLOTS = 2
/** They ask for each other without a pause; on a busy machine that must not cost them an attempt. */
const PATIENT = { limits: { deadlineMs: 60_000 } }

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ GRANTRY_JOB_SLOTS: String(SLOTS) })
})
afterAll(() => server.close())

const gate = () => `/${freshName('gate')}`

describe('jobs that wait for their children', () => {
  it('all complete, more of them than there are places, on one server', async () => {
    const worker = await Worker.install(server, PATIENT)
    const child = (lines: number) => ({ type: worker.type('tell'), params: { lines } })
    const parents: string[] = []
    for (let n = 0; n < JOB_LIMITS.runningPerInstall + 1; n += 1)
      parents.push((await worker.dispatch('parent', { children: [child(1), child(2)], end: 'with them' })).id)
    for (const id of parents)
      expect(await worker.untilEnded(id)).toMatchObject({ state: 'completed', children: { total: 2, completed: 2 } })
  })

  it('complete when their children wait for children of their own', async () => {
    const worker = await Worker.install(server, PATIENT)
    const nested = (generations: number): object => ({
      type: worker.type('parent'),
      params: { children: generations === 0 ? [] : [nested(generations - 1)], end: 'with them' },
    })
    const params = { children: [nested(2)], end: 'with them' }
    const roots = [await worker.dispatch('parent', params), await worker.dispatch('parent', params)]
    for (const { id } of roots) expect((await worker.untilEnded(id)).state).toBe('completed')
  })
})

describe('a job that waits for a place', () => {
  it('says that its extension runs as many as it may', async () => {
    const worker = await Worker.install(server, PATIENT)
    const path = gate()
    for (let n = 0; n < JOB_LIMITS.runningPerInstall; n += 1)
      await worker.untilState((await worker.dispatch('hold', { path })).id, 'running')
    const { id, reason } = await worker.dispatch('tell')
    expect(reason).toMatchObject({ code: 'extension_busy' })
    await worker.put(path)
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'completed', reason: null })
  })

  it('says that the servers have none', async () => {
    const [one, other] = [await Worker.install(server, PATIENT), await Worker.install(server, PATIENT)]
    const path = gate()
    for (let n = 0; n < SLOTS; n += 1) await one.untilState((await one.dispatch('hold', { path })).id, 'running')
    const { id, reason } = await other.dispatch('tell')
    expect(reason).toMatchObject({ code: 'servers_busy' })
    await one.put(path)
    expect((await other.untilEnded(id)).state).toBe('completed')
  })

  it('says that no server runs jobs', async () => {
    const idle = await startTestServer({ GRANTRY_JOB_SLOTS: '0' })
    try {
      const worker = await Worker.install(idle)
      const { id } = await worker.dispatch('tell')
      expect(await worker.job(id)).toMatchObject({ state: 'queued', reason: { code: 'no_server' } })
    } finally {
      await idle.close()
    }
  })
})
