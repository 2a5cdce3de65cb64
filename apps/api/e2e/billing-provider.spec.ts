import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CallSweep } from '../src/domains/billing/call-sweep.service.ts'
import { ProviderCalls, ProviderEvents } from '../src/domains/billing/index.ts'
import { Database } from '../src/platform/database/index.ts'
import { type BillingServer, startBillingServer, WEBHOOK_PATH } from '../test/billing.ts'

let server: BillingServer
let calls: ProviderCalls
beforeAll(async () => {
  server = await startBillingServer()
  calls = server.app.get(ProviderCalls)
})
afterAll(() => server.close())

const decide = (email: string) =>
  server.app
    .get(Database)
    .transaction((tx) => calls.decide(tx, { kind: 'customer.create', subject: 'customer:x', params: { email } }))
const callOf = async (id: string) =>
  (await server.rows<{ state: string; attempts: number }>('SELECT * FROM provider_calls WHERE id = $1', [id]))[0]
const customers = async (email: string): Promise<number> => {
  const answer = await fetch(`${server.emulator.url}/v1/customers?email=${encodeURIComponent(email)}`, {
    headers: { authorization: `Bearer ${server.emulator.secretKey}` },
  })
  return ((await answer.json()) as { data: unknown[] }).data.length
}

describe('a call of the provider', () => {
  it('is made after the transaction that decides it, without anybody waiting for it', async () => {
    const id = await decide('soon@example.org')
    await server.settled()
    expect(await callOf(id)).toMatchObject({ state: 'answered', attempts: 1 })
    expect(await customers('soon@example.org')).toBe(1)
  })

  it('does not wait its turn by the second, however many there are', { timeout: 120_000 }, async () => {
    const ids = await Promise.all(Array.from({ length: 150 }, (_, index) => decide(`crowd-${index}@example.org`)))
    const waiting = () => server.rows(`SELECT 1 FROM provider_calls WHERE id = ANY($1) AND state = 'decided'`, [ids])
    await expect.poll(waiting, { timeout: 60_000, interval: 500 }).toEqual([])
  })

  it('is not made when the transaction that decides it fails', async () => {
    const failing = server.app.get(Database).transaction(async (tx) => {
      await calls.decide(tx, { kind: 'customer.create', subject: 'x', params: { email: 'never@example.org' } })
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    await server.settled()
    expect(await customers('never@example.org')).toBe(0)
  })

  it.each(['drop_answer', 'drop_request', 'server_error', 'rate_limit'] as const)(
    'has one effect, although there was a %s',
    async (kind) => {
      const email = `${kind.replace('_', '-')}@example.org`
      server.emulator.control.api.inject({ kind, route: 'POST /v1/customers' })
      const id = await decide(email)
      await server.settled()
      expect(await callOf(id)).toMatchObject({ state: 'answered' })
      expect(await customers(email)).toBe(1)
    },
  )

  it('is made although another one cannot be', async () => {
    const ids = [randomUUID(), randomUUID()]
    onTestFinished(async () => void (await server.rows('DELETE FROM provider_calls WHERE id = ANY($1)', [ids])))
    const [broken, sound] = ids
    await server.rows(
      `INSERT INTO provider_calls (id, kind, subject, params, next_attempt_at) VALUES
       ($1, 'nothing.known', 'x', '{}', now() - interval '2 days'),
       ($2, 'customer.create', 'x', '{"email":"behind@example.org"}', now() - interval '1 day')`,
      [broken, sound],
    )
    await server.app.get(CallSweep).sweep(0)
    expect(await callOf(broken!)).toMatchObject({ state: 'decided' })
    expect(await callOf(sound!)).toMatchObject({ state: 'answered' })
  })

  it('has one effect, although two make it at once', async () => {
    const id = await decide('twice@example.org')
    await Promise.all([calls.perform(id), calls.perform(id), calls.perform(id)])
    await server.settled()
    expect(await callOf(id)).toMatchObject({ state: 'answered' })
    expect(await customers('twice@example.org')).toBe(1)
  })

  it('is left to a person when its key may be forgotten: made again it could have a second effect', async () => {
    const [row] = await server.rows<{ id: string }>(
      `INSERT INTO provider_calls (id, kind, subject, params, attempts, created_at) VALUES (gen_random_uuid(),
       'customer.create', 'customer:x', '{"email":"late@example.org"}', 1, now() - interval '24 hours') RETURNING id`,
    )
    expect(await calls.perform(row!.id)).toMatchObject({ state: 'unresolved', errorCode: 'no_answer' })
    expect(await customers('late@example.org')).toBe(0)
  })

  it('that is refused is refused once and for all, and says why', async () => {
    const refused = calls.ask({ kind: 'login_link.create', subject: 'x', params: { id: 'acct_none' } })
    await expect(refused).rejects.toThrow(/refused: .*does not have access to account 'acct_none'/)
  })
})

describe('what the provider tells', () => {
  const send = (payload: string, secret = server.emulator.webhookSecret, seconds = Math.floor(Date.now() / 1000)) => {
    const hash = createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')
    return fetch(`${server.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${seconds},v1=${hash}` },
      body: payload,
    })
  }
  const payloadOf = (id: string) =>
    JSON.stringify({
      id,
      object: 'event',
      type: 'customer.created',
      created: 1_700_000_000,
      data: { object: { object: 'customer', id: 'cus_x' } },
    })
  const recorded = async (id: string) =>
    (await server.rows('SELECT 1 FROM provider_events WHERE event_id = $1', [id])).length

  it('is recorded once, however often it is told', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => send(payloadOf('evt_1'))))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(await recorded('evt_1')).toBe(1)
  })

  it.each([
    ['signed by somebody else', () => send(payloadOf('evt_2'), 'whsec_other')],
    ['older than five minutes', () => send(payloadOf('evt_2'), undefined, Math.floor(Date.now() / 1000) - 301)],
    ['signed, and changed on the way', async () => send(`${payloadOf('evt_2')} `).then(() => sendTampered())],
  ])('is refused before it is read when it is %s', async (_, attempt) => {
    const answer = await attempt()
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'webhook_signature_invalid' })
  })

  const sendTampered = () => {
    const seconds = Math.floor(Date.now() / 1000)
    const hash = createHmac('sha256', server.emulator.webhookSecret)
      .update(`${seconds}.${payloadOf('evt_3')}`)
      .digest('hex')
    return fetch(`${server.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': `t=${seconds},v1=${hash}` },
      body: payloadOf('evt_4'),
    })
  }

  it('is refused without a signature, and when it is not JSON', async () => {
    const bare = await fetch(`${server.url}${WEBHOOK_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: payloadOf('evt_5'),
    })
    expect(bare.status).toBe(400)
    expect((await send('not json')).status).toBe(400)
    expect(await recorded('evt_5')).toBe(0)
  })

  it('is told again when the effects could not be written, and then has them', async () => {
    let attempts = 0
    server.app.get(ProviderEvents).on('transfer', {
      apply: async () => {
        attempts += 1
        if (attempts === 1) throw new Error('not now')
      },
    })
    const { id } = await server.api.accounts.create({
      type: 'express',
      capabilities: { transfers: { requested: true } },
    })
    await server.emulator.control.completeOnboarding(id)
    const session = await server.api.checkout.sessions.create({
      mode: 'payment',
      success_url: 'http://localhost/',
      line_items: [
        { quantity: 1, price_data: { currency: 'usd', unit_amount: 1000, product_data: { name: 'Thing' } } },
      ],
    })
    await server.emulator.control.payCheckout(session.id, { card: '4000000000000077' })
    await server.api.transfers.create({ amount: 500, currency: 'usd', destination: id })
    await server.settled()
    expect(attempts).toBe(2)
    expect(await server.rows(`SELECT 1 FROM provider_events WHERE type = 'transfer.created'`)).toHaveLength(1)
  })
})
