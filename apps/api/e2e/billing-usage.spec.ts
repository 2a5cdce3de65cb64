import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PaidUse } from '../src/domains/purchases/index.ts'
import { Usage } from '../src/domains/purchases/usage.service.ts'
import { Clock } from '../src/kernel/clock.ts'
import { type BillingServer, startBillingServer } from '../test/billing.ts'
import { anOffer, Buyer } from '../test/buying.ts'

/** Two calls for an euro. */
const BY_CALLS = {
  kind: 'metered',
  name: 'By calls',
  meter: { of: 'calls', units: 2 },
  prices: [{ amountMinor: 100, currency: 'eur' }],
}
const BY_FUEL = {
  kind: 'metered',
  name: 'By fuel',
  meter: { of: 'fuel', units: 1_000_000 },
  prices: [{ amountMinor: 100, currency: 'eur' }],
}
const { verdict } = Buyer

let server: BillingServer
beforeAll(async () => {
  server = await startBillingServer()
})
afterAll(() => server.close())

async function aUser(plan: object, capMinor: number) {
  const buyer = await Buyer.of(server, await anOffer(server, plan))
  const purchase = await buyer.buy({ capMinor })
  await buyer.install()
  return {
    buyer,
    purchase,
    usage: async () => (await buyer.person.get(buyer.at(`/purchases/${purchase.id}/usage`))).body,
  }
}

/** What the provider was told of; it is told a moment later. */
async function blocksTold(purchase: { id: string }, atLeast: number): Promise<number> {
  for (;;) {
    await server.settled()
    const [row] = await server.rows<{ blocks: number }>(
      `SELECT coalesce(sum((c.params->'payload'->>'value')::int), 0)::int AS blocks
       FROM provider_calls c JOIN subscriptions s ON c.subject = 'usage:' || s.id
       WHERE s.purchase_id = $1 AND c.state = 'answered'`,
      [purchase.id],
    )
    if ((row?.blocks ?? 0) >= atLeast) return row?.blocks ?? 0
  }
}

describe('a plan by calls', () => {
  it('asks for a cap that pays for one use at least', async () => {
    const buyer = await Buyer.of(server, await anOffer(server, BY_CALLS))
    expect(verdict(await buyer.checkout())).toBe('400 cap_required')
    expect(verdict(await buyer.checkout({ capMinor: 99 }))).toBe('422 cap_too_low')
  })

  it('counts calls that answered, and no others', async () => {
    const { buyer, usage } = await aUser(BY_CALLS, 1_000)
    await buyer.call()
    expect(verdict(await buyer.call('burn', { rounds: 1e9 }))).toBe('422 fuel_exhausted')
    await buyer.call('act')
    await buyer.call()
    expect(await usage()).toMatchObject({ used: '3', blocks: 2, cost: { amountMinor: 200 }, left: '17' })
  })

  it('stops before the call that would exceed the cap, and goes on when it is raised', async () => {
    const { buyer, purchase, usage } = await aUser(BY_CALLS, 200)
    for (let calls = 0; calls < 4; calls += 1) expect(verdict(await buyer.call())).toBe(200)
    const refused = await buyer.call()
    expect(verdict(refused)).toBe('402 usage_cap_reached')
    expect(refused.body.wayOut).toBe(`/workspaces/${buyer.workspace}/billing`)
    expect(verdict(await buyer.dispatch())).toBe('402 usage_cap_reached')
    const path = buyer.at(`/purchases/${purchase.id}`)
    await buyer.person.send('PATCH', path, { body: { capMinor: 300 } })
    expect(verdict(await buyer.call())).toBe(200)
    expect((await usage()).cost).toEqual({ amountMinor: 300, currency: 'eur' })
  })

  it('never goes beyond the cap, however many call at once', async () => {
    const { buyer, usage } = await aUser(BY_CALLS, 200)
    const answers = await Promise.all(Array.from({ length: 12 }, () => buyer.call()))
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(4)
    expect((await usage()).cost.amountMinor).toBeLessThanOrEqual(200)
  })

  it('tells the provider of each started block once, and is billed for it', async () => {
    const { buyer, purchase } = await aUser(BY_CALLS, 1_000)
    for (let calls = 0; calls < 3; calls += 1) await buyer.call()
    expect(await blocksTold(purchase, 2)).toBe(2)
    await buyer.call() // the block that is begun pays for it
    await buyer.call()
    expect(await blocksTold(purchase, 3)).toBe(3)
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    const { items } = (await buyer.person.get(buyer.at('/invoices'))).body
    expect(items[0].total).toEqual({ amountMinor: 300, currency: 'eur' })
  })

  it('tells it of the period in which it was used, whenever it is asked', async () => {
    const { buyer, purchase, usage } = await aUser(BY_CALLS, 1_000)
    await buyer.call()
    await blocksTold(purchase, 1)
    const [told] = await server.rows<{ at: number }>(
      `SELECT (c.params->>'timestamp')::int AS at FROM provider_calls c JOIN subscriptions s ON c.subject = 'usage:' || s.id
       WHERE s.purchase_id = $1`,
      [purchase.id],
    )
    const { from, to } = await usage()
    expect(told?.at).toBeGreaterThanOrEqual(Date.parse(from) / 1_000)
    expect(told?.at).toBeLessThan(Date.parse(to) / 1_000)
  })

  it('tells it again of what it has refused', async () => {
    const { buyer, purchase } = await aUser(BY_CALLS, 1_000)
    server.emulator.control.api.inject({ kind: 'refusal', route: 'POST /v1/billing/meter_events' })
    await buyer.call()
    const refused = () =>
      server.rows(
        `SELECT 1 FROM provider_calls c JOIN subscriptions s ON c.subject = 'usage:' || s.id
         WHERE s.purchase_id = $1 AND c.state = 'refused'`,
        [purchase.id],
      )
    await expect.poll(refused, { timeout: 30_000 }).toHaveLength(1)
    for (let calls = 0; calls < 2; calls += 1) await buyer.call()
    expect(await blocksTold(purchase, 2)).toBe(2)
    const { body } = await server.admin.get('/v1/admin/billing/troubles')
    expect(body.items.filter(({ kind }: { kind: string }) => kind === 'meter_event.create')).toEqual([])
  })

  it('gives back what was set aside by a server that is gone, after a day', async () => {
    const { buyer, purchase, usage } = await aUser(BY_CALLS, 100)
    const [row] = await server.rows<{ buyer: string }>('SELECT buyer_id AS buyer FROM purchases WHERE id = $1', [
      purchase.id,
    ])
    const pricing = { model: 'paid', from: null, trialDays: 0 } as const
    const use = { workspaceId: buyer.workspace, extension: buyer.offer.extension, pricing }
    // Begun, and never ended: whoever ran them was killed.
    for (const key of ['first', 'second'])
      await server.app.get(PaidUse).admit(use, { userId: row!.buyer, key, fuel: 1n })
    expect(verdict(await buyer.call())).toBe('402 usage_cap_reached')
    await server.app.get(Usage).sweep()
    expect(await usage()).toMatchObject({ used: '2', left: '0' })
    const clock = vi.spyOn(server.app.get(Clock), 'now').mockReturnValue(new Date(Date.now() + 25 * 3_600_000))
    await server.app.get(Usage).sweep()
    clock.mockRestore()
    expect(await usage()).toMatchObject({ used: '0', cost: { amountMinor: 0 } })
    expect(verdict(await buyer.call())).toBe(200)
  })

  it('counts anew in the next period', async () => {
    const { buyer, usage } = await aUser(BY_CALLS, 100)
    await buyer.call()
    await buyer.call()
    expect(verdict(await buyer.call())).toBe('402 usage_cap_reached')
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    expect(verdict(await buyer.call())).toBe(200)
    expect((await usage()).used).toBe('1')
  })
})

describe('a plan by fuel', () => {
  it('counts what calls burn', async () => {
    const { buyer, usage } = await aUser(BY_FUEL, 500_000)
    const answer = await buyer.call('burn', { rounds: 1_000 })
    expect(verdict(answer)).toBe(200)
    expect((await usage()).used).toBe(answer.headers.get('x-fuel-consumed'))
  })

  it('lets no call burn more than the cap still pays for', async () => {
    const { buyer, usage } = await aUser(BY_FUEL, 2_000)
    const answers = [await buyer.call('burn', { rounds: 10_000_000 })]
    expect(verdict(answers[0]!)).toBe('402 usage_cap_reached')
    expect((await usage()).cost.amountMinor).toBeLessThanOrEqual(2_000)
  })
})

describe('a purchase for one workspace', () => {
  it('is billed for the use of that workspace alone, although one person pays for both', async () => {
    const { buyer, purchase } = await aUser(BY_CALLS, 1_000)
    const branch = await buyer.elsewhere()
    const other = await branch.buy({ capMinor: 1_000 })
    await branch.install()
    await buyer.call()
    for (let calls = 0; calls < 3; calls += 1) await branch.call()
    await blocksTold(purchase, 1)
    await blocksTold(other, 2)
    await server.emulator.control.advance({ days: 32 })
    await server.settled()
    const totals = await Promise.all(
      [buyer, branch].map(async (one) => (await one.person.get(one.at('/invoices'))).body.items[0].total.amountMinor),
    )
    expect(totals).toEqual([100, 200])
  })
})
