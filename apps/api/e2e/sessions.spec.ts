import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AdminAccountService } from '../src/domains/accounts/index.ts'
import { type Answer, Person } from '../test/person.ts'
import { ADMIN, startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'

const PASSWORD = 'a long password'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

const signIn = (account: object, headers: Record<string, string> = {}, at = server) =>
  new Person(at.url).post('/v1/auth/sign-in', account, headers)
const cookieOf = ({ headers }: Answer): string =>
  headers.getSetCookie().find((cookie) => cookie.startsWith('grantry_session=')) ?? ''
/** What a browser sends back of it. */
const pairOf = (answer: Answer): string => cookieOf(answer).split(';')[0] ?? ''
const meWith = (cookie: string) => new Person(server.url).get('/v1/me', { cookie })

describe('the cookie of a session', () => {
  const flagsOf = (answer: Answer) =>
    new Set(
      cookieOf(answer)
        .split('; ')
        .slice(1)
        .map((flag) => flag.replace(/^Expires=.*/, 'Expires')),
    )

  it('is for this site and for no script', async () => {
    const { email } = await server.person()
    const flags = flagsOf(await signIn({ email, password: PASSWORD }))
    expect(flags).toEqual(new Set(['Path=/', 'Expires', 'HttpOnly', 'SameSite=Lax']))
  })

  it('goes over no open line where the site has none', async () => {
    const secure = await startTestServer({ GRANTRY_PUBLIC_URL: 'https://store.example.org' })
    try {
      const answer = await signIn(ADMIN, {}, secure)
      expect(flagsOf(answer)).toContain('Secure')
      expect(answer.headers.get('strict-transport-security')).toMatch(/max-age=\d{7,}/)
    } finally {
      await secure.close()
    }
  })

  it('is another one after each sign-in, and the one before is worth nothing', async () => {
    const { email } = await server.person()
    const first = pairOf(await signIn({ email, password: PASSWORD }))
    expect((await meWith(first)).status).toBe(200)
    const second = pairOf(await signIn({ email, password: PASSWORD }, { cookie: first }))
    expect(second).not.toBe(first)
    expect((await meWith(second)).status).toBe(200)
    expect((await meWith(first)).status).toBe(401)
  })

  it('cannot be planted before a sign-in', async () => {
    const { email } = await server.person()
    const planted = `grantry_session=${'A'.repeat(43)}`
    const own = pairOf(await signIn({ email, password: PASSWORD }, { cookie: planted }))
    expect(own).not.toBe(planted)
    expect((await meWith(planted)).status).toBe(401)
  })

  it('is worth nothing after the sign-out, nor once it has expired', async () => {
    const person = await server.person()
    const { cookie = '' } = person.credentials()
    const out = await person.post('/v1/auth/sign-out')
    expect(out.status).toBe(204)
    expect(cookieOf(out)).toMatch(/^grantry_session=;.*Expires=Thu, 01 Jan 1970/)
    expect((await meWith(cookie)).status).toBe(401)
    const expiring = await server.person()
    await query(
      server,
      `UPDATE sessions SET expires_at = now() WHERE user_id = (SELECT id FROM users WHERE email = $1)`,
      [expiring.email],
    )
    expect((await expiring.get('/v1/me')).status).toBe(401)
    // A page that anybody may see is no worse for an old cookie.
    expect((await expiring.get('/v1/extensions')).status).toBe(200)
  })

  it('stands in the database as a hash alone, like tokens and passwords', async () => {
    const person = await server.person()
    const { token } = (await person.post('/v1/tokens', { name: 'tool' })).body
    const secrets = [person.credentials()['cookie']?.split('=')[1], token, PASSWORD]
    const tables = ['sessions', 'api_tokens', 'users', 'audit_events'].map(
      (table) => `SELECT to_jsonb(t)::text AS row FROM ${table} t`,
    )
    const stored = (await query<{ row: string }>(server, tables.join(' UNION ALL '))).map(({ row }) => row).join('\n')
    for (const secret of secrets) expect(stored).not.toContain(secret)
    expect(stored).toContain('$argon2id$v=19$m=19456,t=2,p=1$')
  })

  it('of the admin ends when the password in the configuration is another', async () => {
    const cookie = pairOf(await signIn(ADMIN))
    await server.app.get(AdminAccountService).ensure(() => undefined)
    expect((await meWith(cookie)).status).toBe(200)
    await query(
      server,
      `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE NOT admin LIMIT 1) WHERE admin`,
    )
    await server.app.get(AdminAccountService).ensure(() => undefined)
    expect((await meWith(cookie)).status).toBe(401)
    expect((await signIn(ADMIN)).status).toBe(200)
  })
})

it('leaves no way open into an account that the configuration makes the admin’s', async () => {
  const { admin: squatter } = server
  await squatter.post('/v1/auth/sign-in', ADMIN)
  await query(server, 'UPDATE users SET admin = false WHERE email = $1', [ADMIN.email])
  const { token } = (await squatter.post('/v1/tokens', { name: 'tool' })).body
  await squatter.put('/v1/account/email', { email: 'squatter@example.org', password: ADMIN.password })
  expect((await squatter.get('/v1/account')).body.pendingEmail).toBe('squatter@example.org')
  await query(
    server,
    `INSERT INTO external_identities (id, user_id, issuer, subject)
     SELECT gen_random_uuid(), id, 'https://provider.example.org', 'squatter' FROM users WHERE email = $1`,
    [ADMIN.email],
  )
  await server.app.get(AdminAccountService).ensure(() => undefined)
  expect((await squatter.get('/v1/me')).status).toBe(401)
  expect((await Person.withToken(server.url, token).get('/v1/me')).body.code).toBe('token_invalid')
  expect(await query(server, 'SELECT 1 FROM external_identities')).toEqual([])
  await squatter.post('/v1/auth/sign-in', ADMIN)
  expect((await squatter.get('/v1/account')).body).toMatchObject({ pendingEmail: null, user: { admin: true } })
})

describe('a token', () => {
  const aToken = async () => {
    const person = await server.person()
    const { id, token } = (await person.post('/v1/tokens', { name: 'tool', expiresInDays: 1 })).body
    return { person, id, tool: Person.withToken(server.url, token) }
  }

  it('is worth nothing once it is revoked or has expired', async () => {
    const [revoked, expired] = [await aToken(), await aToken()]
    expect((await revoked.tool.get('/v1/me')).status).toBe(200)
    await revoked.person.delete(`/v1/tokens/${revoked.id}`)
    await query(server, 'UPDATE api_tokens SET expires_at = now() WHERE id = $1', [expired.id])
    for (const { tool } of [revoked, expired]) {
      const { status, body } = await tool.get('/v1/me')
      expect([status, body.code]).toEqual([401, 'token_invalid'])
    }
  })

  it.each(['Basic YWRhOnB3', 'Bearer', 'Bearer ', 'Bearer a b', 'bearer  x', 'Token abc'])(
    'is refused when it is sent as %j',
    async (authorization) => {
      const { status, body } = await new Person(server.url).get('/v1/me', { authorization })
      expect([status, body.code]).toEqual([401, 'token_invalid'])
    },
  )

  it('counts for itself, not for the cookie beside it', async () => {
    const person = await server.person()
    const { status } = await person.get('/v1/me', { authorization: 'Bearer nothing' })
    expect(status).toBe(401)
  })
})

describe('a sign-in', () => {
  it('says the same for a wrong password and for an address that nobody has', async () => {
    const { email } = await server.person()
    const wrong = await signIn({ email, password: 'not the password' })
    const unknown = await signIn({ email: 'nobody@example.org', password: 'not the password' })
    expect(wrong.body).toEqual({ ...unknown.body, instance: wrong.body.instance })
    expect(wrong.body).toMatchObject({ status: 401, code: 'wrong_credentials' })
    const names = ({ headers }: Answer) => [...headers.keys()]
    expect(names(wrong)).toEqual(names(unknown))
  })

  it.each([
    { password: '' },
    { password: undefined },
    { password: ['a long password'] },
    { password: 'x'.repeat(201) },
  ])('fails without a proper password: %j', async (change) => {
    const { email } = await server.person()
    expect([400, 401]).toContain((await signIn({ email, ...change })).status)
  })

  it.each([{ toString: 1 }, ['ada@example.org'], 1, null])('fails with what is no address: %j', async (email) => {
    const anybody = new Person(server.url)
    const answers = [
      await signIn({ email, password: PASSWORD }),
      await anybody.post('/v1/auth/password-reset', { email }),
    ]
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [400, 'invalid_input']))
  })

  it('knows an address however it is written', async () => {
    const { email } = await server.person()
    expect((await signIn({ email: ` ${email.toUpperCase()} `, password: PASSWORD })).status).toBe(200)
  })

  it('is refused after some attempts on one account, whoever claims to make them, or whatever address goes with them; other accounts are not', async () => {
    const strict = await startTestServer({ GRANTRY_SIGN_IN_LIMIT: '3' })
    try {
      const [{ email }, other] = [await strict.person(), await strict.person()]
      const spellings = [email, email.toUpperCase(), ` ${email}`]
      for (const [index, spelling] of spellings.entries()) {
        const headers = { 'x-forwarded-for': `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` }
        expect((await signIn({ email: spelling, password: 'a wrong one' }, headers, strict)).status).toBe(401)
      }
      const refused = await signIn({ email, password: PASSWORD }, {}, strict)
      expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests'])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await signIn({ email: other.email, password: PASSWORD }, {}, strict)).status).toBe(200)
      const statuses = []
      for (const name of ['a', 'b', 'c', 'd']) {
        const wish = { email: `${name}@example.org`, password: 'a wrong one' }
        statuses.push((await other.put('/v1/account/email', wish)).status)
      }
      expect(statuses).toEqual([422, 422, 422, 429])
    } finally {
      await strict.close()
    }
  })

  it('comes from the address that the proxy in front has added, not from one that a client wrote before it', async () => {
    const behind = await startTestServer({ GRANTRY_TRUST_PROXY: 'true', GRANTRY_SIGN_IN_LIMIT: '2' })
    try {
      const { email } = await behind.person()
      const attempt = (forged: string, address = '198.51.100.7') =>
        signIn({ email, password: PASSWORD }, { 'x-forwarded-for': `${forged}, ${address}` }, behind)
      expect([(await attempt('203.0.113.1')).status, (await attempt('203.0.113.2')).status]).toEqual([200, 200])
      expect((await attempt('203.0.113.3')).status).toBe(429)
      expect((await attempt('203.0.113.3', '198.51.100.8')).status).toBe(200)
    } finally {
      await behind.close()
    }
  })
})
