import { randomUUID } from 'node:crypto'
import type { BillingTrouble, Payout } from '@grantry/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Payouts } from '../src/domains/earnings/payouts.service.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { Shop } from '../test/sales.ts'

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer({ GRANTRY_PAYOUT_HOLD_DAYS: '0', GRANTRY_PAYOUT_THRESHOLD: '500' })
})
afterAll(() => server.close())

const usd = (amountMinor: number) => ({ amountMinor, currency: 'usd' })
const refuse = (route: 'POST /v1/refunds' | 'POST /v1/payouts', times = 1) =>
  server.emulator.control.api.inject({ kind: 'refusal', route, times })
const troubles = async (kind: string): Promise<BillingTrouble[]> => {
  const { body } = await server.admin.get('/v1/admin/billing/troubles?limit=100')
  return body.items.filter((item: BillingTrouble) => item.kind === kind)
}

describe('a refund that the provider refuses', () => {
  it('is seen at its charge with the reason, until another one is asked for', async () => {
    const shop = await Shop.open(server)
    const { id } = await shop.sold({ amountMinor: 1_000 })
    const inList = async () => (await shop.owner.get(`${shop.base}/charges`)).body.items[0]
    expect(await inList()).toMatchObject({ refusedRefund: null })
    refuse('POST /v1/refunds', 2)
    for (const part of [400, 300]) expect((await shop.refund(id, part)).status).toBe(201)
    const refusedRefund = { amount: usd(300), reason: 'As agreed', failure: expect.stringMatching(/\w/) }
    expect(await inList()).toMatchObject({ refusedRefund, refunding: usd(0), refunded: usd(0), refundable: usd(1_000) })
    expect(await troubles('refund.create')).toHaveLength(1)
    expect((await shop.refund(id, 300)).body).toMatchObject({ refusedRefund: null, refunded: usd(300) })
    expect(await inList()).toMatchObject({ refusedRefund: null, refunded: usd(300) })
    expect(await troubles('refund.create')).toEqual([])
  })

  it('says what is left, as people write it, when it asks for too much', async () => {
    const shop = await Shop.open(server)
    const { id } = await shop.sold({ amountMinor: 1_234, currency: 'jpy' })
    const { body } = await shop.refund(id, 1_235)
    expect(body).toMatchObject({ code: 'refund_too_large', detail: 'Only ¥1,234 of this charge is left to give back.' })
    expect(body.issues).toEqual([{ path: '$.amountMinor', message: 'At most ¥1,234' }])
  })
})

describe('a payout that the provider refuses', () => {
  const listed = async (shop: Shop): Promise<string[]> => {
    const { body } = await shop.owner.get(`${shop.base}/payouts`)
    return body.items.map(({ state }: Payout) => state)
  }

  it('is not asked for again every hour, but when somebody asks', async () => {
    const shop = await Shop.open(server)
    await shop.onboard()
    await shop.sold({ amountMinor: 1_000 })
    refuse('POST /v1/payouts', 2)
    const { body } = await shop.owner.post(`${shop.base}/payouts`)
    expect(body.items).toMatchObject([{ state: 'refused', failure: expect.stringMatching(/\w/) }])
    await server.app.get(Payouts).payOutAll(null)
    expect(await listed(shop)).toEqual(['refused'])
    expect((await server.admin.post('/v1/admin/billing/payouts')).status).toBe(204)
    expect(await listed(shop)).toEqual(['refused', 'refused'])
    expect(await troubles('payout.create')).toHaveLength(1)
    await shop.owner.post(`${shop.base}/payouts`)
    expect(await listed(shop)).toEqual(['sent', 'refused', 'refused'])
    expect(await troubles('payout.create')).toEqual([])
  })
})

describe('shares that cannot be passed on', () => {
  /** Older ones of the same publisher, whose transfers were refused just now. */
  const refusedBefore = async (charge: string, count: number): Promise<void> => {
    const kept = `currency, publisher_id, extension_id, workspace_id, purchase_id, gross_minor, tax_minor, publisher_minor,
      platform_minor, share_rule_version, matures_at`
    await server.rows(
      `WITH stuck AS (
         INSERT INTO charges (id, provider_charge_id, captured_at, ${kept})
         SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'ch_stuck_' || n,
           captured_at - interval '1 day', ${kept}
         FROM charges, generate_series(1, $2::int) AS n WHERE id = $1 RETURNING id
       )
       INSERT INTO earning_movements (id, charge_id, kind, amount_minor, state, cause)
       SELECT gen_random_uuid(), id, 'transfer', 1, 'refused', 'charge:' || id FROM stuck`,
      [charge, count],
    )
  }

  it('keep no others waiting, however many they are', async () => {
    const shop = await Shop.open(server)
    const { id } = await shop.sold({ amountMinor: 1_000 })
    await refusedBefore(id, 100)
    await shop.onboard()
    await expect.poll(async () => (await shop.charge(id)).passedOn, { timeout: 30_000 }).toEqual(usd(700))
  })
})

describe('an account for payouts', () => {
  it('is come back to at the address of this server, whatever a request says of it', async () => {
    const shop = await Shop.open(server)
    const answer = await server.app.inject({
      method: 'POST',
      url: `${shop.base}/payout-account/onboarding`,
      headers: { ...shop.owner.credentials(), host: 'elsewhere.example' },
      payload: { returnTo: '/studio' },
    })
    expect(answer.statusCode).toBe(200)
    const [asked] = await server.rows<{ url: string }>(
      `SELECT params->>'return_url' AS url FROM provider_calls WHERE kind = 'account_link.create' AND subject = $1`,
      [`payout_account:${shop.publisherId}`],
    )
    expect(asked?.url).toMatch(/^http:\/\/(127\.0\.0\.1|localhost):\d+\/studio$/)
  })

  it.each([randomUUID(), 'nobody'])('of somebody who is not here (%s) is passed over', async (name) => {
    const account = await server.api.accounts.create({
      type: 'express',
      country: 'US',
      capabilities: { transfers: { requested: true } },
      metadata: { grantry_publisher: name },
    })
    await server.emulator.control.completeOnboarding(account.id)
    await server.settled()
    expect(await server.rows('SELECT 1 FROM connected_accounts WHERE provider_account_id = $1', [account.id])).toEqual(
      [],
    )
  })
})
