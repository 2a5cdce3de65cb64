import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Stripe } from 'stripe'
import { CrashingShop } from '../test/crashing-shop.ts'
import { dice } from '../test/dice.ts'
import type { Side } from '../test/tripwire.ts'

/**
 * The server is killed (SIGKILL) before and after each of the steps by which something is bought, renewed, refunded or paid
 * out: its transactions, and its calls of the provider. The provider and the database live on. `PROOF_POINTS` says how many of
 * these points are tried, `PROOF_SEED` which; from `PROOF_FIRST` on, so that several runs can share them.
 */
const POINTS = Number(process.env['PROOF_POINTS'] || 3)
const FIRST = Number(process.env['PROOF_FIRST'] || 1)
const SEED = Number(process.env['PROOF_SEED'] || 1)
/** As many as there can be; an act that has fewer is ended when it is done. */
const STEPS = { purchase: 20, renewal: 14, refund: 14, payout: 8, arrival: 4 } as const
/** Each point with other amounts and endings. */
const VARIANTS = [0, 1]
const PATIENCE_MS = 600_000

type Act = keyof typeof STEPS
const roll = dice(SEED)
const everyPoint = (Object.keys(STEPS) as Act[]).flatMap((act) =>
  Array.from({ length: STEPS[act] }, (_, index) => index + 1).flatMap((step) =>
    (['before', 'after'] as const).flatMap((side) =>
      VARIANTS.map(() => ({ act, step, side, share: roll(), place: roll() })),
    ),
  ),
)
const points = everyPoint
  .toSorted((a, b) => a.place - b.place)
  .slice(FIRST - 1, FIRST - 1 + POINTS)
  .map((point, index) => ({ ...point, point: FIRST + index }))

let at: CrashingShop
beforeAll(async () => {
  at = await CrashingShop.open()
  // Two whose subscriptions renew, one of whom does not pay then.
  for (const card of ['4242424242424242', '4000000000000341']) {
    await at.buy(await at.aCustomer(at.prices.monthly), card)
    await at.billing.settled()
  }
}, PATIENCE_MS)
afterAll(() => at.close(), PATIENCE_MS)

/** What is needed for an act, done in peace; answers the act. */
const acts: Record<Act, (share: number) => Promise<() => Promise<unknown>>> = {
  purchase: async () => {
    const customer = await at.aCustomer(at.prices.once)
    return () => at.buy(customer)
  },
  renewal: async () => () => at.billing.emulator.control.advance({ days: 31 }),
  refund: async (share) => {
    const { id, left } = await aNewCharge()
    // Every second time all of it, which closes what it was paid for.
    return () => at.shop.refund(id, share < 0.5 ? left : Math.max(1, Math.floor(left * share)))
  },
  payout: async () => {
    await aNewCharge()
    return () => at.shop.owner.post(`${at.shop.base}/payouts`)
  },
  arrival: async (share) => {
    await aNewCharge()
    await at.shop.owner.post(`${at.shop.base}/payouts`)
    await at.billing.settled()
    const { control } = at.billing.emulator
    const onTheWay = (await payoutsOfProvider()).find(({ status }) => status === 'pending')
    return async () => onTheWay && (share < 0.5 ? control.failPayout(onTheWay.id) : control.payPayout(onTheWay.id))
  },
}

async function aNewCharge(): Promise<{ id: string; left: number }> {
  await at.buy(await at.aCustomer(at.prices.once))
  await at.billing.settled()
  const [row] = await at.billing.rows<{ id: string; left: string }>(
    `SELECT id, gross_minor - refunded_minor AS left FROM charges WHERE refunded_minor < gross_minor AND disputed_minor = 0
     ORDER BY id DESC LIMIT 1`,
  )
  return { id: row!.id, left: Number(row!.left) }
}

const MANY = { limit: 10_000 }
const payoutsOfProvider = () =>
  at.billing.api.payouts.list({ limit: 100 }, { stripeAccount: at.account }).autoPagingToArray(MANY)

async function expectWhole(): Promise<void> {
  const off = await at.billing.rows(
    `SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0`,
  )
  expect(off, 'transactions that do not add up').toEqual([])
  await expectOnce()
  await expectEntitled()
  const { body } = await at.admin.post('/v1/admin/billing/reconciliations')
  expect(body).toMatchObject({ state: 'clean', findings: [] })
}

/** The books have what the provider has, and the provider was made to do nothing twice. */
async function expectOnce(): Promise<void> {
  const { api, rows } = at.billing
  const [charges, refunds, transfers, payouts] = await Promise.all([
    api.charges.list({ limit: 100 }).autoPagingToArray(MANY),
    api.refunds.list({ limit: 100 }).autoPagingToArray(MANY),
    api.transfers.list({ limit: 100 }).autoPagingToArray(MANY),
    payoutsOfProvider(),
  ])
  expectUnique('refund', refunds, 'grantry_refund')
  expectUnique('transfer', transfers, 'grantry_movement')
  expectUnique('payout', payouts, 'grantry_payout')
  const [figures] = await rows<Record<string, number>>(`SELECT
    (SELECT count(*)::int FROM charges) AS charges,
    (SELECT coalesce(sum(refunded_minor), 0)::int FROM charges) AS refunded,
    (SELECT coalesce(sum(transferred_minor), 0)::int FROM charges) AS "passedOn",
    (SELECT count(*)::int FROM payouts WHERE state = 'failed') AS "cameBack",
    (SELECT coalesce(sum(amount_minor), 0)::int FROM payouts WHERE state IN ('sent', 'paid')) AS "paidOut"`)
  const paid = charges.filter(({ status }) => status === 'succeeded')
  expect(figures, 'as the provider has it').toEqual({
    charges: paid.length,
    refunded: sumOf(refunds),
    passedOn: transfers.reduce((sum, { amount, amount_reversed: reversed }) => sum + amount - reversed, 0),
    cameBack: payouts.filter(({ status }) => status === 'failed').length,
    paidOut: sumOf(payouts.filter(({ status }) => status !== 'failed')),
  })
  const once = paid.filter(({ metadata }) =>
    at.customers.some(({ purchase }) => purchase === metadata['grantry_purchase']),
  )
  expectUnique('charge of what is paid once', once, 'grantry_purchase')
}

function expectUnique(what: string, some: readonly { metadata: Stripe.Metadata | null }[], key: string): void {
  const named = some.map(({ metadata }) => metadata?.[key]).filter((name) => name !== undefined)
  expect(new Set(named).size, `each ${what} once`).toBe(named.length)
}

const sumOf = (some: readonly { amount: number }[]): number => some.reduce((total, { amount }) => total + amount, 0)

/** What is open is what was paid for and not given back, by the books: for the subscribers and whoever has bought lately. */
async function expectEntitled(): Promise<void> {
  const kept = await at.billing.rows<{ purchase: string; kept: string; status: string | null }>(
    `SELECT c.purchase_id AS purchase, sum(c.gross_minor - c.refunded_minor - c.lost_minor) AS kept, max(s.status) AS status
     FROM charges c LEFT JOIN subscriptions s ON s.purchase_id = c.purchase_id GROUP BY 1`,
  )
  for (const { buyer, purchase } of [...at.customers.slice(0, 2), ...at.customers.slice(2).slice(-3)]) {
    const row = kept.find((one) => one.purchase === purchase)
    const isPaidFor = row !== undefined && Number(row.kept) > 0 && row.status !== 'canceled'
    expect((await buyer.entitlement()).state, purchase ?? 'nothing').toBe(isPaidFor ? 'open' : 'closed')
  }
}

describe('a server that is killed', () => {
  it.each(points)(
    'point $point: $side step $step of a $act, has done it once or not at all, and its books are those of the provider',
    async ({ act, step, side, share }: { act: Act; step: number; side: Side; share: number }) => {
      const work = await acts[act](share)
      const steps = await at.crashDuring(work, step, side)
      if (process.env['PROOF_POINTS']) process.stdout.write(`${act}: step ${step} of ${steps}\n`)
      // Whoever was interrupted in buying tries again.
      const last = at.customers.at(-1)
      if (act === 'purchase' && last !== undefined) await at.buy(last)
      await at.billing.settled()
      await expectWhole()
    },
    PATIENCE_MS,
  )
})
