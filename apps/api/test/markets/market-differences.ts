import type { TaxTerms } from '@grantry/contract'
import type { Stripe } from 'stripe'
import { earnedOf, keptShare, positionOf } from '../../src/domains/earnings/charge-shares.ts'
import type { ChargeRow } from '../../src/domains/earnings/index.ts'
import { Database } from '../../src/platform/database/index.ts'
import { differs } from './differs.ts'
import type { Market } from './market.ts'
import { subscriptionDifferences } from './subscription-differences.ts'

/** In what a market that is at its end differs from what its provider has; nothing when it does not. */
export async function differencesOf(market: Market): Promise<string[]> {
  const { publisherId, house } = market
  const { client } = house.app.get(Database)
  const [charges, provider] = await Promise.all([
    client.charge.findMany({ where: { publisherId } }),
    market.insist((api) => everything(api)),
  ])
  return [
    ...known(charges, provider),
    ...charges.flatMap((charge) => chargeDifferences(charge, provider)),
    ...charges.flatMap((charge) => taxDifferences(charge, market.tax)),
    ...(await ledgerDifferences(market, charges, provider)),
    ...(await accountDifferences(market)),
    ...(await callDifferences(market)),
    ...(await subscriptionDifferences(market, provider)),
  ]
}

interface Provider {
  charges: Stripe.Charge[]
  refunds: Stripe.Refund[]
  disputes: Stripe.Dispute[]
  transfers: Stripe.Transfer[]
  platformMinor: bigint
}

async function everything(api: Stripe): Promise<Provider> {
  const limit = 100
  const charges = await api.charges.list({ limit, expand: ['data.balance_transaction'] })
  const [refunds, disputes, transfers] = [
    await api.refunds.list({ limit }),
    await api.disputes.list({ limit }),
    await api.transfers.list({ limit }),
  ]
  return {
    charges: charges.data.filter(({ status }) => status === 'succeeded'),
    refunds: refunds.data,
    disputes: disputes.data,
    transfers: transfers.data,
    platformMinor: totalOf(await api.balance.retrieve()),
  }
}

const totalOf = ({ available, pending }: Stripe.Balance): bigint =>
  [...available, ...pending].reduce((sum, { amount }) => sum + BigInt(amount), 0n)

const sumOf = (some: readonly { amount: number }[]): number => some.reduce((sum, { amount }) => sum + amount, 0)

/** Every charge that was made is known, once, and no other one. */
const known = (charges: readonly ChargeRow[], provider: Provider): string[] =>
  differs(
    'charges',
    charges
      .map(({ providerChargeId }) => providerChargeId)
      .toSorted()
      .join(),
    provider.charges
      .map(({ id }) => id)
      .toSorted()
      .join(),
  )

/** By the rate of the country where everybody lives. */
const TAX_OF_HUNDRED = 19
/** Each line of an invoice is rounded for itself, and of small sums that is much. */
const ROUNDED_MINOR = 3
const SMALL_MINOR = 200n

/** Without a look at invoices and sessions: it follows from the sum. */
function taxDifferences({ providerChargeId, grossMinor, taxMinor }: ChargeRow, terms: TaxTerms): string[] {
  if (terms === 'none') return differs(`${providerChargeId} tax`, taxMinor, 0)
  if (grossMinor < SMALL_MINOR) return []
  const expected = (Number(grossMinor) * TAX_OF_HUNDRED) / (100 + TAX_OF_HUNDRED)
  const isRight = Math.abs(Number(taxMinor) - expected) <= ROUNDED_MINOR
  return isRight ? [] : differs(`${providerChargeId} tax`, taxMinor, Math.round(expected))
}

function chargeDifferences(charge: ChargeRow, { charges, refunds, disputes, transfers }: Provider): string[] {
  const of = <T extends { charge: string | { id: string } | null }>(some: readonly T[]) =>
    some.filter((one) => one.charge === charge.providerChargeId)
  const taken = (...states: string[]) => sumOf(of(disputes).filter(({ status }) => states.includes(status)))
  const moved = transfers.filter(({ source_transaction: source }) => source === charge.providerChargeId)
  const line = charges.find(({ id }) => id === charge.providerChargeId)?.balance_transaction
  const name = charge.providerChargeId
  return [
    ...differs(`${name} gross`, charge.grossMinor, charge.taxMinor + charge.publisherMinor + charge.platformMinor),
    ...differs(
      `${name} refunded`,
      charge.refundedMinor,
      sumOf(of(refunds).filter(({ status }) => status !== 'failed')),
    ),
    ...differs(`${name} lost`, charge.lostMinor, taken('lost')),
    ...differs(`${name} disputed`, charge.disputedMinor, taken('needs_response', 'under_review')),
    ...differs(`${name} fee`, charge.providerFeeMinor ?? 0n, typeof line === 'object' ? (line?.fee ?? 0) : 0),
    ...differs(
      `${name} passed on`,
      charge.transferredMinor,
      moved.reduce((sum, { amount, amount_reversed: reversed }) => sum + amount - reversed, 0),
    ),
    ...(charge.settled ? differs(`${name} settled at`, charge.transferredMinor, keptShare(charge)) : []),
  ]
}

/** Where the money of each charge is by the ledger, and what the platform has by it. */
async function ledgerDifferences(market: Market, charges: readonly ChargeRow[], provider: Provider): Promise<string[]> {
  const subjects = [
    ...charges.map(({ providerChargeId }) => `charge:${providerChargeId}`),
    ...provider.disputes.map(({ id }) => `dispute:${id}`),
  ]
  const rows = await market.house.rows<{ subject: string; kind: string; code: string; sum: string }>(
    `SELECT t.subject, e.account_code AS code, sum(e.amount_minor) AS sum,
       CASE WHEN t.key ~ '^(transfer|reversal):' THEN 'movement' WHEN t.key ~ ':fee(:|$)' THEN 'fee' ELSE 'fact' END AS kind
     FROM ledger_entries e JOIN ledger_transactions t ON t.id = e.transaction_id WHERE t.subject = ANY($1) GROUP BY 1, 2, 4`,
    [subjects],
  )
  const booked = (charge: ChargeRow, code: string) =>
    rows
      .filter((row) => row.subject === `charge:${charge.providerChargeId}` && row.kind === 'fact' && row.code === code)
      .reduce((sum, row) => sum + BigInt(row.sum), 0n)
  const ofPlatform = rows.filter(({ code }) => code === 'provider:balance')
  return [
    ...charges.flatMap((charge) =>
      positionOf(charge).flatMap(({ account, amountMinor }) =>
        differs(`${charge.providerChargeId} on ${account.code}`, booked(charge, account.code), amountMinor),
      ),
    ),
    ...differs(
      'the ledger adds up to',
      rows.reduce((sum, row) => sum + BigInt(row.sum), 0n),
      0,
    ),
    ...differs(
      'the platform has',
      ofPlatform.reduce((sum, row) => sum + BigInt(row.sum), 0n),
      provider.platformMinor,
    ),
    ...(await lineDifferences(market, charges)),
  ]
}

/** What the publisher earned and was paid, by lines, payouts and ledger. */
async function lineDifferences({ house, publisherId }: Market, charges: readonly ChargeRow[]): Promise<string[]> {
  const [row] = await house.rows<{ lines: string; paid: string; earnings: string; covered: string }>(
    `SELECT (SELECT coalesce(sum(amount_minor), 0) FROM earning_lines WHERE publisher_id = $1::uuid) AS lines,
       (SELECT coalesce(sum(amount_minor), 0) FROM payouts WHERE publisher_id = $1::uuid AND state IN ('sent', 'paid')) AS paid,
       (SELECT coalesce(sum(l.amount_minor), 0) FROM earning_lines l JOIN payout_lines p ON p.line_id = l.id
         WHERE l.publisher_id = $1::uuid AND p.released_at IS NULL) AS covered,
       (SELECT coalesce(-sum(amount_minor), 0) FROM ledger_entries
         WHERE account_code = 'publisher:' || $1 || ':earnings') AS earnings`,
    [publisherId],
  )
  const earned = charges.reduce((sum, charge) => sum + earnedOf(charge), 0n)
  return [
    ...differs('lines of earnings', BigInt(row!.lines), earned),
    ...differs('covered by payouts', BigInt(row!.covered), row!.paid),
    ...differs('owed to the publisher', BigInt(row!.earnings), BigInt(row!.lines) - BigInt(row!.paid)),
  ]
}

/** The publisher's account, and the payouts from it. */
async function accountDifferences(market: Market): Promise<string[]> {
  const { house, publisherId } = market
  const [row] = await house.rows<{ account: string | null; booked: string }>(
    `SELECT (SELECT provider_account_id FROM connected_accounts WHERE publisher_id = $1::uuid) AS account,
       (SELECT coalesce(sum(amount_minor), 0) FROM ledger_entries WHERE account_code = 'provider:connected:' || $1) AS booked`,
    [publisherId],
  )
  const { account, booked } = row!
  if (account === null) return differs('the ledger has without an account', BigInt(booked), 0)
  const options = { stripeAccount: account }
  const balance = await market.insist((api) => api.balance.retrieve({}, options))
  const payouts = await market.insist((api) => api.payouts.list({ limit: 100 }, options))
  const kept = await house.rows<{ id: string; state: string; amount: string }>(
    `SELECT provider_payout_id AS id, state::text AS state, amount_minor AS amount FROM payouts
     WHERE publisher_id = $1 AND state <> 'refused'`,
    [publisherId],
  )
  const describe = (some: readonly { id: string; state: string; amount: string | number }[]) =>
    some
      .map(({ id, state, amount }) => `${id} ${state} ${amount}`)
      .toSorted()
      .join()
  const told = payouts.data.map(({ id, status, amount }) => ({
    id,
    state: status === 'paid' || status === 'failed' ? status : 'sent',
    amount,
  }))
  return [
    ...differs('the connected account has', BigInt(booked), totalOf(balance)),
    ...differs('payouts', describe(kept), describe(told)),
  ]
}

/** Nothing that was decided is left undone, and nothing was given up without an answer. */
async function callDifferences({ house, publisherId }: Market): Promise<string[]> {
  const [row] = await house.rows<{ refunds: number; payouts: number; movements: number }>(
    `SELECT (SELECT count(*)::int FROM refunds r JOIN charges c ON c.id = r.charge_id
         WHERE c.publisher_id = $1 AND r.state = 'decided') AS refunds,
       (SELECT count(*)::int FROM payouts WHERE publisher_id = $1 AND state = 'decided') AS payouts,
       (SELECT count(*)::int FROM earning_movements m JOIN charges c ON c.id = m.charge_id
         WHERE c.publisher_id = $1 AND m.state = 'decided') AS movements`,
    [publisherId],
  )
  return Object.entries(row!).flatMap(([what, count]) =>
    differs(`${what} that were decided and not done`, String(count), 0),
  )
}
