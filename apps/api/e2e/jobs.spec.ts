import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../test/server.ts'
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

describe('a job', () => {
  it('is done in the background, with progress, counters and a checkpoint', async () => {
    const to = folder()
    const dispatched = await worker.dispatch('make', { folder: to, count: 25 })
    expect(dispatched).toMatchObject({
      jobType: worker.type('make'),
      title: 'Job make',
      origin: 'person',
      parentId: null,
    })
    const job = await worker.untilEnded(dispatched.id)
    expect(job).toMatchObject({
      state: 'completed',
      progress: 1,
      message: '25 of 25',
      counters: { items: '25', bytes: String(25n * (2n ** 53n + 1n)) },
      checkpoint: { sequence: 2 },
      warnings: [],
      attempts: 1,
      reason: null,
    })
    expect(job.runs).toMatchObject([{ number: 1, version: '1.0.0', outcome: 'completed' }])
    expect(BigInt(job.fuel.used)).toBeGreaterThan(0n)
    expect(await worker.names(to)).toHaveLength(25)
  })
})
