import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mailsTo, mailTo, secretIn } from '../test/mailbox.ts'
import { Person } from '../test/person.ts'
import { ADMIN, startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const PASSWORD = 'a long password'
const NEW_PASSWORD = 'another long password'

let server: TestServer
let anybody: Person
beforeAll(async () => {
  server = await startTestServer()
  anybody = new Person(server.url)
})
afterAll(() => server.close())

const signIn = (email: string, password: string) => anybody.post('/v1/auth/sign-in', { email, password })
const inAnotherBrowser = (email: string) => Person.signIn(server.url, { email, password: PASSWORD })
const freshAddress = () => `${freshName('new')}@example.org`

describe('an address', () => {
  it('is confirmed by whoever reads the mail that was sent to it at the sign-up, once', async () => {
    const person = await server.person()
    expect((await person.get('/v1/me')).body.user.emailVerified).toBe(false)
    const secret = secretIn(await mailTo(server, person.email, 'Confirm your e-mail'))
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body).toEqual({ email: person.email })
    expect((await person.get('/v1/me')).body.user.emailVerified).toBe(true)
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body).toMatchObject({
      status: 410,
      code: 'link_invalid',
    })
    expect((await person.post('/v1/account/verification')).body.code).toBe('email_verified')
  })

  it('is confirmed by the newest of several links, and not by one that has expired', async () => {
    const person = await server.person()
    await mailTo(server, person.email, 'Confirm your e-mail')
    expect((await person.post('/v1/account/verification')).status).toBe(202)
    const secret = secretIn(await mailTo(server, person.email, 'Confirm your e-mail', 1))
    await query(server, 'UPDATE mailed_links SET expires_at = now() WHERE email = $1', [person.email])
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body.code).toBe('link_invalid')
  })

  it('gets no more than five links an hour', async () => {
    const person = await server.person()
    const statuses = []
    for (let mail = 0; mail < 5; mail += 1) statuses.push((await person.post('/v1/account/verification')).status)
    expect(statuses).toEqual([202, 202, 202, 202, 429])
  })

  it('changes when the new one is confirmed, not before, and the old one is told', async () => {
    const person = await server.person()
    const email = freshAddress()
    expect((await person.put('/v1/account/email', { email, password: PASSWORD })).status).toBe(202)
    expect((await person.get('/v1/account')).body).toMatchObject({ pendingEmail: email, user: { email: person.email } })
    const secret = secretIn(await mailTo(server, email, 'Confirm your new'))
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body).toEqual({ email })
    expect((await person.get('/v1/account')).body).toMatchObject({
      pendingEmail: null,
      user: { email, emailVerified: true },
    })
    expect((await mailTo(server, person.email, 'new e-mail address')).text).toContain(email)
    expect((await signIn(person.email, PASSWORD)).status).toBe(401)
    expect((await signIn(email, PASSWORD)).status).toBe(200)
  })

  it('does not change for somebody who does not know the password, nor to one that is taken', async () => {
    const [person, other] = [await server.person(), await server.person()]
    const change = (email: string, password = PASSWORD) => person.put('/v1/account/email', { email, password })
    expect((await change(freshAddress(), 'a wrong one')).body).toMatchObject({ status: 422, code: 'wrong_password' })
    expect((await change(other.email)).body.code).toBe('email_taken')
    expect((await change(person.email)).body.code).toBe('same_email')
  })

  it('that was given up cannot be confirmed any more', async () => {
    const person = await server.person()
    const email = freshAddress()
    await person.put('/v1/account/email', { email, password: PASSWORD })
    const secret = secretIn(await mailTo(server, email, 'Confirm your new'))
    expect((await person.delete('/v1/account/email')).status).toBe(204)
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body.code).toBe('link_invalid')
  })

  it('that is no longer the account’s opens nothing: its links go with it', async () => {
    const person = await server.person()
    await anybody.post('/v1/auth/password-reset', { email: person.email })
    const stale = secretIn(await mailTo(server, person.email, 'Set a new password'))
    const email = freshAddress()
    await person.put('/v1/account/email', { email, password: PASSWORD })
    await anybody.post('/v1/auth/confirm-email', { secret: secretIn(await mailTo(server, email, 'Confirm your new')) })
    const answer = await anybody.post('/v1/auth/password-reset/finish', { secret: stale, password: NEW_PASSWORD })
    expect(answer.body.code).toBe('link_invalid')
  })
})

describe('a password', () => {
  it('changes for whoever knows the present one; other browsers are signed out, and a mail says so', async () => {
    const person = await server.person()
    const elsewhere = await inAnotherBrowser(person.email)
    const change = (currentPassword: string) =>
      person.put('/v1/account/password', { currentPassword, newPassword: NEW_PASSWORD })
    expect((await change('a wrong one')).body.code).toBe('wrong_password')
    expect((await elsewhere.get('/v1/me')).status).toBe(200)
    const cookie = person.credentials()['cookie'] ?? ''
    expect((await change(PASSWORD)).body.user.email).toBe(person.email)
    expect((await elsewhere.get('/v1/me')).status).toBe(401)
    // This browser goes on with another cookie: somebody may have a copy of the one before.
    expect((await person.patch('/v1/account', { name: 'Ada' })).status).toBe(200)
    expect((await anybody.get('/v1/me', { cookie })).status).toBe(401)
    await mailTo(server, person.email, 'password was changed')
    expect((await signIn(person.email, PASSWORD)).status).toBe(401)
    expect((await signIn(person.email, NEW_PASSWORD)).status).toBe(200)
  })

  it('of the admin is that of the configuration', async () => {
    const answer = await server.admin.put('/v1/account/password', {
      currentPassword: ADMIN.password,
      newPassword: NEW_PASSWORD,
    })
    expect(answer.body).toMatchObject({ status: 409, code: 'set_by_configuration' })
  })

  it('that is forgotten is set with a link, which ends every session and, unless asked not to, every token', async () => {
    const person = await server.person()
    const { token } = (await person.post('/v1/tokens', { name: 'tool' })).body
    expect((await anybody.post('/v1/auth/password-reset', { email: person.email.toUpperCase() })).status).toBe(202)
    const secret = secretIn(await mailTo(server, person.email, 'Set a new password'))
    const finish = () => anybody.post('/v1/auth/password-reset/finish', { secret, password: NEW_PASSWORD })
    expect((await finish()).status).toBe(204)
    expect((await finish()).body.code).toBe('link_invalid')
    expect((await person.get('/v1/me')).status).toBe(401)
    expect((await Person.withToken(server.url, token).get('/v1/me')).body.code).toBe('token_invalid')
    expect((await signIn(person.email, PASSWORD)).status).toBe(401)
    // Its mails were read, so the address is confirmed.
    expect((await signIn(person.email, NEW_PASSWORD)).body.user.emailVerified).toBe(true)
  })

  it('can be reset without ending tokens, where the address was confirmed before', async () => {
    const person = await server.person()
    const confirmation = secretIn(await mailTo(server, person.email, 'Confirm your e-mail'))
    await anybody.post('/v1/auth/confirm-email', { secret: confirmation })
    const { token } = (await person.post('/v1/tokens', { name: 'tool' })).body
    await anybody.post('/v1/auth/password-reset', { email: person.email })
    const secret = secretIn(await mailTo(server, person.email, 'Set a new password'))
    await anybody.post('/v1/auth/password-reset/finish', { secret, password: NEW_PASSWORD, tokens: 'keep' })
    expect((await Person.withToken(server.url, token).get('/v1/me')).status).toBe(200)
  })

  it('is set by one of two who use a link at the same time', async () => {
    const person = await server.person()
    await anybody.post('/v1/auth/password-reset', { email: person.email })
    const secret = secretIn(await mailTo(server, person.email, 'Set a new password'))
    const answers = await Promise.all(
      [1, 2, 3, 4].map((index) =>
        anybody.post('/v1/auth/password-reset/finish', { secret, password: `${NEW_PASSWORD} ${index}` }),
      ),
    )
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect(answers.filter(({ body }) => body.code === 'link_invalid')).toHaveLength(3)
  })

  it('is asked for with the same answer where there is no account, and nothing is sent', async () => {
    const [person, nobody] = [await server.person(), freshAddress()]
    const known = await anybody.post('/v1/auth/password-reset', { email: person.email })
    const unknown = await anybody.post('/v1/auth/password-reset', { email: nobody })
    expect([unknown.status, unknown.body]).toEqual([known.status, known.body])
    expect([...unknown.headers.keys()]).toEqual([...known.headers.keys()])
    await mailTo(server, person.email, 'Set a new password')
    expect(await mailsTo(server, nobody)).toEqual([])
  })

  it('cannot be asked for without end', async () => {
    const strict = await startTestServer({ GRANTRY_SIGN_IN_LIMIT: '2' })
    try {
      const ask = () => new Person(strict.url).post('/v1/auth/password-reset', { email: 'ada@example.org' })
      expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([202, 202, 429])
    } finally {
      await strict.close()
    }
  })
})

describe('a link in a mail', () => {
  it('leads to the server, whatever host a request names', async () => {
    const email = freshAddress()
    await anybody.post(
      '/v1/auth/sign-up',
      { email, password: PASSWORD, name: 'Ada' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    )
    const { text } = await mailTo(server, email, 'Confirm your e-mail')
    expect(text).toContain(`\n${server.url}/account/verify-email#`)
    expect(text).not.toContain('evil')
  })

  it('stands in the database as a hash, and in the outbox as a file that only its owner reads', async () => {
    const person = await server.person()
    const mail = await mailTo(server, person.email, 'Confirm your e-mail')
    const links = await query<{ hash: string }>(server, 'SELECT hash FROM mailed_links WHERE email = $1', [
      person.email,
    ])
    expect(links.map(({ hash }) => hash)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    const folder = join(server.dataDir, 'outbox')
    expect(await readdir(folder)).toContain(`${mail.id}.eml`)
    const file = await readFile(join(folder, `${mail.id}.eml`), 'utf8')
    expect(file).toMatch(/^Message-ID: <[0-9a-f-]{36}@localhost>$/m)
    expect(file).toContain(`To: ${person.email}`)
  })
})

describe('sessions', () => {
  it('are listed with device, address and times, and say which one asks', async () => {
    const person = await server.person()
    const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' }
    await anybody.post('/v1/auth/sign-in', { email: person.email, password: PASSWORD }, firefox)
    const { items } = (await person.get('/v1/account/sessions')).body
    expect(items).toHaveLength(2)
    expect(items.map(({ device }: { device: string }) => device).toSorted()).toEqual(['Firefox on Linux', 'Node.js'])
    expect(items.find(({ current }: { current: boolean }) => current)).toMatchObject({
      device: 'Node.js',
      address: '127.0.0.1',
      createdAt: expect.any(String),
      lastUsedAt: expect.any(String),
    })
    expect(JSON.stringify(items)).not.toContain(person.credentials()['cookie']?.split('=')[1])
  })

  it('end one by one, or all but the one that asks', async () => {
    const person = await server.person()
    const [one, other, third] = [
      await inAnotherBrowser(person.email),
      await inAnotherBrowser(person.email),
      await inAnotherBrowser(person.email),
    ]
    const { items } = (await one.get('/v1/account/sessions')).body
    const { id } = items.find(({ current }: { current: boolean }) => current)
    expect((await person.delete(`/v1/account/sessions/${id}`)).status).toBe(204)
    expect((await one.get('/v1/me')).status).toBe(401)
    expect((await other.get('/v1/me')).status).toBe(200)
    expect((await person.delete('/v1/account/sessions')).status).toBe(204)
    expect([(await other.get('/v1/me')).status, (await third.get('/v1/me')).status]).toEqual([401, 401])
    expect((await person.get('/v1/me')).status).toBe(200)
  })
})

it('lets people change their name', async () => {
  const person = await server.person()
  expect((await person.patch('/v1/account', { name: ' Ada Lovelace ' })).body.name).toBe('Ada Lovelace')
  expect((await person.get('/v1/me')).body.user.name).toBe('Ada Lovelace')
})

it('tells a token its own name, scopes, workspace and end', async () => {
  const person = await server.person()
  const { token, expiresAt } = (await person.post('/v1/tokens', { name: 'tool', scopes: ['read'] })).body
  expect((await Person.withToken(server.url, token).get('/v1/me')).body.token).toEqual({
    name: 'tool',
    scopes: ['read'],
    workspace: null,
    expiresAt,
  })
  expect((await person.get('/v1/me')).body.token).toBeNull()
})

describe('closing an account', () => {
  const close = (person: Person, input: object = {}) =>
    person.post('/v1/account/close', { email: person.email, password: PASSWORD, ...input })

  it('leaves nothing of the person, and what others need', async () => {
    const person = await server.person('leaver')
    const { userId } = await memberOf(person)
    const { token } = (await person.post('/v1/tokens', { name: 'tool' })).body
    expect((await close(person)).status).toBe(204)
    expect((await person.get('/v1/me')).status).toBe(401)
    expect((await Person.withToken(server.url, token).get('/v1/me')).status).toBe(401)
    expect((await signIn(person.email, PASSWORD)).status).toBe(401)
    const [row] = await query<{ row: string }>(server, 'SELECT to_jsonb(u)::text AS row FROM users u WHERE id = $1', [
      userId,
    ])
    expect(row?.row).not.toContain('leaver')
    expect(row?.row).toContain('Closed account')
    await mailTo(server, person.email, 'account is closed')
    // The address is free again.
    const account = { email: person.email, password: PASSWORD, name: 'Another' }
    expect((await anybody.post('/v1/auth/sign-up', account)).status).toBe(201)
  })

  it('waits until others do without it, and says what to do', async () => {
    const person = await server.person()
    const other = await server.person()
    const { id } = (await person.post('/v1/workspaces', { name: 'Lab' })).body
    await person.post(`/v1/workspaces/${id}/members`, { email: other.email, role: 'member' })
    const slug = freshName('house')
    await person.post('/v1/publishers', { slug, name: 'House' })
    await person.post(`/v1/publishers/${slug}/members`, { email: other.email, role: 'maintainer' })
    const refused = await close(person)
    expect(refused.body).toMatchObject({
      status: 409,
      code: 'account_needed',
      issues: [
        { message: 'Make somebody else an owner of the publisher “House”.' },
        { message: 'Make somebody else an owner of the workspace “Lab”, or remove its other members.' },
      ],
    })
    await person.post(`/v1/workspaces/${id}/members`, { email: other.email, role: 'owner' })
    await person.post(`/v1/publishers/${slug}/members`, { email: other.email, role: 'owner' })
    expect((await close(person)).status).toBe(204)
    expect((await other.get(`/v1/workspaces/${id}/members`)).body.items).toHaveLength(1)
  })

  it('takes the address and the password', async () => {
    const person = await server.person()
    expect((await close(person, { email: 'other@example.org' })).body.code).toBe('email_differs')
    expect((await close(person, { password: 'a wrong one' })).body.code).toBe('wrong_password')
    expect((await close(person, { password: undefined })).body.code).toBe('wrong_password')
    expect((await person.get('/v1/me')).status).toBe(200)
  })

  it('is not for admins', async () => {
    const answer = await server.admin.post('/v1/account/close', { email: ADMIN.email, password: ADMIN.password })
    expect(answer.body.code).toBe('account_needed')
  })

  /** In a workspace of somebody else. */
  async function memberOf(person: Person): Promise<{ userId: string }> {
    const owner = await server.person()
    const { id } = (await owner.post('/v1/workspaces', { name: 'Lab' })).body
    return (await owner.post(`/v1/workspaces/${id}/members`, { email: person.email, role: 'member' })).body
  }
})

it('gives people everything that is kept of them, and no secret', async () => {
  const person = await server.person('exporter')
  await person.post('/v1/workspaces', { name: 'Lab' })
  const { token, id } = (await person.post('/v1/tokens', { name: 'tool' })).body
  const { body } = await person.get('/v1/account/export')
  expect(body).toMatchObject({
    account: { user: { email: person.email, name: 'exporter' } },
    sessions: [{ device: 'Node.js' }],
    tokens: [{ id, name: 'tool' }],
    workspaces: [{ name: 'Lab', role: 'owner' }],
    publishers: [],
    history: [{ action: 'account.created' }],
  })
  expect(JSON.stringify(body)).not.toContain(token)
  expect(JSON.stringify(body)).not.toMatch(/argon2|csrf|hash/i)
})
