import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'

import { onServer } from '../../../test/database-server.ts'
import { createTestDatabase } from '../../../test/database.ts'
import type { TestDatabase } from '../../../test/database.ts'
import { stderrLog } from '../../../test/scratch-postgres.ts'
import { uniqueViolation } from './database-errors.ts'
import { Database } from './database.service.ts'
import type { Tx } from './database.service.ts'

describe('the database', { timeout: 30_000 }, () => {
  let testDatabase: TestDatabase
  let database: Database

  beforeAll(async () => {
    testDatabase = await createTestDatabase()
    database = await Database.open({ databaseUrl: testDatabase.connectionString, dataDir: '/nowhere' }, stderrLog)
    await database.client.$executeRaw`CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)`
  })
  afterAll(async () => {
    await database.onApplicationShutdown()
    await testDatabase.drop()
  })
  beforeEach(async () => {
    await database.client.$executeRaw`TRUNCATE counters`
    await database.client.$executeRaw`INSERT INTO counters VALUES (1, 0), (2, 0)`
  })

  const increment = (tx: Tx, id: number) => tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = ${id}`
  const readCounters = async () => {
    const rows = await database.client.$queryRaw<{ value: number }[]>`SELECT value FROM counters ORDER BY id`
    return rows.map((row) => row.value)
  }

  it('answers a ping', async () => {
    await expect(database.ping()).resolves.toBeUndefined()
  })

  it('keeps all of a transaction or nothing', async () => {
    const failing = database.transaction(async (tx) => {
      await increment(tx, 1)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await readCounters()).toEqual([0, 0])

    expect(await database.transaction((tx) => increment(tx, 1))).toBe(1)
    expect(await readCounters()).toEqual([1, 0])
  })

  it('runs a transaction again that the database gave up for a deadlock', async () => {
    const meeting = Promise.withResolvers<void>()
    let arrivals = 0
    const crossing = (first: number, second: number) =>
      database.transaction(async (tx) => {
        await increment(tx, first)
        // Both hold their first row before either asks for its second; the one that is run again finds the way free.
        if (++arrivals === 2) meeting.resolve()
        await meeting.promise
        await increment(tx, second)
      })
    await Promise.all([crossing(1, 2), crossing(2, 1)])
    expect(arrivals).toBe(3)
    expect(await readCounters()).toEqual([2, 2])
  })

  it('runs a serializable transaction again until it fits', async () => {
    const readThenAdd = () =>
      database.transaction(
        async (tx) => {
          const [row] = await tx.$queryRaw<{ value: number }[]>`SELECT value FROM counters WHERE id = 1`
          await tx.$executeRaw`UPDATE counters SET value = ${row!.value + 1} WHERE id = 1`
        },
        { isolation: 'Serializable' },
      )
    await Promise.all([readThenAdd(), readThenAdd(), readThenAdd()])
    expect(await readCounters()).toEqual([3, 0])
  })

  it('runs a transaction once that fails for another reason', async () => {
    let runs = 0
    const failing = database.transaction(async (tx) => {
      runs++
      await tx.$executeRaw`INSERT INTO counters VALUES (1, 0)`
    })
    await expect(failing).rejects.toThrow()
    expect(runs).toBe(1)
  })

  it('names the unique index that an insert violates', async () => {
    const data = { email: 'ada@example.org', name: 'Ada', passwordHash: '' }
    await database.client.user.create({ data })
    const violation = await database.client.user.create({ data }).catch(uniqueViolation)
    expect(violation).toBe('users_email_key')
    expect(uniqueViolation(new Error('no'))).toBeNull()
  })

  it('keeps moments whatever the time zone of the server', async () => {
    const name = new URL(testDatabase.connectionString).pathname.slice(1)
    await onServer(testDatabase.connectionString, (client) =>
      client.query(
        `ALTER DATABASE ${name} SET timezone = 'Asia/Tokyo'; ALTER DATABASE ${name} SET datestyle = 'German'`,
      ),
    )
    const elsewhere = await Database.open(
      { databaseUrl: testDatabase.connectionString, dataDir: '/nowhere' },
      stderrLog,
    )
    onTestFinished(() => elsewhere.onApplicationShutdown())

    const createdAt = new Date('2026-07-01T12:00:00.123Z')
    const data = { email: 'grace@example.org', name: 'Grace', passwordHash: '', createdAt }
    expect((await elsewhere.client.user.create({ data })).createdAt).toEqual(createdAt)
    const moment = await onServer(testDatabase.connectionString, (client) =>
      client.query<{ ms: number }>(
        `SELECT extract(epoch FROM created_at)::float8 * 1000 AS ms FROM users WHERE name = 'Grace'`,
      ),
    )
    expect(moment.rows[0]?.ms).toBe(createdAt.getTime())
  })
})

describe('an external database', () => {
  it('that cannot be reached is named without its password', async () => {
    const opening = Database.open(
      { databaseUrl: 'postgresql://ada:secret@127.0.0.1:1/store', dataDir: '/nowhere' },
      stderrLog,
    )
    await expect(opening).rejects.toThrow(/^The database 127\.0\.0\.1:1\/store cannot be reached: connect ECONNREFUSED/)
  })
})

describe('without DATABASE_URL', { timeout: 60_000 }, () => {
  it('runs on a PostgreSQL of its own in the data directory, which survives a restart', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'grantry-spec-'))
    onTestFinished(() => rm(dataDir, { recursive: true }))
    const first = await Database.open({ databaseUrl: null, dataDir }, stderrLog)
    await first.client.user.create({ data: { email: 'ada@example.org', name: 'Ada', passwordHash: '' } })
    await first.onApplicationShutdown()

    const second = await Database.open({ databaseUrl: null, dataDir }, stderrLog)
    expect(await second.client.user.count()).toBe(1)
    await second.onApplicationShutdown()
  })

  it('gives the data directory up when it cannot open the database', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'grantry-spec-'))
    onTestFinished(() => rm(dataDir, { recursive: true }))
    const first = await Database.open({ databaseUrl: null, dataDir }, stderrLog)
    await first.client.$executeRaw`UPDATE _prisma_migrations SET checksum = 'another'`
    await first.onApplicationShutdown()

    await expect(Database.open({ databaseUrl: null, dataDir }, stderrLog)).rejects.toThrow('edited')
    await expect(Database.open({ databaseUrl: null, dataDir }, stderrLog)).rejects.toThrow('edited')
  })
})
