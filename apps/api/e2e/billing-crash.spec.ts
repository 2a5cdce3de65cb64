import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Billing, startEmulator, watchBilling, WEBHOOK_PATH } from '../test/billing.ts'
import { BuiltServer, buildServer, freePort, type Place } from '../test/built-server.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { dice } from '../test/dice.ts'
import { Buyer } from '../test/buying.ts'
import { Person } from '../test/person.ts'
import { AVAILABLE_AT_ONCE, Shop } from '../test/sales.ts'
import { ADMIN } from '../test/server.ts'

/**
 * The server is killed (SIGKILL) at points drawn from a seed, while something is bought, refunded or paid out; the provider
 * lives on. `PROOF_POINTS` says how many points.
 */
const POINTS = Number(process.env['PROOF_POINTS'] || 3)
const SPAN_MS = { purchase: 200, refund: 120, payout: 120 } as const
const PATIENCE_MS = 300_000

let program: string
let database: TestDatabase
let billing: Billing
let place: Place
let server: BuiltServer
let admin: Person
let shop: Shop
let account: string
/** Somebody without anything, and everybody who has bought since. */
let visitor: Buyer
const customers: { buyer: Buyer; purchase: string }[] = []

beforeAll(async () => {
  program = await buildServer('crashing-billing')
  database = await createTestDatabase()
  const emulator = await startEmulator()
  billing = await watchBilling(emulator, database.connectionString)
  const port = await freePort()
  place = {
    dataDir: await mkdtemp(join(tmpdir(), 'grantry-billing-crash-')),
    port,
    databaseUrl: database.connectionString,
    environment: {
      GRANTRY_STRIPE_EMULATOR_URL: emulator.url,
      STRIPE_WEBHOOK_SECRET: emulator.webhookSecret,
      GRANTRY_PAYOUT_HOLD_DAYS: '0',
      GRANTRY_PAYOUT_THRESHOLD: '1',
    },
  }
  server = await BuiltServer.start(program, place)
  const { url } = server
  emulator.sendWebhooksTo(`${url}${WEBHOOK_PATH}`)
  admin = await Person.signIn(url, ADMIN)
  let people = 0
  const person = (name = 'person') => {
    people += 1
    return Person.signUp(url, { email: `${name}-${people}@example.org`, password: 'a long password', name })
  }
  const story = { ...billing, url, admin, person }
  shop = await Shop.open(story)
  account = await shop.onboard()
  const { owner: publisher, slug, extension } = shop
  const prices = [{ amountMinor: 1_999, currency: 'usd' }]
  const path = `/v1/publishers/${slug}/extensions/${extension}/plans`
  const { body: plan } = await publisher.post(path, { kind: 'one_time', name: 'For good', prices })
  visitor = await Buyer.of(story, { publisher, slug, extension, plan })
}, PATIENCE_MS)
afterAll(async () => {
  await server.stop('SIGKILL')
  await billing.close()
  await database.drop()
  await rm(place.dataDir, { recursive: true, force: true })
})

const roll = dice(11)
const points = Array.from({ length: POINTS }, (_, index) => {
  const act = (['purchase', 'refund', 'payout'] as const)[index % 3]!
  return { point: index + 1, act, laterMs: Math.floor(roll() * SPAN_MS[act]), share: roll() }
})

/** Somebody buys for a workspace that has nothing yet; what follows may still be on its way. */
const buy = async () => {
  const buyer = await visitor.elsewhere()
  const { status, body } = await buyer.checkout()
  if (status !== 201) throw new Error(JSON.stringify(body))
  customers.push({ buyer, purchase: body.id })
  await billing.emulator.control.payCheckout(await buyer.sessionOf(body.id), { card: AVAILABLE_AT_ONCE })
}
const refundable = async (): Promise<{ id: string; left: number }> => {
  const [row] = await billing.rows<{ id: string; left: string }>(
    `SELECT id, gross_minor - refunded_minor AS left FROM charges WHERE refunded_minor < gross_minor
     ORDER BY captured_at DESC, id DESC LIMIT 1`,
  )
  return { id: row!.id, left: Number(row!.left) }
}
/** The answer may be lost with the server. */
const ask = (request: Promise<unknown>): void => void request.catch(() => undefined)

const acts = {
  purchase: async () => buy(),
  refund: async (share: number) => {
    const { id, left } = await refundable()
    // Every second time all of it, which closes what it was paid for.
    ask(shop.refund(id, share < 0.5 ? left : Math.max(1, Math.floor(left * share))))
  },
  payout: async () => ask(shop.owner.post(`${shop.base}/payouts`)),
} as const

async function expectWhole(): Promise<void> {
  const off = await billing.rows(
    `SELECT transaction_id FROM ledger_entries GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0`,
  )
  expect(off, 'transactions that do not add up').toEqual([])
  const [figures] = await billing.rows<Record<string, number>>(`SELECT
    (SELECT count(*)::int FROM charges) AS charges,
    (SELECT coalesce(sum(refunded_minor), 0)::int FROM charges) AS refunded,
    (SELECT count(*)::int FROM refunds WHERE state = 'succeeded') AS refunds,
    (SELECT count(*)::int FROM payouts WHERE state IN ('sent', 'paid')) AS payouts,
    (SELECT coalesce(sum(amount_minor), 0)::int FROM payouts WHERE state IN ('sent', 'paid')) AS "paidOut"`)
  const [charges, refunds, payouts] = await Promise.all([
    billing.api.charges.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    billing.api.refunds.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 }),
    billing.api.payouts.list({ limit: 100 }, { stripeAccount: account }).autoPagingToArray({ limit: 10_000 }),
  ])
  const sum = (some: readonly { amount: number }[]) => some.reduce((total, { amount }) => total + amount, 0)
  expect(figures, 'as the provider has it').toEqual({
    charges: charges.length,
    refunded: sum(refunds),
    refunds: refunds.length,
    payouts: payouts.length,
    paidOut: sum(payouts),
  })
  expect(charges, 'one charge for each time somebody paid').toHaveLength(customers.length)
  await expectEntitled()
  const { body } = await admin.post('/v1/admin/billing/reconciliations')
  expect(body).toMatchObject({ state: 'clean', findings: [] })
}

/** What is open is what was paid for and not given back, by the books. */
async function expectEntitled(): Promise<void> {
  const kept = await billing.rows<{ purchase: string; kept: string }>(
    'SELECT purchase_id AS purchase, gross_minor - refunded_minor - lost_minor AS kept FROM charges',
  )
  for (const { buyer, purchase } of customers) {
    const isPaidFor = kept.some((row) => row.purchase === purchase && Number(row.kept) > 0)
    expect((await buyer.entitlement()).state).toBe(isPaidFor ? 'open' : 'closed')
  }
}

describe('a server that is killed', () => {
  it.each(points)(
    'point $point: $laterMs ms into a $act, has done it once or not at all, and its books are those of the provider',
    async ({ act, laterMs, share }) => {
      await buy()
      await billing.settled()
      await acts[act](share)
      await delay(laterMs)
      await server.stop('SIGKILL')
      server = await BuiltServer.start(program, place)
      await billing.settled()
      await expectWhole()
    },
    PATIENCE_MS,
  )
})
