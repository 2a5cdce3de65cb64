import { randomUUID } from 'node:crypto'
import { JOB_LIMITS, type WorkspaceId } from '@grantry/contract'
import * as fc from 'fast-check'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { anInstallRow } from '../../../test/rows.ts'
import { stderrLog } from '../../../test/scratch-postgres.ts'
import { Database } from '../../platform/database/index.ts'
import { nodeLock } from '../../platform/queue/index.ts'
import { ClaimsRepository } from './claims.repository.ts'
import { type Batch, type ClaimedJob, RunsRepository } from './runs.repository.ts'

let testDatabase: TestDatabase
let database: Database
let claims: ClaimsRepository
let runs: RunsRepository
let install: Awaited<ReturnType<typeof anInstallRow>>
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await Database.open({ databaseUrl: testDatabase.connectionString, dataDir: '/nowhere' }, stderrLog)
  claims = new ClaimsRepository(database)
  runs = new RunsRepository(database)
  install = await anInstallRow(database)
})
afterAll(async () => {
  await database.onApplicationShutdown()
  await testDatabase.drop()
})

const room = (places: number, generations: number[] = []) => ({ places, generations: new Set(generations) })

async function aJob(depth = 0): Promise<string> {
  const { id } = await database.client.job.create({
    data: {
      ...install,
      depth,
      name: 'work',
      origin: 'person',
      params: {},
      resumable: true,
      runAt: new Date(0),
      maxAttempts: 5,
      fuelBudget: 1_000n,
    },
  })
  return id
}

/** A node as the others see it: a session with the lock of its id. */
class Node {
  private constructor(
    readonly id: string,
    private readonly session: Client,
  ) {}

  static async start(): Promise<Node> {
    const session = new Client(testDatabase.connectionString)
    await session.connect()
    const id = randomUUID()
    await session.query(`SELECT pg_advisory_lock(${nodeLock('$1::text')})`, [id])
    await database.client.jobNode.create({ data: { id, name: 'a node' } })
    return new Node(id, session)
  }

  /** As when its process is killed. */
  async die(): Promise<void> {
    await this.session.end()
  }
}

const batch = (fields: Partial<Batch> = {}): Batch => ({
  progress: null,
  items: 1n,
  bytes: 0n,
  warnings: 1,
  errors: 0,
  lines: [{ kind: 'warning', message: 'one', at: new Date() }],
  fuel: 1n,
  ...fields,
})
const ending = {
  outcome: 'completed',
  state: 'completed',
  reason: null,
  runAt: new Date(0),
  attempt: 'counts',
  lostRight: null,
} as const
const queued = { ...ending, outcome: 'lost', state: 'queued', attempt: 'does not count' } as const

type Write = 'report' | 'checkpoint' | 'end'
type Step =
  | { kind: 'claim'; node: number }
  | { kind: 'die'; node: number }
  | { kind: 'take over' }
  | { kind: 'write'; run: number; write: Write }

const NODES = 3
const node = fc.nat(NODES - 1)
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('claim' as const), node }),
  fc.record({ kind: fc.constant('die' as const), node }),
  fc.record({ kind: fc.constant('take over' as const) }),
  fc.record({
    kind: fc.constant('write' as const),
    run: fc.nat(9),
    write: fc.constantFrom<Write>('report', 'checkpoint', 'checkpoint', 'end'),
  }),
)

/** Whether the run was let write. */
async function write(job: ClaimedJob, what: Write): Promise<boolean> {
  const now = new Date()
  if (what === 'report') return (await runs.report(job, batch(), now)) !== null
  if (what === 'checkpoint') return (await runs.checkpoint(job, batch(), Buffer.from([job.fence]), now)) !== null
  return database.transaction((tx) => runs.end(tx, job, batch(), ending, now))
}

const takeOver = () =>
  database.transaction(async (tx) => {
    const lost = await runs.lockLost(tx)
    for (const run of lost) await runs.giveUp(tx, run, queued, new Date())
    return lost
  })

it('lets the newest run of a job write, and no other, whichever nodes die and whoever takes over', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 30 }), async (all) => {
      const nodes = await Promise.all(Array.from({ length: NODES }, () => Node.start()))
      const dead = new Set<number>()
      const id = await aJob()
      const begun: { job: ClaimedJob; node: number }[] = []
      /** The run that has the job; null while nobody has. */
      let current: number | null = null
      let kept = 0
      let shown = 0
      let over = false
      for (const step of all) {
        if (step.kind === 'claim' && !dead.has(step.node)) {
          const at = { id: nodes[step.node]!.id, name: 'a node' }
          const [job] = await database.transaction((tx) => claims.claim(tx, at, room(5), new Date()))
          expect(job !== undefined).toBe(current === null && !over)
          if (job === undefined) continue
          expect(job).toMatchObject({ id, fence: begun.length + 1 })
          current = begun.push({ job, node: step.node }) - 1
          shown = 0
        }
        if (step.kind === 'die' && !dead.has(step.node)) {
          dead.add(step.node)
          await nodes[step.node]!.die()
        }
        if (step.kind === 'take over') {
          const isLost = current !== null && dead.has(begun[current]!.node)
          expect((await takeOver()).map((run) => run.id)).toEqual(isLost ? [id] : [])
          if (isLost) current = null
        }
        if (step.kind === 'write' && begun.length > 0) {
          const run = step.run % begun.length
          // Also of a node that is dead, but not yet taken for dead: nobody else has the job.
          const allowed = run === current
          expect(await write(begun[run]!.job, step.write)).toBe(allowed)
          if (!allowed) continue
          if (step.write === 'report') shown += 1
          else {
            kept += shown + 1
            shown = 0
          }
          if (step.write === 'end') {
            current = null
            over = true
          }
        }
      }
      const row = await database.client.job.findUniqueOrThrow({ where: { id }, include: { lines: true } })
      expect([Number(row.items), Number(row.liveItems), row.warnings]).toEqual([kept, shown, kept])
      expect(row.lines.filter(({ live }) => !live)).toHaveLength(kept)
      await database.client.job.delete({ where: { id } })
      for (const [index, each] of nodes.entries()) if (!dead.has(index)) await each.die()
    }),
    { numRuns: 40 },
  )
})

it('claims no more of an install than may run at once, and of each workspace in turn', async () => {
  const here = await Node.start()
  const other = await anInstallRow(database)
  const jobs = [await aJob(), await aJob(), await aJob(), await aJob()]
  const elsewhere = await database.client.job.create({
    data: {
      ...other,
      name: 'work',
      origin: 'person',
      params: {},
      resumable: true,
      runAt: new Date(1),
      maxAttempts: 5,
      fuelBudget: 1_000n,
    },
  })
  const claim = async (limit: number) =>
    (
      await database.transaction((tx) => claims.claim(tx, { id: here.id, name: 'a node' }, room(limit), new Date()))
    ).map(({ id }) => id)
  // The other workspace came later, and has nothing under way.
  expect(new Set(await claim(2))).toEqual(new Set([jobs[0], elsewhere.id]))
  expect(await claim(9)).toEqual([jobs[1]])
  expect(await claim(9)).toEqual([])
  await here.die()
})

it('claims one child of each generation when all places are taken, and no second', async () => {
  const here = await Node.start()
  await database.client.job.updateMany({ data: { state: 'cancelled', nodeId: null, endedAt: new Date() } })
  const claim = (at: ReturnType<typeof room>) =>
    database.transaction((tx) => claims.claim(tx, { id: here.id, name: 'a node' }, at, new Date()))
  await aJob()
  const children = [await aJob(1), await aJob(1), await aJob(2)]
  const claimed = await claim(room(0))
  expect(new Set(claimed.map(({ id }) => id))).toEqual(new Set([children[0], children[2]]))
  const full = room(0, [0, 1, 2])
  expect(await claims.isAnyWaiting(full, new Date())).toBe(false)
  expect(await claim(full)).toEqual([])
  expect(new Set((await claim(room(9))).map(({ generation }) => generation))).toEqual(new Set([0, 1]))
  await here.die()
})

it('knows what a run has used that was lost with its node', async () => {
  const here = await Node.start()
  await database.client.job.updateMany({ data: { state: 'cancelled', nodeId: null, endedAt: new Date() } })
  const id = await aJob()
  const claim = async () =>
    (await database.transaction((tx) => claims.claim(tx, { id: here.id, name: 'a node' }, room(1), new Date())))[0]!
  const interrupted = { ...ending, outcome: 'interrupted', state: 'queued' } as const
  const first = await claim()
  await database.transaction((tx) => runs.end(tx, first, batch({ fuel: 30n }), interrupted, new Date()))
  await runs.report(await claim(), batch({ fuel: 12n }), new Date())
  await here.die()
  await takeOver()
  const rows = await database.client.jobRun.findMany({ where: { jobId: id }, orderBy: { number: 'asc' } })
  expect(rows.map(({ fuel }) => fuel)).toEqual([30n, 12n])
})

it('writes nothing for a run that names another workspace', async () => {
  const here = await Node.start()
  await database.client.job.updateMany({ data: { state: 'cancelled', nodeId: null, endedAt: new Date() } })
  await aJob()
  const [job] = await database.transaction((tx) =>
    claims.claim(tx, { id: here.id, name: 'a node' }, room(1), new Date()),
  )
  const forged = { ...job!, workspaceId: randomUUID() as WorkspaceId }
  expect(await write(forged, 'checkpoint')).toBe(false)
  expect(await write(forged, 'end')).toBe(false)
  expect(await write(job!, 'checkpoint')).toBe(true)
  await here.die()
})

it('keeps the newest lines of each kind, and counts all', async () => {
  const here = await Node.start()
  await database.client.job.updateMany({ data: { state: 'cancelled', nodeId: null, endedAt: new Date() } })
  await aJob()
  const [job] = await database.transaction((tx) =>
    claims.claim(tx, { id: here.id, name: 'a node' }, room(1), new Date()),
  )
  const many = JOB_LIMITS.linesPerKind + 3
  const lines = Array.from({ length: many }, (_, n) => ({
    kind: 'warning' as const,
    message: String(n),
    at: new Date(),
  }))
  await runs.report(job!, batch({ lines, warnings: many }), new Date())
  await runs.report(
    job!,
    batch({ lines: [{ kind: 'log', message: 'a line', at: new Date() }], warnings: 0 }),
    new Date(),
  )
  await runs.pruneLines(job!)
  const kept = await database.client.jobLine.findMany({ where: { jobId: job!.id }, orderBy: { id: 'asc' } })
  expect(kept.map(({ message }) => message)).toEqual([...lines.slice(3).map(({ message }) => message), 'a line'])
  expect((await database.client.job.findUniqueOrThrow({ where: { id: job!.id } })).liveWarnings).toBe(many)
  await here.die()
})
