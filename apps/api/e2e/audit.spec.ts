import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AuditService } from '../src/domains/audit/index.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { anApprovedVersion, anInstall, freshName } from '../test/stories.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  const id = freshName('audited')
  const permissions = [{ id: 'entries.read', reason: 'To work' }]
  await anApprovedVersion(server, { code: 'export {}', manifest: { id, permissions } })
  const { person, workspace, install } = await anInstall(server, id)
  const base = `/v1/workspaces/${workspace}/installs/${install.id}`
  await person.put(`${base}/grants`, { grants: [] })
  await person.delete(base)
})
afterAll(() => server.close())

const verify = () => server.app.get(AuditService).verify()
const sql = (text: string) => query<Record<string, unknown>>(server, text)
/** What only the owner of the database can do, and what the chain is for. */
const tamper = async (text: string) => {
  await sql('ALTER TABLE audit_events DISABLE TRIGGER USER')
  await sql(text)
  await sql('ALTER TABLE audit_events ENABLE TRIGGER USER')
}

describe('the audit', () => {
  it('has a line for every deed that decides something, and the lines hold together', async () => {
    const actions = (await sql('SELECT action FROM audit_events ORDER BY id')).map(({ action }) => action)
    for (const action of [
      'account.created',
      'publisher.created',
      'version.submitted',
      'review.approved',
      'workspace.created',
      'install.created',
      'grants.set',
      'install.removed',
    ])
      expect(actions).toContain(action)
    expect(await verify()).toEqual({ intact: true, events: actions.length })
  })

  it('holds together when many write at the same time', async () => {
    const { events } = (await verify()) as { events: number }
    const people = await Promise.all(Array.from({ length: 6 }, () => server.person()))
    await Promise.all(people.map((person) => person.post('/v1/workspaces', { name: 'Lab' })))
    expect(await verify()).toEqual({ intact: true, events: events + 12 })
  })

  it.each([
    `UPDATE audit_events SET action = 'nothing' WHERE id = 1`,
    'DELETE FROM audit_events WHERE id = 1',
    'DELETE FROM audit_events',
    'TRUNCATE audit_events',
  ])('cannot be changed afterwards: %s', async (text) => {
    await expect(sql(text)).rejects.toThrow('append-only')
    expect((await verify()).intact).toBe(true)
  })

  it.each<[string, (id: string) => string]>([
    ['the deed', (id) => `UPDATE audit_events SET action = 'review.rejected' WHERE id = ${id}`],
    ['the one who did it', (id) => `UPDATE audit_events SET actor_id = NULL WHERE id = ${id}`],
    ['the time', (id) => `UPDATE audit_events SET at = at - interval '1 millisecond' WHERE id = ${id}`],
    ['a detail', (id) => `UPDATE audit_events SET data = data || '{"extra": true}' WHERE id = ${id}`],
    ['what it is about', (id) => `UPDATE audit_events SET subject = 'version:other' WHERE id = ${id}`],
  ])('betrays a line in which %s was changed', async (_, change) => {
    const [row] = await sql(`SELECT * FROM audit_events WHERE action = 'review.approved' ORDER BY id LIMIT 1`)
    const id = String(row!['id'])
    await sql('DROP TABLE IF EXISTS kept')
    await sql(`CREATE TABLE kept AS SELECT * FROM audit_events WHERE id = ${id}`)
    await tamper(change(id))
    expect(await verify()).toEqual({ intact: false, brokenAt: id })
    await tamper(`DELETE FROM audit_events WHERE id = ${id}`)
    const [next] = await sql(`SELECT id FROM audit_events WHERE id > ${id} ORDER BY id LIMIT 1`)
    expect(await verify()).toEqual({ intact: false, brokenAt: String(next!['id']) })
    await sql('INSERT INTO audit_events SELECT * FROM kept')
    expect((await verify()).intact).toBe(true)
  })

  it('betrays a line that was put in between, and two that changed places', async () => {
    await tamper(`INSERT INTO audit_events (id, at, action, subject, data, previous, hash)
      SELECT -1, at, action, subject, data, previous, translate(hash, '01', '10') FROM audit_events ORDER BY id LIMIT 1`)
    expect(await verify()).toMatchObject({ intact: false })
    await tamper('DELETE FROM audit_events WHERE id = -1')
    expect((await verify()).intact).toBe(true)
    await tamper('UPDATE audit_events SET id = -id WHERE id IN (2, 3)')
    expect(await verify()).toMatchObject({ intact: false })
  })
})
