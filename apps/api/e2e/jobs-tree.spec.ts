import { JOB_LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
const childrenOf = async (id: string) =>
  (await worker.story.person.get(`${worker.base}/jobs/${id}/children`)).body.items

describe('a job that spawns', () => {
  it('has children that run by themselves, and shows their states', async () => {
    const children = [1, 2, 3].map((lines) => ({ type: worker.type('tell'), params: { lines } }))
    const job = await worker.run('parent', { children })
    const spawned: { id: string; parentId: string; origin: string }[] = await childrenOf(job.id)
    expect(spawned).toHaveLength(3)
    for (const child of spawned) {
      expect(child).toMatchObject({ parentId: job.id, origin: 'job' })
      expect((await worker.untilEnded(child.id)).state).toBe('completed')
    }
    expect((await worker.job(job.id)).children).toMatchObject({ total: 3, completed: 3 })
    const replies: string[] = (await worker.lines(job.id)).map((reply) => JSON.parse(reply).job_id)
    expect(replies.toSorted()).toEqual(spawned.map(({ id }) => id).toSorted())
    expect(await worker.lines(spawned[0]?.id ?? '')).toContain('line 0')
  })

  it('finds the children again that it spawned before it was broken off', async () => {
    const children = [
      { type: worker.type('tell'), params: { lines: 1 } },
      { type: worker.type('tell'), params: { lines: 1 } },
      { type: worker.type('tell'), params: { lines: 2 } },
    ]
    const { id } = await worker.dispatch('parent', { children, end: 'throw' })
    const job = await worker.until(id, ({ runs }) => runs.length > 2)
    await worker.tell(id, 'cancel')
    expect(job.children.total).toBe(3)
    const replies = (await worker.lines(id)).slice(0, 6)
    expect(replies.slice(3)).toEqual(replies.slice(0, 3))
    expect(new Set(replies).size).toBe(3)
  })

  it('is told why when it may not', async () => {
    const { person, workspace } = worker.story
    const other = await Worker.install(server, {}, { tenant: { person, workspace } })
    const job = await worker.run('parent', {
      children: [
        { type: other.type('tell'), params: {} },
        { type: worker.type('nothing'), params: {} },
        { type: worker.type('make'), params: { folder: 5 } },
        { type: 'no name', params: {} },
      ],
    })
    const codes = (await worker.lines(job.id)).map((reply) => JSON.parse(reply).code)
    expect(codes).toEqual(['permission_denied', 'unknown_job', 'invalid_params', 'invalid_input'])
    expect(job.children.total).toBe(0)
  })

  it(`goes ${JOB_LIMITS.depth} generations deep, and no deeper`, async () => {
    const root = await worker.run('tree', { type: worker.type('tree') })
    const generations = [root.id]
    for (let id = root.id; ;) {
      const [child] = await childrenOf(id)
      if (child === undefined) break
      await worker.untilEnded(child.id)
      generations.push((id = child.id))
    }
    expect(generations).toHaveLength(JOB_LIMITS.depth + 1)
    expect((await worker.lines(generations.at(-1) ?? '')).join()).toContain('job_too_deep')
  })
})

describe('a cancel', () => {
  it('takes the whole tree with it, running and waiting', async () => {
    const path = folder()
    const hold = { type: worker.type('hold'), params: { path } }
    const nested = { type: worker.type('parent'), params: { children: [hold], path } }
    const { id } = await worker.dispatch('parent', { children: [nested, hold], path })
    const [first, second] = (await untilChildren(id, 2)).map(({ id: child }: { id: string }) => child)
    await worker.tell(id, 'cancel')
    expect(await worker.untilEnded(id)).toMatchObject({ state: 'cancelled', reason: { code: 'requested' } })
    for (const job of [first, second])
      expect(await worker.untilEnded(job)).toMatchObject({ state: 'cancelled', reason: { code: 'parent_cancelled' } })
    const everything = await query<{ state: string }>(
      server,
      'SELECT state::text AS state FROM jobs WHERE parent_id = ANY($1) OR id = ANY($1)',
      [[id, first, second]],
    )
    expect(everything.every(({ state }) => state === 'cancelled')).toBe(true)
  })

  it('of a paused parent reaches its children; a pause does not', async () => {
    const path = folder()
    const { id } = await worker.dispatch('parent', {
      children: [{ type: worker.type('hold'), params: { path } }],
      path,
    })
    const [child] = await untilChildren(id, 1)
    await worker.untilState(child.id, 'running')
    await worker.tell(id, 'pause')
    await worker.untilState(id, 'paused')
    expect((await worker.job(child.id)).state).toBe('running')
    await worker.tell(id, 'cancel')
    expect(await worker.untilEnded(child.id)).toMatchObject({ state: 'cancelled' })
  })

  const untilChildren = async (id: string, count: number) => {
    for (;;) {
      const children = await childrenOf(id)
      if (children.length === count) return children
    }
  }
})
