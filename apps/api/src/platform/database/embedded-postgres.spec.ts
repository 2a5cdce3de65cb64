import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { Pool } from 'pg'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

import { closedClone, closedDirectory } from '../../../test/closed-clone.ts'
import { discard, isRunning, killPostmaster, postmasterPid, writePidFile } from '../../../test/cluster-on-disk.ts'
import { onServer } from '../../../test/database-server.ts'
import { spawnProcess, startProcess } from '../../../test/embedded-postgres.server.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'
import type { EmbeddedPostgres } from './embedded-postgres.ts'
import { DataDirectoryInUse } from './embedded/data-directory-lock.ts'

const isRoot = process.getuid!() === 0
const NOBODY = { uid: 65534, gid: 65534 }
/** How long to wait for what happens within a second on an idle machine. */
const PATIENCE = { timeout: 30_000, interval: 20 }

describe('the embedded PostgreSQL', { timeout: 60_000 }, () => {
  let dataDir: string
  let messages: string[]
  const record = (message: string) => void messages.push(message)
  const log = { log: record, warn: record, error: record }

  beforeEach(async () => {
    messages = []
    dataDir = await mkdtemp(join(tmpdir(), 'grantry-spec-'))
  })
  afterEach(() => discard(dataDir))

  const start = (directory = dataDir) => startEmbeddedPostgres({ dataDir: directory, log })

  it('keeps what was written from one start to the next', async () => {
    const first = await start()
    await write(first, 1)
    await first.stop()

    const second = await start()
    expect(await readAll(second)).toEqual([1])
    await second.stop()
  })

  it('leaves no process, no socket and no lock behind when it is stopped', async () => {
    const postgres = await start()
    const socketDirectory = new URL(postgres.connectionString).searchParams.get('host')!
    await postgres.stop()

    expect(await isRunning(dataDir)).toBe(false)
    expect(await stat(socketDirectory, { throwIfNoEntry: false })).toBeUndefined()
    await (await start()).stop()
  })

  it('gives the platform a role that is no superuser, in UTF-8, and no way in but the socket', async () => {
    const postgres = await start()
    const settings = await onServer(postgres.connectionString, async (client) => {
      const { rows } = await client.query(
        `SELECT current_setting('is_superuser') AS superuser, current_setting('listen_addresses') AS addresses,
                current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync`,
      )
      return rows[0]
    })
    expect(settings).toEqual({ superuser: 'off', addresses: '', encoding: 'UTF8', fsync: 'on' })
    const socket = await stat(new URL(postgres.connectionString).searchParams.get('host')!)
    expect(socket.mode & 0o777).toBe(0o700)
    await postgres.stop()
  })

  it('finds words with letters outside ASCII by similarity', async () => {
    const postgres = await start()
    const similarity = await onServer(postgres.connectionString, async (client) => {
      await client.query('CREATE EXTENSION pg_trgm')
      return (await client.query(`SELECT similarity('Überblick', 'überblik') AS value`)).rows[0]?.value as number
    })
    expect(similarity).toBeGreaterThan(0.5)
    await postgres.stop()
  })

  it('starts again after each kill of PostgreSQL, with every acknowledged row', async () => {
    const postgres = await start()
    const pool = poolOn(postgres)
    await pool.query('CREATE TABLE written (n int PRIMARY KEY)')
    const writer = writeUntilStopped(pool)
    for (const kills of [1, 2]) {
      await vi.waitFor(() => expect(writer.acknowledged.length).toBeGreaterThan(100 * kills), PATIENCE)
      await killPostmaster(dataDir)
      const returns = () => messages.filter((message) => message === 'PostgreSQL is back')
      await vi.waitFor(() => expect(returns()).toHaveLength(kills), PATIENCE)
    }
    await writer.stop()

    const { rows } = await pool.query<{ n: number }>('SELECT n FROM written')
    const kept = new Set(rows.map((row) => row.n))
    expect(writer.acknowledged.filter((n) => !kept.has(n))).toEqual([])
    await pool.end()
    await postgres.stop()
  })

  it('can be stopped while it is starting PostgreSQL again', async () => {
    const postgres = await start()
    await killPostmaster(dataDir)
    await postgres.stop()
    expect(await isRunning(dataDir)).toBe(false)
  })

  it('refuses a data directory that this process uses already', async () => {
    const postgres = await start()
    await expect(start()).rejects.toThrow(DataDirectoryInUse)
    await postgres.stop()
  })

  it('refuses a data directory that another process uses, and names the process', async () => {
    const other = await startProcess(dataDir)
    await expect(start()).rejects.toThrow(
      `Another Grantry server (process ${other.child.pid}) is using the data directory ${dataDir}.`,
    )
    other.child.kill('SIGTERM')
    await once(other.child, 'close')
    await (await start()).stop()
  })

  it('takes over from a server that was killed and left PostgreSQL running', async () => {
    const other = await startProcess(dataDir)
    await write(other, 7)
    other.child.kill('SIGKILL')
    await once(other.child, 'close')
    expect(await isRunning(dataDir)).toBe(true)

    const postgres = await start()
    expect(await readAll(postgres)).toEqual([7])
    expect(messages).toContain('Ending the PostgreSQL processes that an earlier run left behind')
    await postgres.stop()
  })

  it('shuts PostgreSQL down when the process exits without stopping it', async () => {
    const other = await startProcess(dataDir)
    other.child.stdin!.write('exit\n')
    await once(other.child, 'close')
    await vi.waitFor(async () => expect(await isRunning(dataDir)).toBe(false), PATIENCE)
  })

  it('starts over a postmaster.pid whose process is gone', async () => {
    await (await start()).stop()
    await writePidFile(dataDir, 2_147_483_646)
    await (await start()).stop()
  })

  it('starts over a postmaster.pid whose number belongs to another program now', async () => {
    await (await start()).stop()
    const other = spawn('sleep', ['600'], isRoot ? NOBODY : {})
    onTestFinished(() => void other.kill())
    await once(other, 'spawn')
    await writePidFile(dataDir, other.pid!)

    await (await start()).stop()
    expect(other.exitCode).toBeNull()
  })

  it('begins anew when the first start was killed halfway', async () => {
    await mkdir(join(dataDir, 'postgres.new'))
    await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n')
    const postgres = await start()
    await write(postgres, 1)
    await postgres.stop()
  })

  it('refuses a cluster of another major version', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n')
    await expect(start()).rejects.toThrow('was made by PostgreSQL 17')
  })

  it('gives the data directory up when the start fails', async () => {
    await (await start()).stop()
    await writeFile(join(dataDir, 'postgres', 'postgresql.auto.conf'), 'no_such_setting = 1\n')
    await expect(start()).rejects.toThrow('no_such_setting')
    await writeFile(join(dataDir, 'postgres', 'postgresql.auto.conf'), '')
    await (await start()).stop()
  })

  describe.runIf(isRoot)('for root', () => {
    it('runs PostgreSQL as another user', async () => {
      const postgres = await start()
      expect(await stat(`/proc/${await postmasterPid(dataDir)}`)).toMatchObject(NOBODY)
      expect((await stat(join(dataDir, 'postgres'))).uid).toBe(NOBODY.uid)
      await postgres.stop()
    })

    it('runs in a clone that is closed to that user, keeping one capability of root and no other', async () => {
      const clone = await closedClone()
      const cloneData = join(clone, 'data')
      const server = await startProcess(cloneData, {
        script: join(clone, 'apps/api/test/embedded-postgres.process.ts'),
      })
      await write(server, 3)
      const status = await readFile(`/proc/${await postmasterPid(cloneData)}/status`, 'utf8')
      // DAC_OVERRIDE or DAC_READ_SEARCH, depending on what this root has.
      expect([1 << 1, 1 << 2]).toContain(Number.parseInt(/CapEff:\s*(\w+)/.exec(status)![1]!, 16))
      expect([1 << 1, 1 << 2]).toContain(Number.parseInt(/CapBnd:\s*(\w+)/.exec(status)![1]!, 16))
      await killPostmaster(cloneData)
      await vi.waitFor(async () => expect(await readAll(server)).toEqual([3]), PATIENCE)
      server.child.kill('SIGTERM')
      await once(server.child, 'close')
    })

    it('names the closed directory when there is no way into it', async () => {
      const closed = join(await closedDirectory(), 'data')
      vi.stubEnv('PATH', '/nowhere')
      onTestFinished(() => void vi.unstubAllEnvs())
      await expect(start(closed)).rejects.toThrow(
        /The directory \/\S+ is closed to that user: open it with "chmod o\+x/,
      )
    })

    it('starts for a user who is not root, and then for root as that user', async () => {
      chownSync(dataDir, NOBODY.uid, NOBODY.gid)
      const server = await startProcess(dataDir, { ...NOBODY })
      await write(server, 5)
      server.child.kill('SIGTERM')
      await once(server.child, 'close')

      const postgres = await start()
      expect(await readAll(postgres)).toEqual([5])
      await postgres.stop()
    })

    it('tells a user who is not root that the data belongs to another', async () => {
      chownSync(dataDir, NOBODY.uid, NOBODY.gid)
      await mkdir(join(dataDir, 'postgres'))
      const child = spawnProcess(dataDir, NOBODY)
      expect(await text(child.stderr!)).toContain('belongs to user 0, but the server runs as user 65534')
    })
  })
})

type Server = Pick<EmbeddedPostgres, 'connectionString'>

async function write(server: Server, n: number): Promise<void> {
  await onServer(server.connectionString, async (client) => {
    await client.query('CREATE TABLE IF NOT EXISTS written (n int PRIMARY KEY)')
    await client.query('INSERT INTO written VALUES ($1)', [n])
  })
}

function readAll(server: Server): Promise<number[]> {
  return onServer(server.connectionString, async (client) => {
    const { rows } = await client.query<{ n: number }>('SELECT n FROM written ORDER BY n')
    return rows.map((row) => row.n)
  })
}

function poolOn(server: Server): Pool {
  const pool = new Pool({ connectionString: server.connectionString })
  pool.on('error', () => undefined)
  return pool
}

/** Writes 1, 2, 3, … one after the other, through every failure. */
function writeUntilStopped(pool: Pool) {
  const acknowledged: number[] = []
  const stopping = new AbortController()
  const writing = (async () => {
    for (let n = 1; !stopping.signal.aborted; n++) {
      const outcome = await Promise.allSettled([pool.query('INSERT INTO written VALUES ($1)', [n])])
      if (outcome[0].status === 'fulfilled') acknowledged.push(n)
    }
  })()
  return {
    acknowledged,
    stop() {
      stopping.abort()
      return writing
    },
  }
}
