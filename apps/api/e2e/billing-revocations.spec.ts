import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Refunds } from '../src/domains/earnings/refunds.service.ts'
import { Troubles } from '../src/domains/earnings/troubles.service.ts'
import { Checkout } from '../src/domains/purchases/checkout.service.ts'
import { differencesOf } from '../test/markets/market-differences.ts'
import { MarketLife } from '../test/markets/market-life.ts'
import { type MarketServer, startMarketServer } from '../test/markets/market-server.ts'
import { MarketSubscription } from '../test/markets/market-subscription.ts'
import { COUNTRY, type Market } from '../test/markets/market.ts'

const PATIENCE_MS = 600_000
/** Of a market whose plan has no trial. */
const SEED = 4

let server: MarketServer
beforeAll(async () => {
  server = await startMarketServer()
}, PATIENCE_MS)
afterAll(() => server.close(), PATIENCE_MS)

interface Line {
  id: string
  provider: string
}

/** Oldest first. */
const chargesOf = ({ house, publisherId }: Market): Promise<Line[]> =>
  house.rows(
    'SELECT id, provider_charge_id AS provider FROM charges WHERE publisher_id = $1 ORDER BY captured_at, id',
    [publisherId],
  )

/** The workspace has one seat, and has paid for it. */
async function subscribe(market: Market): Promise<Line> {
  const { house, access, emulator } = market
  market.faults = 'never'
  const id = await house.app.get(Checkout, { strict: false }).begin(access, { price: market.price as never, seats: 1 })
  const [row] = await house.rows<{ session: string }>(
    'SELECT provider_session_id AS session FROM purchases WHERE id = $1',
    [id],
  )
  await emulator.control.payCheckout(row!.session, { country: COUNTRY })
  await market.deliverEverything()
  const [charge] = await chargesOf(market)
  return charge!
}

const subscriptionIn = async (market: Market) => {
  const [subscription] = (await market.insist((api) => api.subscriptions.list({ status: 'all', limit: 1 }))).data
  return subscription!
}

describe('a payment that comes back in full', () => {
  const inMarket = (work: (market: Market) => Promise<void>) => server.inMarket(SEED, work)

  it('ends the subscription when it paid for the present period', async () => {
    await inMarket(async (market) => {
      const charge = await subscribe(market)
      await market.insist((api) => api.refunds.create({ charge: charge.provider }))
      await market.deliverEverything()
      expect(await subscriptionIn(market)).toMatchObject({ status: 'canceled' })
      expect(await differencesOf(market)).toEqual([])
    })
  })

  it('ends nothing when it paid for a period that is over, even when the renewal is heard of only afterwards', async () => {
    await inMarket(async (market) => {
      const { webhooks, advance } = market.emulator.control
      const charge = await subscribe(market)
      await advance({ days: 32 })
      await market.insist((api) => api.refunds.create({ charge: charge.provider }))
      const refunds = webhooks.pending().filter(({ type }) => type.startsWith('refund.') || type === 'charge.refunded')
      expect(refunds).not.toEqual([])
      for (const { id } of refunds) await webhooks.deliver(id)
      const [row] = await market.house.rows<{ refunded: string }>(
        'SELECT refunded_minor AS refunded FROM charges WHERE id = $1',
        [charge.id],
      )
      expect(Number(row!.refunded)).toBeGreaterThan(0)
      await market.deliverEverything()
      expect(await subscriptionIn(market)).toMatchObject({ status: 'active' })
      expect(await differencesOf(market)).toEqual([])
    })
  })

  it('ends nothing when it paid for more seats in the middle of a period', async () => {
    await inMarket(async (market) => {
      await subscribe(market)
      await market.emulator.control.advance({ days: 10 })
      await new MarketSubscription(market).changeSeats(3)
      await market.deliverEverything()
      const [, seats] = await chargesOf(market)
      const { app } = market.house
      await app.get(Refunds, { strict: false }).request(market.access.userId, seats!.id, { reason: 'As agreed' })
      await market.deliverEverything()
      const { status, items } = await subscriptionIn(market)
      expect({ status, seats: items.data[0]?.quantity }).toEqual({ status: 'active', seats: 3 })
      expect(await differencesOf(market)).toEqual([])
    })
  })
})

describe('a share that could not be taken back', () => {
  it('is no trouble any more once it has been taken back after all', async () => {
    await server.inMarket(SEED, async (market) => {
      market.faults = 'never'
      const { control } = market.emulator
      const life = new MarketLife(market)
      await life.onboard()
      await life.sell()
      await market.deliverEverything()
      await control.advance({ days: 3 })
      await life.payOut()
      await market.deliverEverything()
      const [charge] = await chargesOf(market)
      await server.app.get(Refunds).request(market.access.userId, charge!.id, { reason: 'As agreed' })
      await market.deliverEverything()
      const troubles = server.app.get(Troubles)
      const kinds = async () => (await troubles.list({ limit: 50 })).items.map(({ kind, state }) => `${kind} ${state}`)
      expect(await kinds()).toEqual(['transfer.reverse refused'])
      for (const _ of ['twice', 'as much']) await life.sell()
      await market.deliverEverything()
      await control.advance({ days: 3 })
      await market.settleAgain()
      expect(await kinds()).toEqual([])
      expect(await differencesOf(market)).toEqual([])
    })
  })
})
