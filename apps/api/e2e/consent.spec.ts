import type { Install } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../test/person.ts'
import { proxyPackage } from '../test/proxy.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query, storedIn } from '../test/stored.ts'
import { anApprovedVersion, aWorkspace, freshName } from '../test/stories.ts'

const PERMISSIONS = [
  { id: 'entries.read', scope: { paths: ['/notes/**', '/inbox/*'] } },
  { id: 'network', scope: { hosts: ['*.example.org'], methods: ['GET', 'POST'] }, optional: true },
  { id: 'database', scope: { quotaMiB: 64 }, optional: true },
]
const READ = { permission: 'entries.read' }

let server: TestServer
let extension: string
let tenant: { person: Person; workspace: string }
beforeAll(async () => {
  server = await startTestServer()
  extension = freshName('asking')
  await anApprovedVersion(server, await proxyPackage({ id: extension, permissions: PERMISSIONS }))
  tenant = await aWorkspace(server)
})
afterAll(() => server.close())

const install = (grants: unknown[]) =>
  tenant.person.post(`/v1/workspaces/${tenant.workspace}/installs`, { extension, grants })

describe('a consent', () => {
  const scoped = (scope: object, permission = 'entries.read') => [{ permission, scope }]

  it.each<[string, unknown[], number, string]>([
    ['a permission that was not asked for', [{ permission: 'entries.write' }], 422, 'grant_not_requested'],
    ['a permission that does not exist', [{ permission: 'entries.admin' }], 400, 'invalid_input'],
    ['a permission by the name of a prototype', [{ permission: '__proto__' }], 400, 'invalid_input'],
    ['a permission twice', [READ, READ], 400, 'grant_duplicate'],
    ['everything instead of a folder', scoped({ paths: ['/**'] }), 422, 'grant_exceeds_request'],
    ['a folder above', scoped({ paths: ['/*'] }), 422, 'grant_exceeds_request'],
    ['one folder more', scoped({ paths: ['/notes/**', '/secret/**'] }), 422, 'grant_exceeds_request'],
    ['more levels of a folder', scoped({ paths: ['/inbox/**'] }), 422, 'grant_exceeds_request'],
    ['a folder whose name begins alike', scoped({ paths: ['/notesbook/**'] }), 422, 'grant_exceeds_request'],
    ['a path that climbs', scoped({ paths: ['/notes/../secret/**'] }), 400, 'grant_scope_invalid'],
    ['a path in other letters', scoped({ paths: ['/NOTES/**'] }), 422, 'grant_exceeds_request'],
    ['a wildcard within a name', scoped({ paths: ['/notes/a*'] }), 400, 'grant_scope_invalid'],
    ['no path at all', scoped({ paths: [] }), 400, 'grant_scope_invalid'],
    ['a scope of something else', scoped({ hosts: ['example.org'] }), 400, 'grant_scope_invalid'],
    ['the domain above', scoped({ hosts: ['example.org'], methods: ['GET'] }, 'network'), 422, 'grant_exceeds_request'],
    ['a domain that ends alike', scoped({ hosts: ['badexample.org'] }, 'network'), 422, 'grant_exceeds_request'],
    ['every domain', scoped({ hosts: ['*.org'] }, 'network'), 400, 'grant_scope_invalid'],
    [
      'a method more',
      scoped({ hosts: ['a.example.org'], methods: ['GET', 'DELETE'] }, 'network'),
      422,
      'grant_exceeds_request',
    ],
    ['a larger quota', scoped({ quotaMiB: 65 }, 'database'), 422, 'grant_exceeds_request'],
    ['a moment', [{ ...READ, expiresInSeconds: 1 }], 400, 'invalid_input'],
    ['more than a year', [{ ...READ, expiresInSeconds: 1e9 }], 400, 'invalid_input'],
    ['a time that is over', [{ ...READ, expiresAt: '2026-01-01T00:00:00Z' }], 400, 'grant_end_invalid'],
    ['a time that is far', [{ ...READ, expiresAt: '2999-01-01T00:00:00Z' }], 400, 'grant_end_invalid'],
    ['two ends', [{ ...READ, expiresInSeconds: 60, expiresAt: '2999-01-01T00:00:00Z' }], 400, 'invalid_input'],
    ['something else besides', [{ ...READ, effect: 'deny' }], 400, 'invalid_input'],
  ])('to %s is refused, and nothing is installed', async (_, grants, status, code) => {
    const before = await storedIn(server)
    const answer = await install(grants)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect(answer.body.issues[0].path).toMatch(/^\$\.grants\[\d\]/)
    expect(await storedIn(server)).toEqual(before)
  })

  it('to less than everything required leaves an install that waits and does not run', async () => {
    const waiting = await install([{ permission: 'network' }])
    expect(waiting.body).toMatchObject({ status: 'awaiting_consent' })
    const call = await tenant.person.call(tenant.workspace, `${extension}:ask`, {})
    expect([call.status, call.body.code]).toEqual([409, 'consent_required'])
    const grants = `/v1/workspaces/${tenant.workspace}/installs/${waiting.body.id}/grants`
    expect((await tenant.person.put(grants, { grants: [] })).body.status).toBe('awaiting_consent')
    expect((await tenant.person.put(grants, { grants: [READ] })).body.status).toBe('active')
    expect((await tenant.person.call(tenant.workspace, `${extension}:ask_all`, [])).status).toBe(200)
  })

  it('stays as it was when a change of it is refused', async () => {
    const [{ id }] = (await tenant.person.get(`/v1/workspaces/${tenant.workspace}/installs`)).body.items
    const base = `/v1/workspaces/${tenant.workspace}/installs/${id}`
    const before = (await tenant.person.get(base)).body
    const refused = await tenant.person.put(`${base}/grants`, { grants: [READ, { permission: 'entries.write' }] })
    expect(refused.status).toBe(422)
    expect((await tenant.person.get(base)).body).toEqual(before)
  })

  it('is shown in plain words, required and optional apart, with the scope that was chosen', async () => {
    const { person, workspace } = await aWorkspace(server)
    const scope = { paths: ['/notes/today.txt'] }
    const { body } = await person.post(`/v1/workspaces/${workspace}/installs`, {
      extension,
      grants: [{ ...READ, scope }],
    })
    expect(body.grants).toMatchObject([
      {
        id: 'entries.read',
        optional: false,
        granted: true,
        sentence: 'Read everything in /notes and the files directly in /inbox of this workspace',
        grantedScope: scope,
        grantedSentence: 'Read /notes/today.txt of this workspace',
      },
      { id: 'network', optional: true, granted: false, sentence: 'Send GET and POST requests to *.example.org' },
      { id: 'database', optional: true, granted: false },
    ])
  })

  it('ends with the install, and is asked for anew by the next one', async () => {
    const { person, workspace } = await aWorkspace(server)
    const path = `/v1/workspaces/${workspace}/installs`
    const first = (await person.post(path, { extension, grants: [READ] })).body
    expect((await person.delete(`${path}/${first.id}`)).status).toBe(204)
    expect((await person.put(`${path}/${first.id}/grants`, { grants: [READ] })).body.code).toBe('install_removed')
    expect((await person.delete(`${path}/${first.id}`)).body.code).toBe('install_removed')
    const second = (await person.post(path, { extension })).body
    expect(second).toMatchObject({ status: 'awaiting_consent' })
    expect(second.id).not.toBe(first.id)
    expect(second.grants.every(({ granted }: { granted: boolean }) => !granted)).toBe(true)
  })

  it('is given once, however often it is sent at the same time', async () => {
    const { person, workspace } = await aWorkspace(server)
    const path = `/v1/workspaces/${workspace}/installs`
    const answers = await Promise.all(Array.from({ length: 5 }, () => person.post(path, { extension, grants: [READ] })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409, 409])
    for (const { status, body } of answers) if (status === 409) expect(body.code).toBe('already_installed')
    expect((await person.get(path)).body.items).toHaveLength(1)
  })
})

describe('what somebody has installed', () => {
  it('is listed from all workspaces that they belong to, newest first, and from no other', async () => {
    const { person, workspace } = await aWorkspace(server)
    const other = await aWorkspace(server)
    const installIn = async (who: Person, ws: string) =>
      (await who.post(`/v1/workspaces/${ws}/installs`, { extension, grants: [READ] })).body.id as string
    const first = await installIn(person, workspace)
    const strange = await installIn(other.person, other.workspace)
    const second = await installIn(person, (await person.post('/v1/workspaces', { name: 'Second' })).body.id)

    const own = (await person.get(`/v1/me/installs?extension=${extension}`)).body.items as Install[]
    expect(own.map(({ id }) => id)).toEqual([second, first])
    expect((await person.get('/v1/me/installs?extension=nothing-of-it')).body.items).toEqual([])

    const page = (await person.get('/v1/me/installs?limit=1')).body
    const next = (await person.get(`/v1/me/installs?limit=1&cursor=${page.nextCursor}`)).body
    expect([page.items[0].id, next.items[0].id, next.nextCursor]).toEqual([second, first, null])
    await person.delete(`/v1/workspaces/${workspace}/installs/${first}`)
    const left = (await person.get('/v1/me/installs')).body.items as Install[]
    expect(left.map(({ id }) => id)).toEqual([second])
    expect(left.map(({ id }) => id)).not.toContain(strange)
  })
})

describe('one permission', () => {
  const HOURS = 3_600
  const grantOf = (body: Install, id: string) => body.grants.find((grant) => grant.id === id)
  const audited = async ({ id }: Install) =>
    (
      await query<{ action: string; data: object }>(
        server,
        `SELECT action, data FROM audit_events WHERE subject = $1 AND action LIKE 'grant.%' ORDER BY id`,
        [`install:${id}`],
      )
    ).map(({ action, data }) => ({ action, data }))

  async function installed() {
    const { person, workspace } = await aWorkspace(server)
    const path = `/v1/workspaces/${workspace}/installs`
    const made: Install = (await person.post(path, { extension, grants: [READ] })).body
    const base = `${path}/${made.id}`
    return {
      made,
      person,
      base,
      give: async (permission: string, terms?: object) => person.put(`${base}/grants/${permission}`, terms),
      revoke: async (permission: string): Promise<Install> =>
        (await person.delete(`${base}/grants/${permission}`)).body,
    }
  }

  it('is given for a time, prolonged and taken back, and no other is touched', async () => {
    const { made, give, revoke } = await installed()
    const given: Install = (await give('database', { expiresInSeconds: 2 * HOURS })).body
    expect(grantOf(given, 'database')).toMatchObject({ granted: true, grantedScope: { quotaMiB: 64 }, ended: null })
    const end = grantOf(given, 'database')!.expiresAt!
    expect(Date.parse(end)).toBeGreaterThan(Date.now() + HOURS * 1_000)
    const longer = new Date(Date.parse(end) + 86_400_000).toISOString()
    const prolonged: Install = (await give('database', { expiresAt: longer })).body
    expect(grantOf(prolonged, 'database')?.expiresAt).toBe(longer)
    expect(grantOf(await revoke('database'), 'database')).toMatchObject({ granted: false, ended: null })
    expect(grantOf(await revoke('database'), 'database')).toMatchObject({ granted: false })
    expect(grantOf(prolonged, 'entries.read')).toEqual(grantOf(made, 'entries.read'))
  })

  it('is audited with the time it is granted for', async () => {
    const { made, give, revoke } = await installed()
    const { expiresAt } = grantOf((await give('database', { expiresInSeconds: HOURS })).body, 'database')!
    await revoke('database')
    expect(await audited(made)).toMatchObject([
      { action: 'grant.given', data: { grants: [{ expiresAt: null }, { permission: 'database', expiresAt }] } },
      { action: 'grant.revoked', data: { grants: [{ permission: 'entries.read', expiresAt: null }] } },
    ])
  })

  it('stays the consent it was when all grants are sent back as they stand', async () => {
    const { made, person, base, give } = await installed()
    const before: Install = (await give('database', { expiresInSeconds: HOURS })).body
    const { expiresAt } = grantOf(before, 'database')!
    const grants = [READ, { permission: 'database', expiresAt }, { permission: 'network' }]
    const after: Install = (await person.put(`${base}/grants`, { grants })).body
    for (const id of ['entries.read', 'database']) expect(grantOf(after, id)).toEqual(grantOf(before, id))
    expect(grantOf(made, 'entries.read')?.grantedAt).toBe(grantOf(after, 'entries.read')?.grantedAt)
  })

  it('whose time is over says so until it is given anew, whatever else is changed', async () => {
    const { made, person, base, give, revoke } = await installed()
    const narrow = { scope: { quotaMiB: 8 } }
    await give('database', { ...narrow, expiresInSeconds: HOURS })
    await query(server, `UPDATE grants SET expires_at = now() WHERE install_id = $1 AND permission = 'database'`, [
      made.id,
    ])
    await give('network')
    const over = grantOf(await revoke('network'), 'database')
    expect(over).toMatchObject({ granted: false, ended: { ...narrow, sentence: expect.stringContaining('8 MiB') } })
    await person.put(`${base}/grants`, { grants: [READ] })
    expect(grantOf((await person.get(base)).body, 'database')).toEqual(over)
    expect(grantOf((await give('database', narrow)).body, 'database')).toMatchObject({ granted: true, ended: null })
  })

  it('that waits for consent is not made up for by one whose time is over', async () => {
    const { made, person, base, give } = await installed()
    await query(server, `UPDATE grants SET expires_at = now() WHERE install_id = $1`, [made.id])
    await query(server, `UPDATE installs SET state = 'awaiting_consent' WHERE id = $1`, [made.id])
    expect((await give('database')).body.status).toBe('awaiting_consent')
    expect((await give('entries.read')).body.status).toBe('active')
    expect((await person.get(base)).body.status).toBe('active')
  })

  it.each<[string, object, number, string]>([
    ['entries.write', {}, 422, 'grant_not_requested'],
    ['entries.admin', {}, 400, 'invalid_input'],
    ['__proto__', {}, 400, 'invalid_input'],
    ['entries.read', { scope: { paths: ['/**'] } }, 422, 'grant_exceeds_request'],
    ['entries.read', { expiresInSeconds: 1 }, 400, 'invalid_input'],
    ['entries.read', { permission: 'network' }, 400, 'invalid_input'],
  ])('%s with %j is refused, and nothing changes', async (permission, terms, status, code) => {
    const { give, person, base } = await installed()
    const before = (await person.get(base)).body
    const answer = await give(permission, terms)
    expect([answer.status, answer.body.code]).toEqual([status, code])
    expect((await person.get(base)).body).toEqual(before)
  })
})
