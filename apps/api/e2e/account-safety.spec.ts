import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { onServer } from '../test/database-server.ts'
import { mailTo, secretIn } from '../test/mailbox.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

const PASSWORD = 'a long password'
const NEW_PASSWORD = 'another long password'
/** Long enough for a password to be looked at, on a slow machine as well. */
const LONGER_THAN_A_CHECK_MS = 1_000

/** Ways into an account that somebody may have kept open who had it once. */
describe('who had an account once', () => {
  let server: TestServer
  let anybody: Person
  beforeAll(async () => {
    server = await startTestServer()
    anybody = new Person(server.url)
  })
  afterAll(() => server.close())

  const freshAddress = () => `${freshName('new')}@example.org`
  const askForEmail = (person: Person, email: string) => person.put('/v1/account/email', { email, password: PASSWORD })

  it('does not move it to an address of theirs that was asked for with the password before', async () => {
    const person = await server.person()
    const email = freshAddress()
    await askForEmail(person, email)
    const secret = secretIn(await mailTo(server, email, 'Confirm your new'))
    expect((await mailTo(server, person.email, 'is to have another')).text).toContain(email)
    await person.put('/v1/account/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
    expect((await anybody.post('/v1/auth/confirm-email', { secret })).body.code).toBe('link_invalid')
    expect((await person.get('/v1/account')).body).toMatchObject({ pendingEmail: null, user: { email: person.email } })
  })

  it.each([
    ['the password changes', `password_hash = (SELECT password_hash FROM users WHERE admin LIMIT 1)`],
    ['the account is closed', `closed_at = now()`],
  ])('does not come in with the old password while %s', async (_, change) => {
    const { email } = await server.person()
    const browser = new Person(server.url)
    const signIn = await onServer(server.connectionString, async (client) => {
      await client.query('BEGIN')
      await client.query(`UPDATE users SET ${change} WHERE email = $1`, [email])
      const answer = browser.post('/v1/auth/sign-in', { email, password: PASSWORD })
      await Promise.race([answer, delay(LONGER_THAN_A_CHECK_MS)])
      await client.query('COMMIT')
      return answer
    })
    expect([signIn.status, signIn.body.code]).toEqual([401, 'wrong_credentials'])
    expect((await browser.get('/v1/me')).status).toBe(401)
  })

  it('does not stay in it once it is closed, by whatever means', async () => {
    const person = await server.person()
    const { token } = (await person.post('/v1/tokens', { name: 'tool' })).body
    await query(server, 'UPDATE users SET closed_at = now() WHERE email = $1', [person.email])
    expect((await person.get('/v1/me')).status).toBe(401)
    expect((await Person.withToken(server.url, token).get('/v1/me')).body.code).toBe('token_invalid')
  })

  it('does not change the password with the old one while another is set', async () => {
    const person = await server.person()
    const change = await onServer(server.connectionString, async (client) => {
      await client.query('BEGIN')
      await client.query(
        `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE admin LIMIT 1) WHERE email = $1`,
        [person.email],
      )
      const answer = person.put('/v1/account/password', { currentPassword: PASSWORD, newPassword: NEW_PASSWORD })
      await Promise.race([answer, delay(LONGER_THAN_A_CHECK_MS)])
      await client.query('COMMIT')
      return answer
    })
    expect(change.body.code).toBe('wrong_password')
  })

  it('does not come back with a link to an address that it has left', async () => {
    const person = await server.person()
    await anybody.post('/v1/auth/password-reset', { email: person.email })
    const secret = secretIn(await mailTo(server, person.email, 'Set a new password'))
    // As if the link had been written after those to the old address were withdrawn.
    const email = freshAddress()
    await query(server, 'UPDATE users SET email = $1 WHERE email = $2', [email, person.email])
    const finish = await anybody.post('/v1/auth/password-reset/finish', { secret, password: NEW_PASSWORD })
    expect(finish.body.code).toBe('link_invalid')
    expect((await person.get('/v1/account')).body.user.email).toBe(email)
  })

  it('does not have mails sent without end by taking each back', async () => {
    const person = await server.person()
    const email = freshAddress()
    const statuses = []
    for (let mail = 0; mail < 6; mail += 1) {
      statuses.push((await askForEmail(person, email)).status)
      expect((await person.delete('/v1/account/email')).status).toBe(204)
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
    expect((await person.get('/v1/account')).body.pendingEmail).toBeNull()
  })
})
