import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { callbackify } from 'node:util'
import type { OutboxMail } from '@grantry/contract'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Person } from '../test/person.ts'
import { ADMIN, startTestServer, type TestServer } from '../test/server.ts'
import { query } from '../test/stored.ts'
import { freshName } from '../test/stories.ts'

interface Received {
  to: string[]
  message: string
}

/** A real mail server on loopback. At nowhere.example it knows the `mailboxes` alone; it can be told to be busy. */
async function startMailServer() {
  const received: Received[] = []
  const mailboxes = new Set<string>()
  const state = { received, mailboxes, busy: 0, url: '', close: async () => undefined as void }
  const receive = async (stream: Readable, { envelope }: SMTPServerSession): Promise<void> => {
    const message = await text(stream)
    state.busy -= 1
    if (state.busy >= 0) throw refusal(451, 'Busy, come again')
    received.push({ to: envelope.rcptTo.map(({ address }) => address), message })
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo: ({ address }, _session, done) =>
      done(address.endsWith('@nowhere.example') && !mailboxes.has(address) ? refusal(550, 'No such mailbox') : null),
    onData: (stream, session, done) => callbackify(receive)(stream, session, done),
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  state.url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`
  state.close = () => new Promise((resolve) => server.close(() => resolve()))
  return state
}

const refusal = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode })

let mailServer: Awaited<ReturnType<typeof startMailServer>>
let server: TestServer
beforeAll(async () => {
  mailServer = await startMailServer()
  server = await startTestServer({
    GRANTRY_SMTP_URL: mailServer.url,
    GRANTRY_PUBLIC_URL: 'http://store.example.org',
    GRANTRY_MAIL_FROM: 'The store <store@example.org>',
  })
})
afterAll(async () => {
  await server.close()
  await mailServer.close()
})

const listed = async (to: string): Promise<OutboxMail | undefined> => {
  const { items } = (await server.admin.get('/v1/admin/outbox')).body as { items: OutboxMail[] }
  return items.find((mail) => mail.to === to)
}
const mailsOf = (email: string) => mailServer.received.filter(({ to }) => to.includes(email))
const PATIENT = { timeout: 30_000, interval: 100 }

describe('with a mail server', () => {
  it('sends plain text and HTML from the configured sender, with links to the public address', async () => {
    const { email } = await server.person()
    await expect.poll(() => mailsOf(email).length, PATIENT).toBe(1)
    const message = mailsOf(email)[0]?.message ?? ''
    expect(message).toMatch(/^From: The store <store@example\.org>\r?$/m)
    expect(message).toMatch(/^Message-ID: <[0-9a-f-]{36}@example\.org>\r?$/m)
    expect(message).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
    expect(message).toContain('Content-Type: text/plain')
    expect(message).toContain('Content-Type: text/html')
    expect(message.replaceAll(/=\r?\n/g, '')).toContain('http://store.example.org/account/verify-email#')
  })

  it('forgets what was in a mail as soon as it is sent: not even admins read links', async () => {
    const { email } = await server.person()
    await expect.poll(async () => (await listed(email))?.state, PATIENT).toBe('sent')
    expect(await listed(email)).toMatchObject({ text: null, attempts: 1, failure: null })
    const [row] = await query<{ row: string }>(
      server,
      `SELECT to_jsonb(m)::text AS row FROM mails m WHERE recipient = $1`,
      [email],
    )
    expect(row?.row).not.toContain('verify-email')
  })

  it('comes again when the mail server is busy', async () => {
    mailServer.busy = 2
    const { email } = await server.person()
    await expect.poll(() => mailsOf(email).length, PATIENT).toBe(1)
    await expect.poll(async () => (await listed(email))?.attempts, PATIENT).toBe(3)
  })

  it('does not come again for a mailbox that does not exist, and tells the admin', async () => {
    const email = `${freshName('gone')}@nowhere.example`
    await Person.signUp(server.url, { email, password: 'a long password', name: 'Gone' })
    await expect.poll(async () => (await listed(email))?.state, PATIENT).toBe('failed')
    expect(await listed(email)).toMatchObject({ attempts: 1, failure: expect.stringContaining('No such mailbox') })
  })

  it('is told by an admin to try a failed mail once more, and never one that was sent', async () => {
    const email = `${freshName('late')}@nowhere.example`
    await Person.signUp(server.url, { email, password: 'a long password', name: 'Late' })
    await expect.poll(async () => (await listed(email))?.state, PATIENT).toBe('failed')
    const again = `/v1/admin/outbox/${(await listed(email))?.id}/send`
    expect((await new Person(server.url).post(again)).status).toBe(401)
    mailServer.mailboxes.add(email)
    expect((await server.admin.post(again)).status).toBe(202)
    await expect.poll(() => mailsOf(email).length, PATIENT).toBe(1)
    await expect.poll(async () => (await listed(email))?.state, PATIENT).toBe('sent')
    expect(await listed(email)).toMatchObject({ attempts: 2, failure: null, text: null })
    expect((await server.admin.post(again)).body).toMatchObject({ status: 409, code: 'mail_not_failed' })
    expect(mailsOf(email)).toHaveLength(1)
  })

  it('sends nothing for what did not happen', async () => {
    const { email } = await server.person()
    await expect.poll(() => mailsOf(email).length, PATIENT).toBe(1)
    const again = await new Person(server.url).post('/v1/auth/sign-up', {
      email,
      password: 'a long password',
      name: 'X',
    })
    expect(again.body.code).toBe('email_taken')
    expect(await query(server, 'SELECT id FROM mails WHERE recipient = $1', [email])).toHaveLength(1)
  })
})

describe('an account whose address is not confirmed', () => {
  it('publishes nothing where mails go out, and everything once it is', async () => {
    const person = await server.person()
    const make = () => person.post('/v1/publishers', { slug: freshName('house'), name: 'House' })
    expect((await make()).body).toMatchObject({ status: 403, code: 'email_unverified' })
    await expect.poll(() => mailsOf(person.email).length, PATIENT).toBe(1)
    const message = mailsOf(person.email)[0]?.message.replaceAll(/=\r?\n/g, '') ?? ''
    const secret = /verify-email#([\w-]{43})/.exec(message)?.[1]
    expect((await new Person(server.url).post('/v1/auth/confirm-email', { secret })).status).toBe(200)
    expect((await make()).status).toBe(201)
  })

  it('buys nothing where mails go out', async () => {
    const person = await server.person()
    const { id } = (await person.post('/v1/workspaces', { name: 'Lab' })).body
    const answer = await person.post(`/v1/workspaces/${id}/purchases`, { price: randomUUID() })
    expect(answer.body).toMatchObject({ status: 403, code: 'email_unverified' })
  })

  it('may still have workspaces and sign in', async () => {
    const person = await server.person()
    expect((await person.post('/v1/workspaces', { name: 'Lab' })).status).toBe(201)
    expect((await Person.signIn(server.url, { email: person.email, password: 'a long password' })).email).toBeTruthy()
  })

  it('that is the admin’s is not asked', async () => {
    const admin = await Person.signIn(server.url, ADMIN)
    const answer = await admin.post('/v1/publishers', { slug: freshName('house'), name: 'House' })
    expect(answer.status).toBe(201)
  })
})
