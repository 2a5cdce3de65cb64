import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@grantry/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltServer, buildServer } from '../test/built-server.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { Person } from '../test/person.ts'
import { ADMIN } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'
import { Worker, workerPackage } from '../test/worker.ts'

/** Two servers, each a process of its own, on one PostgreSQL and one folder of blobs. */
let program: string
let database: TestDatabase
let dataDir: string
let nodes: BuiltServer[]
let person: Person
let worker: Worker

const startNode = () => BuiltServer.start(program, { dataDir, port: 0, databaseUrl: database.connectionString })

beforeAll(async () => {
  program = await buildServer('two-nodes')
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'grantry-nodes-'))
  nodes = [await startNode(), await startNode()]
  const url = nodes[0]!.url
  const account = { email: 'ada@example.org', password: 'a long password', name: 'Ada' }
  person = await Person.signUp(url, account)
  const admin = await Person.signIn(url, ADMIN)
  const server = { url, admin, person: async () => person }
  const pack = await workerPackage()
  await anApprovedVersion(server, pack)
  worker = new Worker(pack.manifest.id, await anInstall(server, pack.manifest.id))
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop('SIGKILL')))
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

/** The same worker, asked through one of the nodes. */
const through = async (node: BuiltServer) =>
  worker.as(await Person.signIn(node.url, { email: person.email, password: 'a long password' }))

const nodeOf = (name: string): BuiltServer => nodes.find(({ pid }) => name.endsWith(`:${pid}`))!

describe('two servers on one database', () => {
  it('share the work, and each shows live what the other does', async () => {
    const path = `/${freshName('run')}`
    const { id } = await worker.dispatch('hold', { path, message: 'seen everywhere' })
    const running = await worker.until(id, ({ message }) => message === 'seen everywhere')
    const elsewhere = nodes.find((node) => node !== nodeOf(running.runs[0]?.node ?? ''))!
    const other = await through(elsewhere)
    const { token } = (await person.post('/v1/tokens', { name: 'watch', scopes: ['read'] })).body
    const client = createClient({ baseUrl: elsewhere.url, token })
    const seen: unknown[] = []
    for await (const { event, data } of client.jobs.watch(worker.story.workspace, id)) {
      if (event === 'snapshot') {
        seen.push(data.message)
        await other.tell(id, 'pause')
      }
      if (event === 'change' && data.state === 'paused') {
        seen.push(data.state)
        break
      }
    }
    expect(seen).toEqual(['seen everywhere', 'paused'])
    await other.tell(id, 'cancel')
  })

  it('take over from each other: a killed server’s jobs go on elsewhere, from their checkpoint', async () => {
    const jobs = []
    for (const count of [30, 40]) {
      const to = `/${freshName('run')}`
      const gate = { at: 15, path: `${to}-gate` }
      jobs.push({ to, gate, count, id: (await worker.dispatch('make', { folder: to, count, gate })).id })
    }
    for (const { id, count } of jobs) await worker.until(id, ({ message }) => message === `15 of ${count}`)
    const first = await worker.job(jobs[0]!.id)
    const victim = nodeOf(first.runs[0]?.node ?? '')
    const survivor = nodes.find((node) => node !== victim)!
    const there = await through(survivor)
    await victim.stop('SIGKILL')
    for (const { gate } of jobs) await there.put(gate.path)
    for (const { id, to, count } of jobs) {
      const job = await there.untilEnded(id)
      expect(job).toMatchObject({ state: 'completed', attempts: 1, counters: { items: String(count) } })
      expect(job.runs.every(({ node, outcome }) => outcome === 'lost' || nodeOf(node) === survivor)).toBe(true)
      expect(await there.names(to)).toHaveLength(count)
    }
    const rows = await query<{ count: number }>(
      database,
      `SELECT count(*)::int AS count FROM job_runs WHERE outcome = 'lost'`,
    )
    expect(rows[0]?.count).toBeGreaterThan(0)
    nodes = [survivor, await startNode()]
    worker = there
  })

  it('hand over when one is asked to stop: nothing is lost, and no attempt is counted', async () => {
    const to = `/${freshName('run')}`
    const gate = { at: 15, path: `${to}-gate` }
    const { id } = await worker.dispatch('make', { folder: to, count: 20, every: 100, gate })
    const running = await worker.until(id, ({ message }) => message === '15 of 20')
    const leaving = nodeOf(running.runs[0]?.node ?? '')
    const staying = nodes.find((node) => node !== leaving)!
    const there = await through(staying)
    expect(await leaving.stop('SIGTERM')).toMatchObject({ code: 0 })
    await there.put(gate.path)
    const job = await there.untilEnded(id)
    expect(job).toMatchObject({ state: 'completed', attempts: 1, counters: { items: '20' } })
    expect(job.runs.at(-1)).toMatchObject({ outcome: 'stopped', reason: { code: 'node_stopped' } })
    nodes = [staying, await startNode()]
    worker = there
  })
})
