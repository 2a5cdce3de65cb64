import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderCalls } from '../src/domains/billing/index.ts'
import { Refunds } from '../src/domains/earnings/refunds.service.ts'
import { Troubles } from '../src/domains/earnings/troubles.service.ts'
import { differencesOf } from '../test/markets/market-differences.ts'
import { MarketLife } from '../test/markets/market-life.ts'
import { type MarketServer, startMarketServer } from '../test/markets/market-server.ts'
import type { Market } from '../test/markets/market.ts'

const PATIENCE_MS = 600_000

let server: MarketServer
beforeAll(async () => {
  server = await startMarketServer()
}, PATIENCE_MS)
afterAll(() => server.close(), PATIENCE_MS)

/** A refund whose second half, the return of the share, has had no answer for a day. Answers the id of that call. */
async function anUnansweredReturn(market: Market, fate: 'drop_answer' | 'drop_request'): Promise<string> {
  const { emulator, house, publisherId, access } = market
  market.faults = 'never'
  const life = new MarketLife(market)
  await life.onboard()
  await life.sell()
  await market.deliverEverything()
  const [charge] = await house.rows<{ id: string }>('SELECT id FROM charges WHERE publisher_id = $1', [publisherId])
  await server.app.get(Refunds).request(access.userId, charge!.id, { reason: 'As agreed' })
  const [call] = await house.rows<{ id: string }>(
    `SELECT p.id FROM provider_calls p JOIN earning_movements m ON p.subject = 'movement:' || m.id
     WHERE p.kind = 'transfer.reverse' AND m.charge_id = $1`,
    [charge!.id],
  )
  const calls = server.app.get(ProviderCalls)
  emulator.control.api.inject({ kind: fate, route: 'POST /v1/transfers/:id/reversals' })
  expect(await calls.perform(call!.id)).toMatchObject({ state: 'decided', attempts: 1 })
  await emulator.control.advance({ days: 1 })
  expect(await calls.perform(call!.id)).toMatchObject({ state: 'unresolved' })
  return call!.id
}

describe('the half of a refund that was given up without an answer', () => {
  it.each([
    ['is taken over when it was done after all', 'drop_answer', 1],
    ['is done when it was not', 'drop_request', 2],
  ] as const)(
    '%s, when an admin has it tried again',
    async (_, fate, calls) => {
      await server.inMarket(3, async (market) => {
        const id = await anUnansweredReturn(market, fate)
        const troubles = server.app.get(Troubles)
        const { items } = await troubles.list({ limit: 50 })
        expect(items.find((item) => item.id === id)).toMatchObject({ state: 'unresolved', retryable: true })
        await troubles.retry(market.access.userId, id)
        await expect(troubles.retry(market.access.userId, id)).rejects.toMatchObject({ code: 'not_found' })
        await market.deliverEverything()
        const { data } = await market.insist((api) => api.transfers.list({ limit: 100 }))
        expect(data).toHaveLength(1)
        expect(data[0]?.amount_reversed).toBe(data[0]?.amount)
        expect(data[0]?.reversals.data).toHaveLength(1)
        expect(await differencesOf(market)).toEqual([])
        const made = await server.rows(
          `SELECT 1 FROM provider_calls WHERE kind = 'transfer.reverse' AND params->>'id' = $1`,
          [data[0]?.id],
        )
        expect(made).toHaveLength(calls)
        const seen = await server.rows(`SELECT 1 FROM audit_events WHERE subject = $1`, [`provider_call:${id}`])
        expect(seen).toHaveLength(1)
      })
    },
    PATIENCE_MS,
  )
})
