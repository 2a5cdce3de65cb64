import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differencesOf } from '../test/markets/market-differences.ts'
import { MarketLife } from '../test/markets/market-life.ts'
import { type MarketServer, startMarketServer } from '../test/markets/market-server.ts'

/** `npm run proof:billing` plays ten thousand. */
const SCHEDULES = Number(process.env['PROOF_SCHEDULES'] || 30)
const FIRST_SEED = Number(process.env['PROOF_SEED'] || 1)
const PER_TEST = 250
/** So many are played at once: each has a provider and a time of its own, all have one database. */
const AT_ONCE = 6
const PATIENCE_MS = 3_600_000

const rounds = Array.from({ length: Math.ceil(SCHEDULES / PER_TEST) }, (_, index) => ({
  first: FIRST_SEED + index * PER_TEST,
  last: FIRST_SEED + Math.min((index + 1) * PER_TEST, SCHEDULES) - 1,
}))

let server: MarketServer
beforeAll(async () => {
  server = await startMarketServer()
}, PATIENCE_MS)
afterAll(() => server.close(), PATIENCE_MS)

async function play(seed: number): Promise<{ seed: number; differences: string[] }> {
  try {
    const differences = await server.inMarket(seed, async (market) => {
      await new MarketLife(market).play()
      return differencesOf(market)
    })
    return { seed, differences }
  } catch (error) {
    return { seed, differences: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }
  }
}

/** Those that ended in something else than their provider has. */
async function playAll(first: number, last: number): Promise<{ seed: number; differences: string[] }[]> {
  const differing: { seed: number; differences: string[] }[] = []
  let next = first
  const playSome = async () => {
    while (next <= last) {
      const end = await play(next++)
      if (end.differences.length === 0) continue
      // At once: a proof takes long, and may be interrupted.
      process.stderr.write(`seed ${end.seed}:\n  ${end.differences.join('\n  ')}\n`)
      differing.push(end)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, playSome))
  return differing
}

describe('whatever order events come in, how often, and what fails on the way', () => {
  it.each(rounds)(
    'books, subscriptions, payouts and what is open end as the provider has it: seeds $first to $last',
    async ({ first, last }) => {
      expect(await playAll(first, last)).toEqual([])
    },
    PATIENCE_MS,
  )

  it('the books of all of them add up to zero in each currency', async () => {
    const off = await server.rows('SELECT currency FROM ledger_entries GROUP BY 1 HAVING sum(amount_minor) <> 0')
    expect(off).toEqual([])
  })
})
