import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Billing, startEmulator, watchBilling, WEBHOOK_PATH } from '../test/billing.ts'
import { BuiltServer, buildServer } from '../test/built-server.ts'
import { Buyer } from '../test/buying.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { dice } from '../test/dice.ts'
import { Person } from '../test/person.ts'
import { Shop } from '../test/sales.ts'
import { ADMIN } from '../test/server.ts'
import { PROVIDER_CALLS, Tripwire } from '../test/tripwire.ts'

/** Two servers, each a process of its own, on one PostgreSQL and with one payment provider. */
const PASSWORD = 'a long password'
const PATIENCE_MS = 600_000

let database: TestDatabase
let billing: Billing
let dataDir: string
let nodes: BuiltServer[]
let shop: Shop
let buyer: Buyer
const tripwire = new Tripwire()

beforeAll(async () => {
  const program = await buildServer('billing-nodes')
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'grantry-billing-nodes-'))
  const emulator = await startEmulator()
  billing = await watchBilling(emulator, database.connectionString)
  // The way of the first one to the provider can be cut.
  const relay = await tripwire.relay({ host: '127.0.0.1', port: emulator.port }, PROVIDER_CALLS)
  const start = (stripe: string) =>
    BuiltServer.start(program, {
      dataDir,
      port: 0,
      databaseUrl: database.connectionString,
      environment: { GRANTRY_STRIPE_EMULATOR_URL: stripe, STRIPE_WEBHOOK_SECRET: emulator.webhookSecret },
    })
  nodes = [await start(`http://127.0.0.1:${relay}`), await start(emulator.url)]
  tell(0)
  const [{ url }] = nodes as [BuiltServer]
  let people = 0
  const person = (name = 'person') => {
    people += 1
    return Person.signUp(url, { email: `${name}-${people}@example.org`, password: PASSWORD, name })
  }
  const story = { ...billing, url, admin: await Person.signIn(url, ADMIN), person }
  shop = await Shop.open(story)
  await shop.onboard()
  const { owner: publisher, slug, extension } = shop
  const { body: plan } = await publisher.post(`/v1/publishers/${slug}/extensions/${extension}/plans`, {
    kind: 'one_time',
    name: 'For good',
    prices: [{ amountMinor: 1_999, currency: 'usd' }],
  })
  buyer = await Buyer.of(story, { publisher, slug, extension, plan })
}, PATIENCE_MS)
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop('SIGKILL')))
  tripwire.close()
  await billing.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
}, PATIENCE_MS)

/** From now on events go to this one. */
const tell = (node: number) => billing.emulator.sendWebhooksTo(`${nodes[node]!.url}${WEBHOOK_PATH}`)
const through = (node: number, person: Person) =>
  Person.signIn(nodes[node]!.url, { email: person.email, password: PASSWORD })
const reconciled = async (node: number) => {
  const admin = await Person.signIn(nodes[node]!.url, ADMIN)
  return (await admin.post('/v1/admin/billing/reconciliations')).body
}

describe('two servers with one payment provider', () => {
  it(
    'sell the same to a workspace once, whichever of them is asked, and both know it',
    async () => {
      const sides = await Promise.all([0, 1].map((node) => through(node, buyer.person)))
      const answers = await Promise.all(sides.map((side) => side.post(buyer.at('/purchases'), { price: buyer.price })))
      expect(answers.map(({ status }) => status)).toEqual([201, 201])
      expect(answers[0]!.body.id).toBe(answers[1]!.body.id)
      await buyer.pay(answers[0]!.body.id)
      expect(await billing.rows('SELECT 1 FROM charges')).toHaveLength(1)
      for (const side of sides) expect((await buyer.entitlement(side)).state).toBe('open')
    },
    PATIENCE_MS,
  )

  it(
    'take turns in hearing what is told, at once and in any order, and end in one state',
    async () => {
      const { webhooks } = billing.emulator.control
      webhooks.hold()
      await shop.sell({ amountMinor: 1_000 })
      const [charge] = (await billing.api.charges.list({ limit: 1 })).data
      for (const amount of [100, 250, 30]) await billing.api.refunds.create({ charge: charge!.id, amount })
      const roll = dice(5)
      const waiting = webhooks.pending().map(({ id }) => ({ id, place: roll() }))
      await Promise.all(
        waiting
          .toSorted((a, b) => a.place - b.place)
          .flatMap(({ id }) =>
            [0, 1].map((node) => {
              tell(node)
              return webhooks.deliver(id)
            }),
          ),
      )
      webhooks.release()
      await billing.settled()
      const [row] = await billing.rows('SELECT * FROM charges WHERE provider_charge_id = $1', [charge!.id])
      expect(row).toMatchObject({ gross_minor: '1000', refunded_minor: '380', transferred_minor: '434', settled: true })
      for (const node of [0, 1]) expect(await reconciled(node)).toMatchObject({ state: 'clean' })
    },
    PATIENCE_MS,
  )

  it(
    'go on for each other: what one had begun when it was killed the other one does, once',
    async () => {
      tell(1)
      const charge = await shop.sold({ amountMinor: 2_000 })
      const isKilled = tripwire.arm(1, 'before', () => void nodes[0]!.stop('SIGKILL'))
      // It has decided the refund, and is gone before the provider hears of it.
      const asked = shop.refund(charge.id, 500).catch(() => null)
      await isKilled
      expect(await asked).toBeNull()
      await billing.settled()
      const owner = await through(1, shop.owner)
      const { body } = await owner.get(`${shop.base}/charges/${charge.id}`)
      expect(body).toMatchObject({
        refunded: { amountMinor: 500 },
        refunds: [{ state: 'succeeded', share: 'returned' }],
      })
      const { data } = await billing.api.refunds.list({ charge: charge.providerId })
      expect(data).toHaveLength(1)
      expect(await reconciled(1)).toMatchObject({ state: 'clean' })
    },
    PATIENCE_MS,
  )
})
