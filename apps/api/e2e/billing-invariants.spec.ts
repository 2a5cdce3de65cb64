import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { goneOf, heldShare, keptShare, shareOut } from '../src/domains/earnings/charge-shares.ts'
import type { ChargeRow } from '../src/domains/earnings/index.ts'
import { Reconciliations } from '../src/domains/earnings/reconciliations.service.ts'
import { Usage } from '../src/domains/purchases/usage.service.ts'
import { Database } from '../src/platform/database/index.ts'
import { dice } from '../test/dice.ts'
import { type MarketRecord, recordOf } from '../test/markets/market-record.ts'
import { type MarketServer, startMarketServer } from '../test/markets/market-server.ts'
import { pick, upTo } from '../test/markets/market.ts'

/**
 * The invariants of billing, one test each, over markets that are drawn from seeds: sales, subscriptions, refunds, disputes and
 * payouts in any order, with a provider that fails now and then. `PROOF_SEED` and `PROOF_MARKETS` choose others and more.
 */
const FIRST_SEED = Number(process.env['PROOF_SEED'] || 1)
const MARKETS = Number(process.env['PROOF_MARKETS'] || 8)
const PATIENCE_MS = 1_800_000

let server: MarketServer
let charges: ChargeRow[]
const markets: MarketRecord[] = []
/** How the comparison of the first market with its provider ended: as it was, off by an amount, and put right again. */
let drift: { amount: bigint; states: { state: string; off: bigint[] }[] }
const roll = dice(FIRST_SEED)

beforeAll(async () => {
  server = await startMarketServer()
  for (let seed = FIRST_SEED; seed < FIRST_SEED + MARKETS; seed++)
    await server.inMarket(seed, async (market) => {
      markets.push(await recordOf(market, seed))
      // As long as it is alone, the whole of the books is its own.
      if (seed === FIRST_SEED) drift = await drifting()
    })
  charges = await server.app.get(Database).client.charge.findMany()
}, PATIENCE_MS)
afterAll(() => server.close(), PATIENCE_MS)

async function drifting(): Promise<typeof drift> {
  const amount = BigInt(upTo(roll, 10_000))
  const states: (typeof drift)['states'] = []
  for (const off of [0n, amount, -amount]) {
    if (off !== 0n) await rawTransaction([off, -off])
    const { state, findings } = await server.app.get(Reconciliations).run(null)
    states.push({ state, off: findings.map((found) => (found.ledgerMinor ?? 0n) - (found.providerMinor ?? 0n)) })
  }
  return { amount, states }
}

const rawTransaction = (amounts: readonly bigint[]) =>
  server.rows(
    `WITH made AS (INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), $1, 'test') RETURNING id)
     INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
     SELECT made.id, e.* FROM made, (VALUES ('provider:balance', 'usd', $2::bigint), ('platform:revenue', 'usd', $3::bigint)) e`,
    [randomUUID(), ...amounts],
  )

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, amount) => sum + amount, 0n)
const numberOf = async (sql: string): Promise<bigint> =>
  BigInt((await server.rows<{ value: string }>(`SELECT coalesce((${sql}), 0)::text AS value`))[0]!.value)
const balanceOf = (account: string): Promise<bigint> =>
  numberOf(`SELECT sum(amount_minor) FROM ledger_entries WHERE account_code = '${account}'`)

describe('the books', () => {
  it('1: entries of a transaction sum to zero in each currency, in whole smallest units', async () => {
    const off = `SELECT 1 FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0`
    expect(await server.rows(off)).toEqual([])
    for (let time = 0; time < 10; time++) {
      const amount = BigInt(upTo(roll, 1_000))
      await expect(rawTransaction([amount, BigInt(upTo(roll, 1_000))])).rejects.toThrow('off by')
    }
  })

  it('2: nothing that was booked is changed or taken away', async () => {
    const tables = ['ledger_accounts', 'ledger_entries', 'ledger_transactions', 'share_rules', 'earning_lines']
    for (let time = 0; time < 20; time++) {
      const table = pick(roll, tables)
      const act = pick(roll, [
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
        ...(table === 'ledger_entries' ? [`UPDATE ${table} SET amount_minor = amount_minor + 1`] : []),
      ])
      await expect(server.rows(act), act).rejects.toThrow('append-only')
    }
  })

  it('3: publisher, platform and tax are exactly what was charged', () => {
    expect(charges.length).toBeGreaterThan(0)
    for (const charge of charges) {
      const { publisherMinor, platformMinor, taxMinor, grossMinor } = charge
      expect(publisherMinor + platformMinor + taxMinor).toBe(grossMinor)
    }
  })

  it('10: what a publisher owes stays owed: the books have all that was earned, taken back and paid out, and no more', async () => {
    for (const { publisherId } of markets) {
      const of = `publisher_id = '${publisherId}'`
      const earned = await numberOf(`SELECT sum(amount_minor) FROM earning_lines WHERE ${of}`)
      const paid = await numberOf(`SELECT sum(amount_minor) FROM payouts WHERE ${of} AND state IN ('sent', 'paid')`)
      expect(-(await balanceOf(`publisher:${publisherId}:earnings`))).toBe(earned - paid)
    }
  })

  it('13: no currency is set off against another one', async () => {
    const mixed = `SELECT 1 FROM payout_lines p JOIN payouts o ON o.id = p.payout_id JOIN earning_lines l ON l.id = p.line_id
      WHERE o.currency <> l.currency`
    expect(await server.rows(mixed)).toEqual([])
    const strange = `SELECT 1 FROM earning_lines l JOIN charges c ON c.id = l.charge_id WHERE l.currency <> c.currency`
    expect(await server.rows(strange)).toEqual([])
    const amount = BigInt(upTo(roll, 1_000))
    const eurForUsd = `WITH made AS (INSERT INTO ledger_transactions (id, key, subject) VALUES (gen_random_uuid(), 'mixed', 'x')
      RETURNING id) INSERT INTO ledger_entries (transaction_id, account_code, currency, amount_minor)
      SELECT made.id, e.* FROM made, (VALUES ('provider:balance', 'usd', ${amount}), ('platform:revenue', 'eur', ${-amount})) e`
    await expect(server.rows(eurForUsd)).rejects.toThrow('off by')
  })

  it('14: tax is nobody’s share: the same is shared, whatever it is', () => {
    for (let time = 0; time < 1_000; time++) {
      const [net, tax] = [BigInt(upTo(roll, 1_000_000)), BigInt(upTo(roll, 300_000))]
      const basisPoints = upTo(roll, 10_000)
      expect(shareOut(net + tax, tax, basisPoints)).toEqual({ ...shareOut(net, 0n, basisPoints), tax })
    }
  })

  it('14: the books owe the tax of every charge, but for what came back of it', async () => {
    expect(charges.filter(({ taxMinor }) => taxMinor > 0n)).not.toEqual([])
    const owed = charges.map((charge) => {
      const taken = charge.refundedMinor + charge.lostMinor
      return goneOf(charge, taken < charge.grossMinor ? taken : charge.grossMinor).tax - charge.taxMinor
    })
    expect(await balanceOf('tax:payable')).toBe(sumOf(owed))
    const shared = `SELECT 1 FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      JOIN charges c ON t.key = 'charge:' || c.provider_charge_id || ':captured'
      WHERE e.account_code = 'publisher:' || c.publisher_id || ':earnings' AND -e.amount_minor > c.gross_minor - c.tax_minor`
    expect(await server.rows(shared)).toEqual([])
  })

  it('17: the comparison with the provider finds drift of any amount, until it is gone', () => {
    expect(drift.states).toEqual([
      { state: 'clean', off: [] },
      { state: 'drift', off: [drift.amount] },
      { state: 'clean', off: [] },
    ])
  })
})

describe('what the provider tells', () => {
  it('4: an event has its effects once, however often it is told, and at once', () => {
    for (const { state, seed } of markets) expect(state.toldAgain, `seed ${seed}`).toBe(state.atTheEnd)
  })

  it('5: events in any order, late and again, end in the state that the provider has', () => {
    for (const { seed, differences } of markets) expect(differences, `seed ${seed}`).toEqual([])
  })

  it('18: what is asked of the provider is done once, also when its answer was lost', async () => {
    const names = markets.flatMap(({ named }) => named.map(({ kind, name }) => `${kind} ${name}`))
    expect(new Set(names).size).toBe(names.length)
    expect(await numberOf(`SELECT count(*) FROM provider_calls WHERE attempts > 1`)).toBeGreaterThan(0n)
    expect(await numberOf(`SELECT count(*) FROM provider_calls WHERE state = 'unresolved'`)).toBe(0n)
  })
})

describe('refunds and disputes', () => {
  it('6: a refund takes of each share what it had of its charge, whatever the rule is by then', () => {
    for (const charge of charges) {
      const market = markets.find(({ publisherId }) => publisherId === charge.publisherId)
      const { publisher, platform } = shareOut(charge.grossMinor, charge.taxMinor, market?.publisherBasisPoints ?? 0)
      expect([charge.publisherMinor, charge.platformMinor]).toEqual([publisher, platform])
    }
  })

  it('7: partial refunds add up to the shares that they took, and never to more than the charge', async () => {
    for (const charge of charges) {
      const refunds = await server.rows<{ amount: string }>(
        `SELECT amount_minor AS amount FROM refunds WHERE charge_id = $1 AND state IN ('pending', 'succeeded')`,
        [charge.id],
      )
      expect(sumOf(refunds.map(({ amount }) => BigInt(amount)))).toBe(charge.refundedMinor)
      expect(charge.refundedMinor <= charge.grossMinor).toBe(true)
      const { tax, publisher, platform } = goneOf(charge, charge.refundedMinor)
      expect(tax + publisher + platform).toBe(charge.refundedMinor)
    }
  })

  it('8: the half of a refund that failed is known, and says why', async () => {
    for (const charge of charges)
      if (charge.transferredMinor !== keptShare(charge)) expect(charge.settled, charge.id).toBe(false)
    const silent = `SELECT 1 FROM earning_movements WHERE state = 'refused' AND coalesce(failure, '') = ''
      UNION ALL SELECT 1 FROM refunds WHERE state IN ('refused', 'failed') AND coalesce(failure, '') = ''`
    expect(await server.rows(silent)).toEqual([])
  })

  it('9: what is disputed is held, won is given back, lost is taken; fees are on an account of their own', async () => {
    for (const { publisherId } of markets) {
      const held = charges.filter((charge) => charge.publisherId === publisherId).map(heldShare)
      expect(-(await balanceOf(`publisher:${publisherId}:held`))).toBe(sumOf(held))
    }
    expect(await balanceOf('provider:disputed')).toBe(sumOf(charges.map(({ disputedMinor }) => disputedMinor)))
    expect(await balanceOf('platform:dispute_fees')).toBe(await numberOf('SELECT sum(fee_minor) FROM disputes'))
  })
})

describe('payouts', () => {
  it('11: are never more than the provider has; what comes back can be paid out again', async () => {
    for (const { publisherId } of markets)
      expect((await balanceOf(`provider:connected:${publisherId}`)) >= 0n, publisherId).toBe(true)
    const kept = `SELECT 1 FROM payout_lines l JOIN payouts p ON p.id = l.payout_id
      WHERE p.state IN ('failed', 'refused') AND l.released_at IS NULL`
    expect(await server.rows(kept)).toEqual([])
  })

  it('12: name the earnings that they cover, to the last unit, each once', async () => {
    expect(await numberOf('SELECT count(*) FROM payouts')).toBeGreaterThan(0n)
    const off = `SELECT 1 FROM payouts p JOIN payout_lines c ON c.payout_id = p.id JOIN earning_lines l ON l.id = c.line_id
      GROUP BY p.id HAVING sum(l.amount_minor) <> p.amount_minor`
    expect(await server.rows(off)).toEqual([])
    const twice = `SELECT 1 FROM payout_lines WHERE released_at IS NULL GROUP BY line_id HAVING count(*) > 1`
    expect(await server.rows(twice)).toEqual([])
  })
})

describe('what is bought', () => {
  it('15: a trial is had once, however often it is subscribed to', async () => {
    for (const { trials, seed } of markets) expect(trials, `seed ${seed}`).toBeLessThanOrEqual(1)
    expect(markets.some(({ trials }) => trials === 1)).toBe(true)
  })

  it('16: a use counts once, however often and however many at once it is told', async () => {
    const [row] = await server.rows<{ id: string; workspace: string }>(
      'SELECT id, workspace_id AS workspace FROM subscriptions LIMIT 1',
    )
    const [periodStartsAt, periodEndsAt] = [new Date(0), new Date(86_400_000)]
    const meter = { of: 'calls', subscriptionId: row!.id, periodStartsAt, periodEndsAt, allowed: 1_000n } as const
    const uses = Array.from({ length: 20 }, () => String(upTo(roll, 8)))
    const usage = server.app.get(Usage)
    const full = () => new Error('The cap is reached')
    await Promise.all(
      uses.map(async (key) => {
        const use = { workspaceId: row!.workspace, key, fuel: 0n, full }
        const reserved = await usage.reserve({ id: 'purchase', meter } as never, use)
        if (reserved !== null) await usage.settle(reserved, { outcome: 'answered', fuel: 0n })
      }),
    )
    const settled = `SELECT settled FROM usage_periods WHERE subscription_id = '${row!.id}' AND starts_at = 'epoch'`
    expect(await numberOf(settled)).toBe(BigInt(new Set(uses).size))
  })
})
