import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BURDENS } from '../../../extensions/finance/fixtures/burdens.ts'
import { fixtureMailbox, type FixtureMessage } from '../../../extensions/finance/fixtures/mailbox.ts'
import { BuiltServer, buildServer, freePort, type Place } from '../test/built-server.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { Person } from '../test/person.ts'
import { sandboxesOf } from '../test/sandboxes.ts'
import { ADMIN } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { aPublisher, aWorkspace, anInstall, type InstallStory, type StoryServer } from '../test/stories.ts'
import { Worker } from '../test/worker.ts'

const FINANCE = join(import.meta.dirname, '../../../extensions/finance')
const PATIENCE_MS = 240_000

let program: string
let database: TestDatabase
let place: Place
let server: BuiltServer
let story: StoryServer
let mailbox: FixtureMessage[]

beforeAll(async () => {
  program = await buildServer('finance')
  database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'grantry-finance-'))
  place = { dataDir, port: await freePort(), databaseUrl: database.connectionString }
  server = await BuiltServer.start(program, place)
  story = await storyOn(server.url)
  mailbox = await fixtureMailbox(join(FINANCE, 'fixtures'))
  await publish(await readFile(join(FINANCE, 'dist/finance-1.0.0.tgz')))
}, PATIENCE_MS)
afterAll(async () => {
  await server.stop('SIGKILL')
  await database.drop()
  await rm(place.dataDir, { recursive: true, force: true })
})

async function storyOn(url: string): Promise<StoryServer> {
  let people = 0
  const person = (name = 'person') => {
    people += 1
    return Person.signUp(url, { email: `${name}-${people}@example.org`, password: 'a long password', name })
  }
  return { url, admin: await Person.signIn(url, ADMIN), person }
}

async function publish(archive: Uint8Array): Promise<void> {
  const { publisher, slug } = await aPublisher(story)
  const { reviewId } = await publisher.publish(slug, archive)
  expect((await story.admin.post(`/v1/reviews/${reviewId}/approve`)).status).toBe(200)
}

/** The extension, installed with all that it asks for in a workspace that has the test mailbox. */
async function install(): Promise<{ installed: InstallStory; worker: Worker; digests: Map<string, string> }> {
  const tenant = await aWorkspace(story)
  const digests = new Map<string, string>()
  for (const { name, bytes } of mailbox) {
    const entry = { path: `/mail/${name}`, base64: bytes.toString('base64') }
    const { status, body } = await tenant.person.call(tenant.workspace, 'entries.create', entry)
    expect(status, JSON.stringify(body)).toBe(200)
    digests.set(name, body.digest)
  }
  const installed = await anInstall(story, 'finance', undefined, tenant)
  return { installed, worker: new Worker('finance', installed), digests }
}

const receiptOf = (digest = '') => `/receipts/${digest.replace('sha256:', '')}.json`

/** Every receipt of a workspace, as what was found in which message. */
async function receiptsIn({ person, workspace }: InstallStory, worker: Worker): Promise<Record<string, unknown>> {
  const receipts: [string, unknown][] = []
  for (const name of await worker.names('/receipts')) {
    const input = { path: `/receipts/${name}`, content: 'text' }
    const { text } = (await person.call(workspace, 'entries.get', input)).body
    const { message, merchant, amountMinor, currency, date, category } = JSON.parse(text)
    receipts.push([basename(message.path), { merchant, amountMinor, currency, date, category }])
  }
  expect(new Set(receipts.map(([name]) => name)).size).toBe(receipts.length)
  return Object.fromEntries(receipts)
}

const expectedReceipts = () =>
  Object.fromEntries(
    mailbox.flatMap(({ name, expected }) => (expected === null || expected === 'unreadable' ? [] : [[name, expected]])),
  )

/**
 * Makes whoever writes a receipt wait, in the middle of writing it, until it is released: another transaction has begun
 * to write the same one, and takes it back in the end.
 */
async function holdUp(workspace: string, path: string): Promise<() => Promise<void>> {
  const client = new Client(database.connectionString)
  await client.connect()
  await client.query('BEGIN')
  await client.query(
    `INSERT INTO entries (id, workspace_id, path, name, mime_type, size_bytes, digest, updated_at)
     VALUES ($1, $2, $3, $4, 'application/json', 0, 'sha256:0', now())`,
    [randomUUID(), workspace, path, basename(path)],
  )
  return async () => {
    await client.query('ROLLBACK')
    await client.end()
  }
}

async function untilSomebodyWaits(): Promise<void> {
  const WAITING = `SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ILIKE '%INSERT INTO%entries%'`
  while ((await query(database, WAITING)).length === 0) await delay(20)
}

const blows = {
  server: async () => {
    await server.stop('SIGKILL')
    server = await BuiltServer.start(program, place)
  },
  sandbox: async () => {
    for (const pid of await sandboxesOf(server.pid)) process.kill(pid, 'SIGKILL')
  },
} as const

describe('a scan of a mailbox', () => {
  it.each(['server', 'sandbox'] as const)(
    'whose %s is killed at message 37 is resumed, makes no receipt twice and leaves none out',
    async (victim) => {
      const { installed, worker, digests } = await install()
      const at = mailbox[36]
      expect(at?.expected).toMatchObject({ merchant: expect.any(String) })
      const release = await holdUp(installed.workspace, receiptOf(digests.get(at?.name ?? '')))
      const { id } = await worker.dispatch('email_scan')
      await untilSomebodyWaits()
      expect(await worker.names('/receipts')).toHaveLength(36)
      const strike = blows[victim]()
      await release()
      await strike

      const job = await worker.untilEnded(id)
      expect(job, JSON.stringify(job)).toMatchObject({
        state: 'completed',
        counters: { items: String(mailbox.length) },
        warningCount: 4,
        checkpoint: { sequence: 8 },
      })
      expect(job.runs.map(({ outcome }) => outcome)).toEqual(['completed', 'lost'])
      // The receipts of the messages after the thirtieth were there: six, or seven if the write that waited came through.
      expect(job.message).toMatch(
        /^80 messages, new receipts: 5[56], known: [67], without a receipt: 14, unreadable: 4$/,
      )
      expect(await receiptsIn(installed, worker)).toEqual(expectedReceipts())
    },
    PATIENCE_MS,
  )

  it(
    'is made once more without finding anything new, and reads nothing outside of what was granted',
    async () => {
      const { installed, worker } = await install()
      const { person, workspace } = installed
      await worker.run('email_scan', { folder: '/mail' })
      const again = await worker.run('email_scan')
      expect(again.message).toMatch(/^80 messages, new receipts: 0, known: 62/)
      await person.call(workspace, 'entries.create', { path: '/private/one.eml', text: 'From: a@example.org\r\n\r\n' })
      const elsewhere = await worker.run('email_scan', { folder: '/private' })
      expect(elsewhere).toMatchObject({
        state: 'completed',
        message: expect.stringMatching(/^0 messages/),
        warningCount: 1,
      })
      expect((await worker.send('email_scan', { folder: 5 })).body).toMatchObject({
        issues: [{ path: '$.params.folder' }],
      })
    },
    PATIENCE_MS,
  )
})

describe('messages that are made to be a burden', () => {
  it('do not end a scan', { timeout: PATIENCE_MS }, async () => {
    const tenant = await aWorkspace(story)
    for (const [name, bytes] of Object.entries(BURDENS)) {
      const entry = { path: `/mail/${name}`, base64: bytes.toString('base64') }
      expect((await tenant.person.call(tenant.workspace, 'entries.create', entry)).status).toBe(200)
    }
    const worker = new Worker('finance', await anInstall(story, 'finance', undefined, tenant))
    const job = await worker.run('email_scan')
    expect(job, JSON.stringify(job)).toMatchObject({
      state: 'completed',
      attempts: 1,
      counters: { items: String(Object.keys(BURDENS).length) },
    })
  })
})

describe('receipts', () => {
  it('are classified, and imported once', { timeout: PATIENCE_MS }, async () => {
    const { installed, worker, digests } = await install()
    const { person, workspace } = installed
    const entry = '/mail/handmade-04-alternative-and-pdf.eml'
    const classified = await person.call(workspace, 'query:finance:classify_receipt.v1', { entry })
    expect(classified.body).toMatchObject({ isReceipt: true, merchant: 'Hôtel du Lac', amountMinor: 141_250 })
    const unreadable = await person.call(workspace, 'finance:classify_receipt', {
      entry: '/mail/handmade-15-empty.eml',
    })
    expect(unreadable.body).toMatchObject({ code: 'unreadable_message' })

    const imports = { paths: [entry] }
    const path = receiptOf(digests.get(basename(entry)))
    const first = await person.call(workspace, 'action:finance:import_receipts.input.v1', imports)
    expect(first.body).toEqual({ imported: [{ source: entry, path }], existing: [], skipped: [] })
    const both = await Promise.all([1, 2].map(() => person.call(workspace, 'finance:import_receipts', imports)))
    for (const { body } of both) expect(body.existing).toEqual([{ source: entry, path }])
    expect(await worker.names('/receipts')).toEqual([basename(path)])
  })
})
