import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Browser } from '../test/browser.ts'
import { mailTo, secretIn } from '../test/mailbox.ts'
import { CLIENT, type OidcProvider, startOidcProvider } from '../test/oidc-provider.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const PASSWORD = 'a long password'

let provider: OidcProvider
let server: TestServer
beforeAll(async () => {
  provider = await startOidcProvider()
  server = await startTestServer({
    // As people copy addresses: with a slash that the provider itself does not write.
    GRANTRY_OIDC_ISSUER: `${provider.issuer}/`,
    GRANTRY_OIDC_CLIENT_ID: CLIENT.id,
    GRANTRY_OIDC_CLIENT_SECRET: CLIENT.secret,
    GRANTRY_OIDC_NAME: 'Example',
  })
  provider.allow(`${server.url}/v1/auth/provider/callback`)
})
afterAll(async () => {
  await server.close()
  await provider.close()
})

const START = '/v1/auth/provider/start'
const atPage = ({ pathname }: URL) => pathname.startsWith('/account/')
const atCallback = ({ pathname }: URL) => pathname === '/v1/auth/provider/callback'
const freshSubject = () => freshName('subject')
const freshAddress = () => `${freshName('new')}@example.org`

/** Signs in at the provider as somebody; answers where the browser ends up, and as whom it is signed in. */
async function signInAt(path = START, browser = new Browser()) {
  const page = await browser.follow(`${server.url}${path}`, atPage)
  const response = await fetch(`${server.url}/v1/me`, { headers: { cookie: browser.cookies(page) } })
  const me = (await response.json()) as { user?: { id: string; email: string; name: string; emailVerified: boolean } }
  return { page: page.pathname + page.search + page.hash, user: me.user ?? null, browser }
}

/** Begins to connect the account of somebody, in a browser in which they are signed in. */
async function connecting(person: Person, browser = new Browser()): Promise<{ url: string; browser: Browser }> {
  const { body, headers } = await person.post('/v1/account/identity')
  browser.keep(new URL(server.url), [...headers.getSetCookie(), person.credentials()['cookie'] ?? ''])
  return { url: body.url, browser }
}

async function confirmed(person: Person): Promise<Person> {
  const secret = secretIn(await mailTo(server, person.email, 'Confirm your e-mail'))
  await new Person(server.url).post('/v1/auth/confirm-email', { secret })
  return person
}

describe('a sign-in with the provider', () => {
  it('is offered by its name', async () => {
    expect((await new Person(server.url).get('/v1/auth/providers')).body.items).toEqual([{ name: 'Example' }])
  })

  it('makes an account for an address that the provider vouches for, and finds it again', async () => {
    const email = freshAddress()
    provider.signedIn = { sub: freshSubject(), email, email_verified: true, name: 'Ada Lovelace' }
    const first = await signInAt(`${START}?next=%2Fstudio`)
    expect(first.page).toBe('/account/signed-in?next=%2Fstudio')
    expect(first.user).toMatchObject({ email, name: 'Ada Lovelace', emailVerified: true })
    // Whoever they are there, they stay the same here.
    provider.signedIn = { ...provider.signedIn, email: freshAddress(), email_verified: false }
    expect((await signInAt()).user).toEqual(first.user)
  })

  it('asks with PKCE, a state and a nonce, each time others', async () => {
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    provider.requests.length = 0
    await signInAt()
    await signInAt()
    const asked = provider.requests.filter((request) => request.has('client_id'))
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const values = asked.map((request) => request.get(name))
      expect(values.every((value) => value !== null && value.length >= 43)).toBe(true)
      expect(new Set(values).size).toBe(2)
    }
    expect(asked[0]?.get('code_challenge_method')).toBe('S256')
    expect(asked[0]?.get('scope')).toBe('openid email profile')
  })

  it.each([
    ['is not verified', { email: freshAddress(), email_verified: false }],
    ['is not said to be verified', { email: freshAddress() }],
    ['is missing', { email_verified: true }],
    ['is none', { email: 'ada', email_verified: true }],
  ])('makes no account when the address there %s', async (_, claims) => {
    provider.signedIn = { sub: freshSubject(), ...claims }
    expect(await signInAt()).toMatchObject({ page: '/account/not-signed-in#provider_email_unverified', user: null })
  })

  it('opens an existing account when both sides have made sure of the address, and tells its owner', async () => {
    const person = await confirmed(await server.person())
    provider.signedIn = { sub: freshSubject(), email: person.email, email_verified: true }
    expect((await signInAt()).user?.email).toBe(person.email)
    expect((await mailTo(server, person.email, 'sign in with a provider')).text).toContain(provider.issuer)
  })

  it('takes over no account by an address that either side has not made sure of', async () => {
    const [ours, theirs] = [await server.person(), await confirmed(await server.person())]
    const refused = { user: null, page: expect.stringMatching(/^\/account\/not-signed-in#/) }
    provider.signedIn = { sub: freshSubject(), email: ours.email, email_verified: true }
    expect(await signInAt()).toMatchObject({ ...refused, page: '/account/not-signed-in#account_exists' })
    provider.signedIn = { sub: freshSubject(), email: theirs.email, email_verified: false }
    expect(await signInAt()).toMatchObject({ ...refused, page: '/account/not-signed-in#provider_email_unverified' })
  })

  it('takes over no admin, however sure both sides are', async () => {
    await query(server, 'UPDATE users SET email_verified_at = now() WHERE admin')
    provider.signedIn = { sub: freshSubject(), email: server.admin.email, email_verified: true }
    expect((await signInAt()).page).toBe('/account/not-signed-in#account_exists')
  })

  it('leads back into the store alone', async () => {
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
      expect((await signInAt(`${START}?next=${encodeURIComponent(next)}`)).page).toBe('/account/signed-in?next=%2F')
  })
})

describe('what comes back from the provider', () => {
  const callback = async () => {
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    const browser = new Browser()
    return { browser, url: await browser.follow(`${server.url}${START}`, atCallback) }
  }

  it('is worth nothing in another browser', async () => {
    const { url } = await callback()
    expect((await new Browser().follow(url.href, atPage)).hash).toBe('#attempt_expired')
  })

  it('is worth nothing a second time', async () => {
    const { browser, url } = await callback()
    const cookie = browser.cookies(url)
    expect((await browser.follow(url.href, atPage)).pathname).toBe('/account/signed-in')
    const again = new Browser()
    again.keep(url, cookie.split('; '))
    expect((await again.follow(url.href, atPage)).hash).toBe('#attempt_expired')
  })

  it('is worth nothing after ten minutes', async () => {
    const { browser, url } = await callback()
    await query(server, 'UPDATE provider_attempts SET expires_at = now()')
    expect((await browser.follow(url.href, atPage)).hash).toBe('#attempt_expired')
  })

  it.each(['state', 'code', 'iss'])('is refused with another %s', async (name) => {
    const { browser, url } = await callback()
    url.searchParams.set(name, 'A'.repeat(43))
    expect((await browser.follow(url.href, atPage)).hash).toBe('#provider_failed')
  })

  it('may be that the person declined', async () => {
    const { browser, url } = await callback()
    url.searchParams.delete('code')
    url.searchParams.set('error', 'access_denied')
    expect((await browser.follow(url.href, atPage)).hash).toBe('#provider_failed')
  })
})

describe('an account', () => {
  it('is connected by the person who is signed in, whatever their address there, and disconnected', async () => {
    const person = await server.person()
    const email = freshAddress()
    provider.signedIn = { sub: freshSubject(), email, email_verified: false }
    const { url, browser } = await connecting(person)
    expect((await browser.follow(url, atPage)).pathname).toBe('/account/security')
    const { body } = await person.get('/v1/account')
    expect(body).toMatchObject({ hasPassword: true, provider: { name: 'Example' }, identity: { email } })
    expect((await signInAt()).user?.email).toBe(person.email)
    expect((await person.post('/v1/account/identity')).body.code).toBe('already_connected')
    expect((await person.delete('/v1/account/identity')).status).toBe(204)
    expect((await signInAt()).user).toBeNull()
  })

  it('is not connected for somebody else who is lured into finishing it', async () => {
    const [attacker, victim] = [await server.person(), await server.person()]
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    const { url, browser } = await connecting(attacker)
    browser.keep(new URL(server.url), [victim.credentials()['cookie'] ?? ''])
    expect((await browser.follow(url, atPage)).hash).toBe('#attempt_expired')
    for (const person of [attacker, victim]) expect((await person.get('/v1/account')).body.identity).toBeNull()
  })

  it('is not connected with an identity that another account has', async () => {
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    await signInAt()
    const { url, browser } = await connecting(await server.person())
    expect((await browser.follow(url, atPage)).hash).toBe('#identity_taken')
  })

  it('that somebody made for an address of another is the other’s alone once its password is reset', async () => {
    const intruder = await server.person()
    provider.signedIn = { sub: freshSubject(), email: freshAddress(), email_verified: true }
    const { url, browser } = await connecting(intruder)
    await browser.follow(url, atPage)
    expect((await signInAt()).user?.email).toBe(intruder.email)
    const token = (await intruder.post('/v1/tokens', { name: 'left behind', scopes: ['read'] })).body.token
    const reach = () => new Person(server.url).send('GET', '/v1/me', { headers: { authorization: `Bearer ${token}` } })
    expect((await reach()).status).toBe(200)

    await new Person(server.url).post('/v1/auth/password-reset', { email: intruder.email })
    const secret = secretIn(await mailTo(server, intruder.email, 'Set a new password'))
    const finish = { secret, password: PASSWORD, tokens: 'keep' }
    expect((await new Person(server.url).post('/v1/auth/password-reset/finish', finish)).status).toBe(204)
    expect((await signInAt()).user?.email).not.toBe(intruder.email)
    expect((await reach()).status).toBe(401)
    const owner = await Person.signIn(server.url, { email: intruder.email, password: PASSWORD })
    expect((await owner.get('/v1/account')).body).toMatchObject({ identity: null })
  })

  it('without a password keeps its only way in until it has one', async () => {
    const email = freshAddress()
    provider.signedIn = { sub: freshSubject(), email, email_verified: true }
    const { browser } = await signInAt()
    const cookie = browser.cookies(new URL(server.url))
    const send = async (method: string, path: string, body?: unknown) => {
      const me = (await (await fetch(`${server.url}/v1/me`, { headers: { cookie } })).json()) as { csrfToken: string }
      return new Person(server.url).send(method, path, { body, headers: { cookie, 'x-csrf-token': me.csrfToken } })
    }
    expect((await send('GET', '/v1/account')).body.hasPassword).toBe(false)
    expect((await send('DELETE', '/v1/account/identity')).body.code).toBe('last_way_in')
    const change = { currentPassword: '', newPassword: PASSWORD }
    expect((await send('PUT', '/v1/account/password', change)).body.code).toBe('no_password')
    expect((await new Person(server.url).post('/v1/auth/sign-in', { email, password: '' })).status).toBe(401)
    await new Person(server.url).post('/v1/auth/password-reset', { email })
    const secret = secretIn(await mailTo(server, email, 'Set a new password'))
    await new Person(server.url).post('/v1/auth/password-reset/finish', { secret, password: PASSWORD })
    const person = await Person.signIn(server.url, { email, password: PASSWORD })
    expect((await person.delete('/v1/account/identity')).status).toBe(204)
  })
})

it('is not there where no provider is configured, and says so when one does not answer', async () => {
  const [without, away] = [
    await startTestServer(),
    await startTestServer({ GRANTRY_OIDC_ISSUER: 'http://127.0.0.1:9', GRANTRY_OIDC_CLIENT_ID: 'grantry' }),
  ]
  try {
    expect((await new Person(without.url).get('/v1/auth/providers')).body.items).toEqual([])
    expect((await new Person(without.url).get(START)).body).toMatchObject({ status: 404, code: 'no_provider' })
    expect((await new Person(away.url).get(START)).body).toMatchObject({ status: 503, code: 'provider_failed' })
    // Passwords do not mind.
    expect((await away.admin.get('/v1/me')).status).toBe(200)
  } finally {
    await without.close()
    await away.close()
  }
})
