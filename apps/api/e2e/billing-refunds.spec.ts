import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'
import { proxyPackage } from '../test/proxy.ts'
import { anApprovedVersion, aPublisher, freshName } from '../test/stories.ts'

const ONCE = { kind: 'one_time', name: 'For good', prices: [{ amountMinor: 4_900, currency: 'eur' }] }
const MONTHLY = {
  kind: 'subscription',
  name: 'Monthly',
  prices: [{ amountMinor: 900, currency: 'eur', interval: 'month' }],
}
const { verdict } = Buyer

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

/** Somebody who has bought and installed, and what the charge for it is called here and at the provider. */
async function anOwner(plan: object) {
  const buyer = await Buyer.of(server, await anOffer(server, plan))
  const purchase = await buyer.buy()
  await buyer.install()
  const [charge] = await chargesOf(purchase.id)
  if (charge === undefined) throw new Error('Nothing was charged')
  return { buyer, purchase, charge }
}

const chargesOf = (purchase: string) =>
  server.rows<{ id: string; provider: string }>(
    'SELECT id, provider_charge_id AS provider FROM charges WHERE purchase_id = $1 ORDER BY captured_at DESC',
    [purchase],
  )

async function refund(charge: { id: string }, amountMinor?: number): Promise<void> {
  const body = { reason: 'Asked for', ...(amountMinor !== undefined && { amountMinor }) }
  const answer = await server.admin.post(`/v1/admin/billing/charges/${charge.id}/refunds`, body)
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
  await server.settled()
}

describe('a refund', () => {
  it('closes what was paid once, at once: calls, jobs, updates and installs', async () => {
    const { buyer, purchase, charge } = await anOwner(ONCE)
    expect(verdict(await buyer.call())).toBe(200)
    await refund(charge)
    expect(verdict(await buyer.call())).toBe('402 purchase_refunded')
    expect(verdict(await buyer.dispatch())).toBe('402 purchase_refunded')
    expect((await buyer.purchase(purchase.id)).state).toBe('refunded')
    expect(await buyer.entitlement()).toMatchObject({
      state: 'closed',
      reason: 'purchase_refunded',
      wayOut: `/extensions/${buyer.offer.extension}/buy?workspace=${buyer.workspace}`,
    })
  })

  it('is seen by the buyer', async () => {
    const { buyer, purchase, charge } = await anOwner(ONCE)
    await refund(charge, 900)
    expect((await buyer.purchase(purchase.id)).payments).toEqual([
      {
        at: expect.any(String),
        amount: { amountMinor: 4_900, currency: 'eur' },
        tax: { amountMinor: 0, currency: 'eur' },
        refunded: { amountMinor: 900, currency: 'eur' },
        dispute: null,
      },
    ])
  })

  it('of a part closes nothing, until the parts are all of it', async () => {
    const { buyer, charge } = await anOwner(ONCE)
    await refund(charge, 4_899)
    expect(verdict(await buyer.call())).toBe(200)
    await refund(charge, 1)
    expect(verdict(await buyer.call())).toBe('402 purchase_refunded')
  })

  it('of the latest payment ends a subscription, here and at the provider', async () => {
    const { buyer, purchase, charge } = await anOwner(MONTHLY)
    await refund(charge)
    expect(verdict(await buyer.call())).toBe('402 purchase_refunded')
    await server.emulator.control.advance({ days: 40 })
    await server.settled()
    expect(await chargesOf(purchase.id)).toHaveLength(1)
    const [subscription] = await server.rows<{ status: string }>(
      'SELECT status FROM subscriptions WHERE purchase_id = $1',
      [purchase.id],
    )
    expect(subscription?.status).toBe('canceled')
  })

  it('of an earlier payment leaves a subscription as it is', async () => {
    const { buyer, purchase, charge } = await anOwner(MONTHLY)
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect(await chargesOf(purchase.id)).toHaveLength(2)
    await refund(charge)
    expect(verdict(await buyer.call())).toBe(200)
    expect((await buyer.purchase(purchase.id)).state).toBe('active')
  })

  it('can be followed by buying it again', async () => {
    const { buyer, charge } = await anOwner(ONCE)
    await refund(charge)
    await buyer.buy()
    expect(verdict(await buyer.call())).toBe(200)
  })
})

describe('a refund while a call runs', () => {
  /** Nobody can write entries; reads go on. */
  async function withEntriesClosed(work: (untilSomebodyWaits: () => Promise<void>) => Promise<void>): Promise<void> {
    const client = new Client({ connectionString: server.connectionString })
    await client.connect()
    try {
      await client.query('BEGIN')
      await client.query('LOCK TABLE entries IN EXCLUSIVE MODE')
      await work(async () => {
        const waiting = `SELECT 1 FROM pg_locks WHERE relation = 'entries'::regclass AND NOT granted`
        while ((await client.query(waiting)).rowCount === 0);
      })
      await client.query('COMMIT')
    } finally {
      await client.end()
    }
  }

  it('lets the host call that waits end, refuses every later one, and lets the next call not begin', async () => {
    const by = await aPublisher(server)
    const extension = freshName('writer')
    await anApprovedVersion(server, await proxyPackage({ id: extension, permissions: [{ id: 'entries.write' }] }), by)
    const { body: plan } = await by.publisher.post(`/v1/publishers/${by.slug}/extensions/${extension}/plans`, ONCE)
    const buyer = await Buyer.of(server, { ...by, extension, plan })
    const purchase = await buyer.buy()
    const grants = [{ permission: 'entries.write' }]
    expect((await buyer.person.post(buyer.at('/installs'), { extension, grants })).status).toBe(201)
    const [charge] = await chargesOf(purchase.id)
    let running: ReturnType<Buyer['call']> | undefined
    await withEntriesClosed(async (untilSomebodyWaits) => {
      running = buyer.call('create_many', { folder: '/run', count: 100 })
      await untilSomebodyWaits()
      await refund(charge!)
    })
    const refusals = Array.from({ length: 5 }, () => 'purchase_refunded')
    expect(await running).toMatchObject({ status: 200, body: ['ok', ...refusals] })
    const next = await buyer.call('create_many', { folder: '/run', count: 1 })
    expect(verdict(next)).toBe('402 purchase_refunded')
    expect(next.body).toMatchObject({
      detail: `The payment for ${extension} was refunded. To use it again, buy it again.`,
      wayOut: `/extensions/${extension}/buy?workspace=${buyer.workspace}`,
    })
  })
})

describe('a dispute', () => {
  it('closes what was paid only when it is lost', async () => {
    const { buyer, purchase, charge } = await anOwner(ONCE)
    const dispute = await server.emulator.control.openDispute(charge.provider)
    await server.settled()
    expect(verdict(await buyer.call())).toBe(200)
    expect((await buyer.purchase(purchase.id)).payments[0]?.dispute).toBe('open')
    await server.emulator.control.decideDispute(dispute, 'lost')
    await server.settled()
    expect(verdict(await buyer.call())).toBe('402 payment_disputed')
    expect((await buyer.purchase(purchase.id)).state).toBe('disputed')
  })

  it('that is won leaves everything as it was', async () => {
    const { buyer, charge } = await anOwner(ONCE)
    const dispute = await server.emulator.control.openDispute(charge.provider)
    await server.emulator.control.decideDispute(dispute, 'won')
    await server.settled()
    expect(verdict(await buyer.call())).toBe(200)
  })
})
