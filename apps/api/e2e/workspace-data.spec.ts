import type { WorkspaceData } from '@grantry/contract'
import { createClient } from '@grantry/sdk/client'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onServer } from '../test/database-server.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, freshName, type InstallStory } from '../test/stories.ts'

const CODE = `
  export const say = () => { console.info('It was said') }`
const id = freshName('keeper')
const manifest = {
  id,
  operations: [{ type: 'action', name: 'say', export: 'say' }],
  permissions: [{ id: 'entries.read', reason: 'To look', optional: true }],
}

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await anApprovedVersion(server, { code: CODE, manifest })
})
afterAll(() => server.close())

const path = ({ workspace }: InstallStory, rest = '') => `/v1/workspaces/${workspace}${rest}`
const put = (story: InstallStory, name: string, text: string) =>
  story.person.call(story.workspace, 'entries.create', { path: name, text })

/** A workspace with two files, a result beside one, and an install that has said something. */
async function aFullWorkspace(): Promise<InstallStory> {
  const story = await anInstall(server, id)
  const { body } = await put(story, '/notes/a.txt', 'first')
  await put(story, '/b.txt', 'second file')
  await story.person.call(story.workspace, 'entries.write_sidecar', { entry: body.id, name: 'stats.json', text: '{}' })
  await story.person.call(story.workspace, `${id}:say`, {})
  return story
}

/** As if the install had read a file. */
const touched = (story: InstallStory, file: string) =>
  query(
    server,
    `INSERT INTO permission_targets (workspace_id, install_id, permission, target, allowed, denied, last_at)
      VALUES ($1, $2, 'entries.read', $3, 1, 0, now())`,
    [story.workspace, story.install.id, file],
  )

async function exported({ person, workspace }: InstallStory, install?: string): Promise<Record<string, unknown>[]> {
  const { token } = (await person.post('/v1/tokens', { name: 'copy', scopes: ['export'] })).body
  const client = createClient({ baseUrl: person.url, token })
  const text = await new Response(await client.workspaceData.export(workspace, install)).text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

describe('what a workspace holds', () => {
  let story: InstallStory
  beforeAll(async () => {
    story = await aFullWorkspace()
  })

  it('is counted, against its quota and by install', async () => {
    const data: WorkspaceData = (await story.person.get(path(story, '/data'))).body
    expect(data.entries).toEqual({ count: 2, bytes: 'first'.length + 'second file'.length })
    expect(data.sidecars).toEqual({ count: 1, bytes: 2 })
    expect(data.quotaBytes).toBeGreaterThan(0)
    expect(data.installs).toEqual([
      {
        installId: story.install.id,
        extension: id,
        status: 'active',
        log: { lines: 1, bytes: 'It was said'.length },
        calls: 1,
        jobs: 0,
      },
    ])
  })

  it('can be copied, every line of it with a kind', async () => {
    const records = await exported(story)
    expect(records.map(({ kind }) => kind)).toEqual([
      'export',
      'workspace',
      'member',
      'install',
      'entry',
      'sidecar',
      'entry',
      'log',
    ])
    const [entry] = records.filter(({ kind }) => kind === 'entry')
    expect(entry).toMatchObject({ path: '/notes/a.txt', base64: Buffer.from('first').toString('base64') })
    const [install] = records.filter(({ kind }) => kind === 'install')
    expect(install).toMatchObject({ extension: id, grants: [{ permission: 'entries.read', revokedAt: null }] })
  })

  it('can be copied of one install alone', async () => {
    const records = await exported(story, story.install.id)
    expect(records.map(({ kind }) => kind)).toEqual(['export', 'install', 'log'])
    const other = await aFullWorkspace()
    const foreign = await story.person.get(path(story, `/data/export?install=${other.install.id}`))
    expect([foreign.status, foreign.body.code]).toEqual([404, 'not_found'])
  })

  it('loses a log when an admin says so; what was used stays counted', async () => {
    const answer = await story.person.delete(path(story, `/installs/${story.install.id}/logs`))
    expect(answer.status).toBe(204)
    const [install] = (await story.person.get(path(story, '/data'))).body.installs
    expect(install).toMatchObject({ log: { lines: 0, bytes: 0 }, calls: 1 })
    const [event] = await query<{ data: { lines: number } }>(
      server,
      `SELECT data FROM audit_events WHERE action = 'install.log_deleted' AND workspace_id = $1`,
      [story.workspace],
    )
    expect(event?.data).toEqual({ extension: id, lines: 1 })
  })
})

describe('a log that cannot be written at the moment', () => {
  it('keeps those who delete it waiting, and nobody else', async () => {
    const story = await anInstall(server, id)
    await story.person.call(story.workspace, `${id}:say`, {})
    await story.person.get(path(story, `/installs/${story.install.id}/logs`))
    const deletions = await onServer(server.connectionString, async (client) => {
      await client.query(`SELECT pg_advisory_lock(hashtextextended('grantry:log:' || $1, 0))`, [story.install.id])
      await story.person.call(story.workspace, `${id}:say`, {})
      const asked = Array.from({ length: 12 }, () =>
        story.person.delete(path(story, `/installs/${story.install.id}/logs`)),
      )
      await delay(1_000)
      const other = server.admin.get('/v1/me').then(({ status }) => status)
      expect(await Promise.race([other, delay(5_000)])).toBe(200)
      return { asked }
    })
    for (const { status } of await Promise.all(deletions.asked)) expect(status).toBe(204)
  })
})

describe('a copy that is under way', () => {
  const FILES = 24
  const FILE_BYTES = 512 * 1024

  /** Somebody who has begun to read a copy that is too large for what lies between the server and them. */
  async function aSlowReader() {
    const owner = await anInstall(server, id)
    const reader = await server.person()
    await owner.person.post(path(owner, '/members'), { email: reader.email, role: 'viewer' })
    for (let file = 0; file < FILES; file++) await put(owner, `/${file}.txt`, String(file).padEnd(FILE_BYTES, '.'))
    const { id: tokenId, token } = (
      await reader.post(path(owner, '/tokens'), { name: 'backup', scopes: ['read', 'export'] })
    ).body
    const client = createClient({ baseUrl: reader.url, token })
    const lines = (await client.workspaceData.export(owner.workspace)).getReader()
    await lines.read()
    const rest = async (): Promise<number> => {
      for (let bytes = 0; ;) {
        const { done, value } = await lines.read()
        if (done) return bytes
        bytes += value.byteLength
      }
    }
    return { owner, reader, tokenId, rest }
  }

  it('reaches whoever has their role and token until its end', async () => {
    const { rest } = await aSlowReader()
    expect(await rest()).toBeGreaterThan(FILES * FILE_BYTES)
  })

  it('breaks off when the token ends that it was asked for with', async () => {
    const { reader, tokenId, rest } = await aSlowReader()
    expect((await reader.delete(`/v1/tokens/${tokenId}`)).status).toBe(204)
    await expect(rest()).rejects.toThrow()
  })

  it('breaks off when whoever reads it is removed', async () => {
    const { owner, reader, rest } = await aSlowReader()
    const { id: userId } = (await reader.get('/v1/me')).body.user
    expect((await owner.person.delete(path(owner, `/members/${userId}`))).status).toBe(204)
    await expect(rest()).rejects.toThrow()
  })

  it('is in the audit', async () => {
    const story = await aFullWorkspace()
    await exported(story)
    const events = await query(
      server,
      `SELECT actor_id FROM audit_events WHERE action = 'workspace.exported' AND workspace_id = $1`,
      [story.workspace],
    )
    expect(events).toEqual([{ actor_id: (await story.person.get('/v1/me')).body.user.id }])
  })
})

describe('a workspace that is deleted', () => {
  it('takes a signed-in session: no token will do', async () => {
    const story = await anInstall(server, id)
    const { token } = (await story.person.post('/v1/tokens', { name: 'tool' })).body
    const answer = await Person.withToken(story.person.url, token).post(path(story, '/delete'), { name: 'Lab' })
    expect([answer.status, answer.body.code]).toEqual([403, 'token_not_allowed'])
  })

  it('has to be called by its name', async () => {
    const story = await anInstall(server, id)
    const { status, body } = await story.person.post(path(story, '/delete'), { name: 'lab' })
    expect([status, body.code]).toEqual([400, 'name_differs'])
    expect((await story.person.get(path(story))).status).toBe(200)
  })

  it('is gone for everybody, with its files, installs and logs, and its slug is free', async () => {
    const story = await aFullWorkspace()
    const { slug } = (await story.person.get(path(story))).body
    await touched(story, '/notes/a.txt')
    const other = await server.person()
    await story.person.post(path(story, '/members'), { email: other.email, role: 'admin' })
    expect((await other.post(path(story, '/delete'), { name: 'Lab' })).body.code).toBe('role_missing')
    expect((await story.person.post(path(story, '/delete'), { name: 'Lab' })).status).toBe(204)
    for (const person of [story.person, other]) {
      expect((await person.get(path(story))).status).toBe(404)
      expect((await person.call(story.workspace, `${id}:say`, {})).status).toBe(404)
    }
    for (const table of ['entries', 'sidecars', 'install_logs', 'permission_targets', 'workspace_members'])
      expect(await query(server, `SELECT 1 FROM ${table} WHERE workspace_id = $1`, [story.workspace]), table).toEqual(
        [],
      )
    const installs = await query<{ state: string }>(server, 'SELECT state FROM installs WHERE workspace_id = $1', [
      story.workspace,
    ])
    expect(installs).toEqual([{ state: 'removed' }])
    expect((await story.person.post('/v1/workspaces', { name: 'Lab', slug })).status).toBe(201)
  })

  it('stays in the audit', async () => {
    const story = await aFullWorkspace()
    await story.person.post(path(story, '/delete'), { name: 'Lab' })
    const events = await query<{ data: unknown }>(
      server,
      `SELECT data FROM audit_events WHERE action = 'workspace.deleted' AND workspace_id = $1`,
      [story.workspace],
    )
    expect(events).toEqual([{ data: { installs: 1, entries: 2, logLines: 1 } }])
  })

  it('takes nothing in any more, whoever was on their way', async () => {
    const story = await aFullWorkspace()
    await story.person.post(path(story, '/delete'), { name: 'Lab' })
    const { id: user } = (await story.person.get('/v1/me')).body.user
    await expect(
      query(server, `INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($1, $2, 'owner')`, [
        story.workspace,
        user,
      ]),
    ).rejects.toThrow('has been deleted')
  })
})
