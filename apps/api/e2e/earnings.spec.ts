import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { Shop } from '../test/sales.ts'
import { aWorkspace } from '../test/stories.ts'

let server: BillingServer
let shop: Shop
beforeAll(async () => {
  server = await startBillingServer({ GRANTRY_PAYOUT_HOLD_DAYS: '0', GRANTRY_PAYOUT_THRESHOLD: '500' })
  shop = await Shop.open(server)
})
afterAll(() => server.close())

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' })
const balanceOf = async (of: Shop) => (await of.earnings()).balances.find(({ currency }) => currency === 'usd')
const reconciled = async () => (await server.admin.post('/v1/admin/billing/reconciliations')).body
const audited = async (action: string) =>
  (await server.rows('SELECT 1 FROM audit_events WHERE action = $1', [action])).length

describe('a charge', () => {
  it('is shared 70 to 30 to the last unit, and the share is kept until the publisher can take it', async () => {
    const charge = await shop.sold({ amountMinor: 1_001 })
    expect(charge).toMatchObject({
      gross: usd(1_001),
      publisherShare: usd(701),
      platformShare: usd(300),
      publisherBasisPoints: 7_000,
      passedOn: usd(0),
      refundable: usd(1_001),
    })
    expect(await shop.earnings()).toMatchObject({
      account: { state: 'none' },
      balances: [{ currency: 'usd', available: usd(701), pending: usd(0), paidOut: usd(0) }],
    })
    expect(await shop.balance('platform:provider_fees')).toBe(59)
  })

  it('is passed on once there is an account, and from then on at once', async () => {
    await shop.onboard()
    expect((await shop.earnings()).account).toMatchObject({ state: 'ready', country: 'US', requirements: [] })
    await expect.poll(() => shop.balance(`provider:connected:${shop.publisherId}`), { timeout: 30_000 }).toBe(701)
    const next = await shop.sold({ amountMinor: 2_000 })
    expect(next.passedOn).toEqual(usd(1_400))
    expect(await reconciled()).toMatchObject({ state: 'clean', findings: [] })
  })

  it('stays under the rule of its time; a publisher can have one of its own', async () => {
    const other = await Shop.open(server)
    const before = await other.sold({ amountMinor: 1_000 })
    const rule = { publisher: other.slug, publisherBasisPoints: 8_500, reason: 'A founding publisher' }
    expect((await server.admin.post('/v1/admin/billing/share-rules', rule)).status).toBe(201)
    const after = await other.sold({ amountMinor: 1_000 })
    expect([before.publisherShare, after.publisherShare]).toEqual([usd(700), usd(850)])
    expect((await other.charge(before.id)).publisherShare).toEqual(usd(700))
    expect((await shop.earnings()).share).toEqual({ publisherBasisPoints: 7_000 })
    const back = { publisher: other.slug, publisherBasisPoints: null, reason: 'The founding year is over' }
    await server.admin.post('/v1/admin/billing/share-rules', back)
    expect((await other.sold({ amountMinor: 1_000 })).publisherShare).toEqual(usd(700))
    const { body } = await server.admin.get('/v1/admin/billing/share-rules')
    expect(body.history).toHaveLength(3)
    expect(await audited('share_rule.set')).toBe(2)
  })

  it('in another currency is never set off against it', async () => {
    await shop.sold({ amountMinor: 500, currency: 'eur' })
    const { balances } = await shop.earnings()
    expect(balances.map(({ currency, available }) => [currency, available.amountMinor])).toEqual([
      ['eur', 350],
      ['usd', 2_101],
    ])
  })
})

describe('a refund', () => {
  it('takes back from the card and from the publisher’s account, in parts that add up', async () => {
    const charge = await shop.sold({ amountMinor: 999 })
    for (const part of [100, 1, 333]) expect((await shop.refund(charge.id, part)).status).toBe(201)
    expect((await shop.refund(charge.id, 566)).body.code).toBe('refund_too_large')
    expect((await shop.refund(charge.id)).status).toBe(201)
    expect((await shop.refund(charge.id)).body.code).toBe('nothing_to_refund')
    await server.settled()
    const done = await shop.charge(charge.id)
    expect(done).toMatchObject({ refunded: usd(999), refundable: usd(0), passedOn: usd(0) })
    expect(done.refunds.map(({ state, share }) => `${state} ${share}`)).toEqual(
      Array.from({ length: 4 }, (_, index) => (index === 2 ? expect.any(String) : 'succeeded returned')),
    )
    expect(await audited('refund.decided')).toBe(4)
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('is told of while the payment provider has not answered, and what is left with it', async () => {
    const charge = await shop.sold({ amountMinor: 1_000 })
    const { api } = server.emulator.control
    onTestFinished(() => api.release())
    api.inject({ kind: 'wait', route: 'POST /v1/refunds' })
    const asked = shop.refund(charge.id, 400)
    await expect.poll(() => api.waitingCount(), { timeout: 30_000 }).toBe(1)
    const { body } = await shop.owner.get(`${shop.base}/charges`)
    expect(body.items.find(({ id }: { id: string }) => id === charge.id)).toMatchObject({
      refunding: usd(400),
      refunded: usd(0),
      refundable: usd(600),
    })
    api.release()
    expect((await asked).status).toBe(201)
    await server.settled()
    expect(await shop.charge(charge.id)).toMatchObject({ refunding: usd(0), refunded: usd(400) })
  })

  it('that comes back from the bank gives the share back', async () => {
    const before = (await balanceOf(shop))?.available.amountMinor ?? 0
    const charge = await shop.sold({ amountMinor: 1_000 })
    await shop.refund(charge.id)
    await server.settled()
    const [refund] = await server.rows<{ id: string }>(
      'SELECT provider_refund_id AS id FROM refunds WHERE charge_id = $1',
      [charge.id],
    )
    await server.emulator.control.failRefund(refund!.id)
    await server.settled()
    expect(await shop.charge(charge.id)).toMatchObject({ refunded: usd(0), passedOn: usd(700) })
    expect((await balanceOf(shop))?.available.amountMinor).toBe(before + 700)
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('made at the provider, past us, is taken over', async () => {
    const charge = await shop.sold({ amountMinor: 1_000 })
    await fetch(`${server.emulator.url}/v1/refunds`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.emulator.secretKey}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ charge: charge.providerId, amount: '400' }),
    })
    await server.settled()
    expect(await shop.charge(charge.id)).toMatchObject({
      refunded: usd(400),
      passedOn: usd(420),
      refunds: [{ state: 'succeeded', by: null }],
    })
  })

  it('is for owners of the publisher and admins alone, and for nobody’s token', async () => {
    const charge = await shop.sold({ amountMinor: 700 })
    const body = { reason: 'No reason at all' }
    const { person } = await aWorkspace(server)
    const path = `${shop.base}/charges/${charge.id}/refunds`
    expect((await person.post(path, body)).status).toBe(404)
    expect((await person.post(`/v1/admin/billing/charges/${charge.id}/refunds`, body)).status).toBe(403)
    const other = await Shop.open(server)
    expect((await other.owner.get(`${other.base}/charges/${charge.id}`)).status).toBe(404)
    expect((await other.owner.post(`${other.base}/charges/${charge.id}/refunds`, body)).status).toBe(404)
    const answer = await server.admin.post(`/v1/admin/billing/charges/${charge.id}/refunds`, body)
    expect(answer.status).toBe(201)
  })

  it('is given once, when it is asked for again because its answer was lost', async () => {
    const charge = await shop.sold({ amountMinor: 2_000 })
    const wish = { amountMinor: 500, reason: 'As agreed', refundableMinor: 2_000 }
    const ask = () => shop.owner.post(`${shop.base}/charges/${charge.id}/refunds`, wish)
    expect((await ask()).status).toBe(201)
    expect((await ask()).body).toMatchObject({ status: 409, code: 'charge_changed', refundableMinor: 1_500 })
    expect((await shop.charge(charge.id)).refunds).toHaveLength(1)
  })
})

describe('a dispute', () => {
  it('holds the share while it is open, gives it back when it is won, and takes it when it is lost', async () => {
    const other = await Shop.open(server)
    await other.onboard()
    const held = `publisher:${other.publisherId}:held`
    for (const verdict of ['won', 'lost'] as const) {
      const charge = await other.sold({ amountMinor: 1_000 })
      const earned = (await balanceOf(other))?.available.amountMinor ?? 0
      const id = await server.emulator.control.openDispute(charge.providerId)
      await server.settled()
      expect(await other.balance(held)).toBe(-700)
      expect(await balanceOf(other)).toMatchObject({ disputed: usd(700), available: usd(earned - 700) })
      expect((await other.refund(charge.id)).body.code).toBe('charge_disputed')
      await server.emulator.control.decideDispute(id, verdict)
      await server.settled()
      expect(await other.balance(held)).toBe(0)
      expect(await balanceOf(other)).toMatchObject({ available: usd(verdict === 'won' ? earned : earned - 700) })
      expect((await other.charge(charge.id)).passedOn).toEqual(usd(verdict === 'won' ? 700 : 0))
    }
    const { body } = await server.admin.get('/v1/admin/billing/disputes')
    expect(body.items.map(({ state }: { state: string }) => state)).toEqual(['lost', 'won'])
    expect(await other.balance('platform:dispute_fees')).toBe(3_000)
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it.each([
    ['lost', 700],
    ['won', 0],
  ] as const)('of all of a charge that was refunded in part, %s, costs the platform %i', async (verdict, borne) => {
    const other = await Shop.open(server)
    await other.onboard()
    const before = await other.balance('platform:dispute_losses')
    const charge = await other.sold({ amountMinor: 1_000 })
    expect((await other.refund(charge.id, 700)).status).toBe(201)
    await server.settled()
    const id = await server.emulator.control.openDispute(charge.providerId, 'fraudulent', 1_000)
    await server.settled()
    expect(await balanceOf(other)).toMatchObject({ disputed: usd(210), available: usd(0) })
    await server.emulator.control.decideDispute(id, verdict)
    await server.settled()
    expect((await other.balance('platform:dispute_losses')) - before).toBe(borne)
    const isWon = verdict === 'won'
    expect(await balanceOf(other)).toMatchObject({ disputed: usd(0), available: usd(isWon ? 210 : 0) })
    expect(await other.charge(charge.id)).toMatchObject({
      refundable: usd(isWon ? 300 : 0),
      passedOn: usd(isWon ? 210 : 0),
      disputes: [{ state: verdict, amount: usd(1_000) }],
    })
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })
})

describe('a payout', () => {
  it('covers whole lines of earnings, arrives, and is in the statement', async () => {
    const other = await Shop.open(server)
    await other.onboard()
    await other.sold({ amountMinor: 600 })
    const small = await other.owner.post(`${other.base}/payouts`)
    expect(small).toMatchObject({ status: 200, body: { items: [] } }) // 420 is less than the threshold
    const charge = await other.sold({ amountMinor: 1_000 })
    await other.refund(charge.id, 100)
    await server.settled()
    const { body } = await other.owner.post(`${other.base}/payouts`)
    expect(body.items).toMatchObject([{ amount: usd(1_050), state: 'sent' }])
    const detail = (await other.owner.get(`${other.base}/payouts/${body.items[0].id}`)).body
    expect(detail.lines.map(({ amount }: { amount: { amountMinor: number } }) => amount.amountMinor)).toEqual(
      expect.arrayContaining([420, 700, -70]),
    )
    expect((await other.owner.post(`${other.base}/payouts`)).body.items).toEqual([])
    await server.emulator.control.advance({ days: 2 })
    await server.settled()
    expect(await balanceOf(other)).toMatchObject({ available: usd(0), onTheWay: usd(0), paidOut: usd(1_050) })
    const month = new Date().toISOString().slice(0, 7)
    const statement = (await other.owner.get(`${other.base}/statements/${month}`)).body as string
    expect(
      statement
        .trim()
        .split('\r\n')
        .map((line) => line.split(',').at(-1)),
    ).toEqual(['your amount', '4.20', '7.00', '-0.70', '-10.50'])
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('that comes back is earned again, and can be paid out again', async () => {
    const other = await Shop.open(server)
    await other.onboard('000111111113')
    await other.sold({ amountMinor: 1_000 })
    for (const round of [1, 2]) {
      const { body } = await other.owner.post(`${other.base}/payouts`)
      expect(body.items, `round ${round}`).toHaveLength(1)
      await server.emulator.control.advance({ days: 2 })
      await server.settled()
      const last = (await other.owner.get(`${other.base}/payouts/${body.items[0].id}`)).body
      expect(last).toMatchObject({ state: 'failed', failure: expect.stringContaining('account_closed') })
      expect(await balanceOf(other)).toMatchObject({ available: usd(700), paidOut: usd(0) })
    }
    expect(await reconciled()).toMatchObject({ state: 'clean' })
  })

  it('waits until what is owed back has been earned again', async () => {
    const other = await Shop.open(server)
    await other.onboard()
    const charge = await other.sold({ amountMinor: 1_000 })
    await other.owner.post(`${other.base}/payouts`)
    expect((await other.refund(charge.id)).status).toBe(201)
    await server.settled()
    expect(await balanceOf(other)).toMatchObject({ available: usd(-700) })
    expect((await other.charge(charge.id)).refunds[0]?.share).toBe('failed')
    const { body: troubles } = await server.admin.get('/v1/admin/billing/troubles')
    expect(troubles.items).toContainEqual(expect.objectContaining({ kind: 'transfer.reverse', state: 'refused' }))
    await other.sold({ amountMinor: 1_500 })
    expect((await other.owner.post(`${other.base}/payouts`)).body.items).toEqual([]) // 350 is less than the threshold
    await other.sold({ amountMinor: 1_000 })
    expect((await other.owner.post(`${other.base}/payouts`)).body.items).toMatchObject([{ amount: usd(1_050) }])
  })
})

describe('admins', () => {
  it('see the books, which add up, and take them along', async () => {
    const { body } = await server.admin.get('/v1/admin/billing/ledger')
    const sums = Map.groupBy(
      body.items as { balance: { amountMinor: number; currency: string } }[],
      ({ balance }) => balance.currency,
    )
    expect(body.items).toContainEqual({
      account: `publisher:${shop.publisherId}:earnings`,
      publisherName: expect.any(String),
      balance: expect.anything(),
    })
    for (const items of sums.values()) expect(items.reduce((sum, { balance }) => sum + balance.amountMinor, 0)).toBe(0)
    const csv = (await server.admin.get('/v1/admin/billing/ledger.csv')).body as string
    const [{ count }] = (await server.rows<{ count: number }>('SELECT count(*)::int AS count FROM ledger_entries')) as [
      { count: number },
    ]
    expect(csv.trim().split('\r\n')).toHaveLength(count + 1)
    expect(await audited('ledger.exported')).toBe(1)
  })

  it('are told of drift, in a row and by a metric, until it is gone', async () => {
    const { slug } = shop
    await fetch(`${server.emulator.url}/v1/payouts`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.emulator.secretKey}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ amount: '100', currency: 'usd' }),
    })
    await server.settled()
    expect(await reconciled()).toMatchObject({ state: 'clean' }) // the platform's own payout is booked
    await server.rows(
      `WITH made AS (INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), 'wrong', 'test') RETURNING id)
       INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
       SELECT id, 'provider:balance', 'usd', 1 FROM made UNION ALL SELECT id, 'platform:revenue', 'usd', -1 FROM made`,
    )
    expect(await reconciled()).toMatchObject({
      state: 'drift',
      findings: [{ kind: 'balance', subject: 'provider:balance' }],
    })
    expect((await server.admin.get('/metrics')).body).toMatch(/^grantry_billing_drift 1$/m)
    await server.rows(
      `WITH made AS (INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), 'right', 'test') RETURNING id)
       INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
       SELECT id, 'provider:balance', 'usd', -1 FROM made UNION ALL SELECT id, 'platform:revenue', 'usd', 1 FROM made`,
    )
    expect(await reconciled()).toMatchObject({ state: 'clean' })
    expect((await server.admin.get('/metrics')).body).toMatch(/^grantry_billing_drift 0$/m)
    expect(slug).toBeTruthy()
  })

  it('find what webhooks never told', async () => {
    const other = await Shop.open(server)
    server.emulator.control.webhooks.hold()
    server.emulator.sendWebhooksTo('http://127.0.0.1:9')
    await other.sell({ amountMinor: 1_000 })
    expect(await reconciled()).toMatchObject({ state: 'clean' })
    expect(await balanceOf(other)).toMatchObject({ available: usd(700) })
    server.emulator.sendWebhooksTo(`${server.url}/v1/billing/webhooks/stripe`)
    server.emulator.control.webhooks.release()
    await server.settled()
    expect(await balanceOf(other)).toMatchObject({ available: usd(700) })
  })
})
