import { AsyncLocalStorage } from 'node:async_hooks'
import type { INestApplicationContext } from '@nestjs/common'
import { Pool } from 'pg'
import { Stripe } from 'stripe'
import { vi } from 'vitest'
import { PaymentsConfig } from '../../src/config/payments-config.ts'
import { CallSweep } from '../../src/domains/billing/call-sweep.service.ts'
import { ProviderEvents, StripeClient, Taxes } from '../../src/domains/billing/index.ts'
import { EarningsRound } from '../../src/domains/earnings/earnings-round.service.ts'
import { Clock } from '../../src/kernel/clock.ts'
import { Queue } from '../../src/platform/queue/index.ts'
import { startTestServer } from '../server.ts'
import { Market } from './market.ts'

/** What all markets share: one server, one database. */
export interface MarketHouse {
  app: INestApplicationContext
  webhookSecret: string
  /** Takes an event in, as the route of the webhooks does. Answers the status. */
  receive(payload: string, signature: string): Promise<number>
  rows<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
}

export interface MarketServer extends MarketHouse {
  /** Opens a market of its own and does something in it: whatever is asked of the provider meanwhile is asked of that market's. */
  inMarket<T>(seed: number, work: (market: Market) => Promise<T>): Promise<T>
  close(): Promise<void>
}

const WEBHOOK_SECRET = 'whsec_markets'
const ENVIRONMENT = { GRANTRY_PAYOUT_HOLD_DAYS: '1', GRANTRY_PAYOUT_THRESHOLD: '1' }

/**
 * A server for many small markets at once, each with a payment provider and a time of its own. Nothing happens on it by
 * itself: events of a provider, news of the queue and calls of the provider wait until their market delivers them, so that a
 * market is the same whenever its seed is played. HTTP is left out on both sides; the stories have that.
 */
export async function startMarketServer(): Promise<MarketServer> {
  const here = new AsyncLocalStorage<Market>()
  letNothingHappenByItself(here)
  const server = await startTestServer(ENVIRONMENT, null, null, NOWHERE)
  Object.assign(server.app.get(StripeClient), {
    api: stripeOf((...request) => current(here).emulator.fetch(...request)),
  })
  vi.spyOn(server.app.get(Clock), 'now').mockImplementation(() => here.getStore()?.now() ?? new Date())
  vi.spyOn(server.app.get(Taxes), 'terms', 'get').mockImplementation(() => here.getStore()?.tax ?? 'none')
  const pool = new Pool({ connectionString: server.connectionString, max: 4 })
  const events = server.app.get(ProviderEvents)
  const house: MarketHouse = {
    app: server.app,
    webhookSecret: WEBHOOK_SECRET,
    receive: (payload, signature) =>
      events.receive(Buffer.from(payload), signature).then(
        () => 200,
        () => 500,
      ),
    rows: async <T extends object>(sql: string, values: unknown[] = []) => (await pool.query<T>(sql, values)).rows,
  }
  return {
    ...house,
    inMarket: async (seed, work) => {
      const market = await Market.open(house, seed)
      try {
        return await here.run(market, () => work(market))
      } finally {
        await market.emulator.close()
      }
    },
    close: async () => {
      await pool.end()
      await server.close()
      vi.restoreAllMocks()
    },
  }
}

/** The package of the provider over a function. */
export const stripeOf = (fetch: typeof globalThis.fetch): Stripe =>
  new Stripe('sk_test_local_emulator', {
    httpClient: Stripe.createFetchHttpClient(fetch),
    telemetry: false,
    maxNetworkRetries: 0,
  })

const NOWHERE = new PaymentsConfig({
  provider: 'emulator',
  secretKey: 'sk_test_local_emulator',
  webhookSecret: WEBHOOK_SECRET,
  apiBase: new URL('http://127.0.0.1:9'),
})

function current(here: AsyncLocalStorage<Market>): Market {
  const market = here.getStore()
  if (market === undefined) throw new Error('The provider was asked outside of every market')
  return market
}

function letNothingHappenByItself(here: AsyncLocalStorage<Market>): void {
  vi.spyOn(CallSweep.prototype, 'onApplicationBootstrap').mockReturnValue()
  vi.spyOn(EarningsRound.prototype, 'onApplicationBootstrap').mockReturnValue()
  vi.spyOn(Queue.prototype, 'onApplicationBootstrap').mockResolvedValue()
  vi.spyOn(Queue.prototype, 'beforeApplicationShutdown').mockResolvedValue()
  vi.spyOn(Queue.prototype, 'publish').mockImplementation(async (_tx, topic, news) => {
    here.getStore()?.news.push({ topic, news })
  })
}
