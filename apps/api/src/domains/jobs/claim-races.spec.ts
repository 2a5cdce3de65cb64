import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { anInstallRow } from '../../../test/rows.ts'
import { stderrLog } from '../../../test/scratch-postgres.ts'
import { Database, type Tx } from '../../platform/database/index.ts'
import { ClaimsRepository } from './claims.repository.ts'
import { JobsRepository } from './jobs.repository.ts'

let testDatabase: TestDatabase
let database: Database
let claims: ClaimsRepository
let jobs: JobsRepository
let install: Awaited<ReturnType<typeof anInstallRow>>
beforeAll(async () => {
  testDatabase = await createTestDatabase()
  database = await Database.open({ databaseUrl: testDatabase.connectionString, dataDir: '/nowhere' }, stderrLog)
  claims = new ClaimsRepository(database)
  jobs = new JobsRepository(database)
})
beforeEach(async () => {
  install = await anInstallRow(database)
})
afterAll(async () => {
  await database.onApplicationShutdown()
  await testDatabase.drop()
})

const REASON = { code: 'requested', message: 'Somebody asked for it.' }

const aJob = (parentId: string | null = null) =>
  database.client.job.create({
    data: {
      ...install,
      parentId,
      name: 'work',
      origin: 'person',
      params: {},
      resumable: true,
      runAt: new Date(0),
      maxAttempts: 5,
      fuelBudget: 1_000n,
    },
  })
const jobOf = (id: string) => database.client.job.findUniqueOrThrow({ where: { id } })

async function claim(places: number): Promise<string[]> {
  const { id, name } = await database.client.jobNode.create({ data: { id: randomUUID(), name: 'a node' } })
  const room = { places, generations: new Set<number>() }
  const claimed = await database.transaction((tx) => claims.claim(tx, { id, name }, room, new Date()))
  return claimed.map((job) => job.id)
}

/** Until something waits for a row that a transaction holds. */
async function untilBlocked(): Promise<void> {
  for (;;) {
    const [row] = await database.client.$queryRaw<{ blocked: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
        AND wait_event_type = 'Lock' AND cardinality(pg_blocking_pids(pid)) > 0) AS blocked`
    if (row?.blocked === true) return
  }
}

/** While `first` holds the row of a job, `second` comes to wait for it; `meanwhile` happens before it goes on. */
async function whileHeld<T>(
  id: string,
  first: (tx: Tx) => Promise<void>,
  second: () => Promise<T>,
  meanwhile = async (): Promise<void> => undefined,
): Promise<T> {
  const held = await database.client.$transaction(async (tx) => {
    const job = await jobs.lock(tx, install.workspaceId, id)
    expect(job).not.toBeNull()
    await first(tx)
    const waiting = second()
    await untilBlocked()
    await meanwhile()
    return { waiting }
  })
  return held.waiting
}

it.each(['paused', 'cancelled'] as const)('claims no job that is %s at this moment, but the others', async (state) => {
  const job = await aJob()
  const other = await aJob()
  const move = (tx: Tx) => jobs.move(tx, job, { state, reason: REASON }, new Date())
  expect(await whileHeld(job.id, move, () => claim(2))).toEqual([other.id])
  expect(await jobOf(job.id)).toMatchObject({ state, nodeId: null, fence: 0, reasonCode: REASON.code })
})

it('cancels a child that is claimed while its siblings are looked at', async () => {
  const parent = await aJob()
  await database.client.job.update({ where: { id: parent.id }, data: { runAt: new Date(Date.now() + 3_600_000) } })
  const [first, second] = [(await aJob(parent.id)).id, (await aJob(parent.id)).id].toSorted() as [string, string]
  await database.client.job.update({ where: { id: second }, data: { runAt: new Date(1) } })
  expect(await claim(1)).toEqual([first])
  const cancel = () =>
    database.transaction((tx) => jobs.cancelBelow(tx, install.workspaceId, [parent.id], REASON, new Date()))
  await whileHeld(
    first,
    async () => undefined,
    cancel,
    async () => expect(await claim(1)).toEqual([second]),
  )
  for (const id of [first, second]) expect(await jobOf(id)).toMatchObject({ state: 'running', requested: 'cancel' })
})
