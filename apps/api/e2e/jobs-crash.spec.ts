import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Job, JOB_LIMITS } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BuiltServer, buildServer, freePort, type Place } from '../test/built-server.ts'
import { discard } from '../test/cluster-on-disk.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { dice } from '../test/dice.ts'
import { Person } from '../test/person.ts'
import { sandboxesOf } from '../test/sandboxes.ts'
import { ADMIN } from '../test/server.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'
import { Worker, workerPackage } from '../test/worker.ts'

/**
 * Jobs of 200 items, broken off at points drawn from a seed by SIGKILL: of the server, or of the sandboxes. Each job is
 * a point. `PROOF_POINTS` says how many; with `DATABASE_URL` the server works on that PostgreSQL, else on its own.
 */
const POINTS = Number(process.env['PROOF_POINTS'] || 4)
/** As many as an install runs at once. */
const JOBS_AT_ONCE = JOB_LIMITS.runningPerInstall
const ITEMS = 200
const EVERY = 10
const PATIENCE_MS = 240_000

let program: string
let database: TestDatabase | null
let place: Place
let server: BuiltServer
let worker: Worker
const figures = { points: 0, interrupted: 0, redone: 0 }

beforeAll(async () => {
  program = await buildServer('crashing-jobs')
  database = process.env['DATABASE_URL'] ? await createTestDatabase() : null
  const dataDir = await mkdtemp(join(tmpdir(), 'grantry-jobs-crash-'))
  place = { dataDir, port: await freePort(), ...(database && { databaseUrl: database.connectionString }) }
  server = await BuiltServer.start(program, place)
  const { url } = server
  const person = await Person.signUp(url, { email: 'ada@example.org', password: 'a long password', name: 'Ada' })
  const story = { url, admin: await Person.signIn(url, ADMIN), person: async () => person }
  const pack = await workerPackage()
  await anApprovedVersion(story, pack)
  worker = new Worker(pack.manifest.id, await anInstall(story, pack.manifest.id))
}, PATIENCE_MS)
afterAll(async () => {
  const { points, interrupted, redone } = figures
  process.stdout.write(`${points} jobs, ${interrupted} of them broken off, ${redone} items done again\n`)
  await server.stop('SIGKILL')
  if (database === null) return discard(place.dataDir)
  await database.drop()
  await rm(place.dataDir, { recursive: true, force: true })
})

interface Begun {
  id: string
  folder: string
}

const begin = async (): Promise<Begun> => {
  const folder = `/${freshName('run')}`
  const { id } = await worker.dispatch('make', { folder, count: ITEMS, every: EVERY })
  return { id, folder }
}

const doneOf = ({ state, message }: Job): number =>
  state === 'completed' ? ITEMS : Number(message?.split(' ')[0] ?? 0)

/** What was done again, by the run that did: each run warns of what it finds done. */
function redoneIn(warnings: Job['warnings']): number[][] {
  const byRun = Map.groupBy(warnings, ({ run }) => run)
  return [...byRun.values()].map((lines) =>
    lines.map(({ message }) => Number.parseInt(message, 10)).toSorted((a, b) => a - b),
  )
}

async function expectWhole({ id, folder }: Begun): Promise<void> {
  const job = await worker.untilEnded(id)
  expect(job, JSON.stringify(job)).toMatchObject({
    state: 'completed',
    counters: { items: String(ITEMS), bytes: String(BigInt(ITEMS) * (2n ** 53n + 1n)) },
    // One for every ten items: none was taken back, and none was made twice.
    checkpoint: { sequence: ITEMS / EVERY },
  })
  const numbers = (await worker.names(folder)).map(Number).toSorted((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: ITEMS }, (_, index) => index))
  for (const redone of redoneIn(job.warnings)) {
    // From the last checkpoint on, without a gap, and never as much as up to the next one.
    const from = redone[0] ?? 0
    expect(from % EVERY).toBe(0)
    expect(redone).toEqual(redone.map((_, index) => from + index))
    expect(redone.length).toBeLessThanOrEqual(EVERY)
    figures.redone += redone.length
  }
  figures.points += 1
  if (job.runs.length > 1) figures.interrupted += 1
}

const blows = {
  'the server': async () => {
    await server.stop('SIGKILL')
    server = await BuiltServer.start(program, place)
  },
  'the sandboxes': async () => {
    for (const pid of await sandboxesOf(server.pid)) process.kill(pid, 'SIGKILL')
  },
} as const

const roll = dice(7)
const rounds = Array.from({ length: Math.ceil(POINTS / JOBS_AT_ONCE) }, (_, index) => ({
  victim: index % 2 === 0 ? ('the server' as const) : ('the sandboxes' as const),
  item: Math.floor(roll() * (ITEMS - EVERY)),
  laterMs: Math.floor(roll() * 50),
}))

describe('jobs whose run is killed', () => {
  it.each(rounds)(
    'with $victim at item $item of one of them, and $laterMs ms, go on from their checkpoints',
    async ({ victim, item, laterMs }) => {
      const jobs = await Promise.all(Array.from({ length: JOBS_AT_ONCE }, begin))
      await worker.until(jobs[0]?.id ?? '', (job) => doneOf(job) >= item)
      await delay(laterMs)
      await blows[victim]()
      for (const job of jobs) await expectWhole(job)
    },
    PATIENCE_MS,
  )
})
