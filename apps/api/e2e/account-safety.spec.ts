import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mailTo, secretIn } from '../test/mailbox.ts'
import { Person } from '../test/person.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { freshName } from '../test/stories.ts'

const PASSWORD = 'a long password'
const NEW_PASSWORD = 'another long password'

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
})
