import { ShareRules } from '../../src/domains/ledger/index.ts'
import { differencesOf } from './market-differences.ts'
import { MarketLife } from './market-life.ts'
import { type Market, upTo } from './market.ts'

/** What a market was like at its end, and what telling everything again has changed of it. */
export interface MarketRecord {
  seed: number
  publisherId: string
  workspaceId: string
  /** In 1/100 %, when everything was sold. */
  publisherBasisPoints: number
  differences: string[]
  /** Everything that is kept of it, in one text: at its end, and after all events were told again. */
  state: { atTheEnd: string; toldAgain: string }
  /** Subscriptions that the provider began with a trial. */
  trials: number
  /** What the provider was made to do: the names that we gave it. */
  named: { kind: 'refund' | 'transfer' | 'payout'; name: string }[]
}

/** Plays a market to its end under a share rule of its own, changes the rule, and tells everything again. */
export async function recordOf(market: Market, seed: number): Promise<MarketRecord> {
  const { publisherId, access, roll } = market
  const rules = market.house.app.get(ShareRules)
  const setRule = (publisherBasisPoints: number) =>
    rules.set(access.userId, { publisherId, publisherBasisPoints, reason: 'Agreed' })
  const publisherBasisPoints = upTo(roll, 10_000)
  await setRule(publisherBasisPoints)
  // Charges bear whole seconds, and the rule is that of their time.
  await market.emulator.control.advance({ seconds: 2 })
  await new MarketLife(market).play()
  await setRule(upTo(roll, 10_000))
  const atTheEnd = await stateOf(market)
  await tellAgain(market)
  return {
    seed,
    publisherId,
    workspaceId: access.workspaceId,
    publisherBasisPoints,
    state: { atTheEnd, toldAgain: await stateOf(market) },
    differences: await differencesOf(market),
    ...(await seenAtProvider(market)),
  }
}

/** Every event three times at once, in any order. */
async function tellAgain(market: Market): Promise<void> {
  const { data } = await market.insist((api) => api.events.list({ limit: 100 }))
  const shuffled = data.map(({ id }) => ({ id, place: market.roll() })).toSorted((a, b) => a.place - b.place)
  const { redeliver } = market.emulator.control.webhooks
  for (const { id } of shuffled) await Promise.all([redeliver(id), redeliver(id), redeliver(id)])
  await market.deliverEverything()
}

async function stateOf({ house, publisherId, access }: Market): Promise<string> {
  const [row] = await house.rows<{ state: string }>(STATE, [publisherId, access.workspaceId])
  return row!.state
}

/** Without the times at which rows were written. */
const STATE = `
  WITH c AS (SELECT * FROM charges WHERE publisher_id = $1::uuid), rows AS (
    SELECT to_jsonb(c) AS row FROM c
    UNION ALL SELECT to_jsonb(r) - 'updated_at' FROM refunds r JOIN c ON c.id = r.charge_id
    UNION ALL SELECT to_jsonb(d) FROM disputes d JOIN c ON c.id = d.charge_id
    UNION ALL SELECT to_jsonb(m) - 'updated_at' FROM earning_movements m JOIN c ON c.id = m.charge_id
    UNION ALL SELECT to_jsonb(l) FROM earning_lines l WHERE l.publisher_id = $1::uuid
    UNION ALL SELECT to_jsonb(p) - 'updated_at' FROM payouts p WHERE p.publisher_id = $1::uuid
    UNION ALL SELECT to_jsonb(s) - 'updated_at' FROM subscriptions s WHERE s.workspace_id = $2::uuid
    UNION ALL SELECT to_jsonb(i) FROM invoices i WHERE i.workspace_id = $2::uuid
    UNION ALL SELECT to_jsonb(p) FROM purchases p WHERE p.workspace_id = $2::uuid
    UNION ALL SELECT to_jsonb(e) FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id
      JOIN c ON t.subject = 'charge:' || c.provider_charge_id
  ) SELECT coalesce(string_agg(row::text, E'\\n' ORDER BY row::text), '') AS state FROM rows`

async function seenAtProvider(market: Market): Promise<Pick<MarketRecord, 'trials' | 'named'>> {
  const limit = 100
  const subscriptions = await market.insist((api) => api.subscriptions.list({ limit, status: 'all' }))
  const refunds = await market.insist((api) => api.refunds.list({ limit }))
  const transfers = await market.insist((api) => api.transfers.list({ limit }))
  const accounts = await market.insist((api) => api.accounts.list({ limit }))
  const payouts = await Promise.all(
    accounts.data.map(({ id }) => market.insist((api) => api.payouts.list({ limit }, { stripeAccount: id }))),
  )
  const namesOf = (kind: 'refund' | 'transfer' | 'payout', key: string, some: readonly { metadata: unknown }[]) =>
    some.flatMap(({ metadata }) => {
      const name = (metadata as Record<string, string> | null)?.[key]
      return name === undefined ? [] : [{ kind, name }]
    })
  return {
    trials: subscriptions.data.filter(({ trial_start: start }) => start !== null).length,
    named: [
      ...namesOf('refund', 'grantry_refund', refunds.data),
      ...namesOf('transfer', 'grantry_movement', transfers.data),
      ...payouts.flatMap(({ data }) => namesOf('payout', 'grantry_payout', data)),
    ],
  }
}
