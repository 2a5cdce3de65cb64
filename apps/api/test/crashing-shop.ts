import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Billing, startEmulator, watchBilling, WEBHOOK_PATH } from './billing.ts'
import { BuiltServer, buildServer, freePort, type Place } from './built-server.ts'
import { Buyer } from './buying.ts'
import { createTestDatabase } from './database.ts'
import { Person } from './person.ts'
import { AVAILABLE_AT_ONCE, Shop } from './sales.ts'
import { ADMIN } from './server.ts'
import { PROVIDER_CALLS, type Side, TRANSACTIONS, Tripwire } from './tripwire.ts'

export interface Customer {
  buyer: Buyer
  price: string
  /** Null until the server has said that there is one. */
  purchase: string | null
}

/** A shop on a server that can be ended at any step of what it does; its payment provider and its database live on. */
export class CrashingShop {
  readonly customers: Customer[] = []

  private constructor(
    private readonly program: string,
    private readonly place: Place,
    private readonly tripwire: Tripwire,
    private readonly closing: () => Promise<void>,
    private server: BuiltServer,
    readonly billing: Billing,
    readonly admin: Person,
    readonly shop: Shop,
    readonly account: string,
    private readonly visitor: Buyer,
    readonly prices: { once: string; monthly: string },
  ) {}

  static async open(): Promise<CrashingShop> {
    const program = await buildServer('crashing-billing')
    const database = await createTestDatabase()
    const emulator = await startEmulator()
    const billing = await watchBilling(emulator, database.connectionString)
    const tripwire = new Tripwire()
    const place = await placeBehind(tripwire, database.connectionString, emulator)
    const server = await BuiltServer.start(program, place)
    const { url } = server
    emulator.sendWebhooksTo(`${url}${WEBHOOK_PATH}`)
    const admin = await Person.signIn(url, ADMIN)
    let people = 0
    const person = (name = 'person') => {
      people += 1
      return Person.signUp(url, { email: `${name}-${people}@example.org`, password: 'a long password', name })
    }
    const story = { ...billing, url, admin, person }
    const shop = await Shop.open(story)
    const account = await shop.onboard()
    const { owner: publisher, slug, extension } = shop
    const path = `/v1/publishers/${slug}/extensions/${extension}/plans`
    const price = { amountMinor: 1_999, currency: 'usd' }
    const offer = async (plan: object) => (await publisher.post(path, plan)).body
    const plan = await offer({ kind: 'one_time', name: 'For good', prices: [price] })
    const monthly = await offer({ kind: 'subscription', name: 'Monthly', prices: [{ ...price, interval: 'month' }] })
    const visitor = await Buyer.of(story, { publisher, slug, extension, plan })
    const close = async () => {
      tripwire.close()
      await billing.close()
      await database.drop()
      await rm(place.dataDir, { recursive: true, force: true })
    }
    const prices = { once: plan.prices[0].id, monthly: monthly.prices[0].id }
    return new CrashingShop(program, place, tripwire, close, server, billing, admin, shop, account, visitor, prices)
  }

  async close(): Promise<void> {
    await this.server.stop('SIGKILL')
    await this.closing()
  }

  /** Somebody for whom nothing was bought yet. */
  async aCustomer(price: string): Promise<Customer> {
    const customer = { buyer: await this.visitor.elsewhere(), price, purchase: null }
    this.customers.push(customer)
    return customer
  }

  /** Buys and pays, or goes on where that was interrupted. */
  async buy(customer: Customer, card = AVAILABLE_AT_ONCE): Promise<void> {
    const { buyer, price } = customer
    const { status, body } = await buyer.checkout({ price })
    if (status === 409 && body.code === 'already_purchased') return
    if (status !== 201) throw new Error(JSON.stringify(body))
    customer.purchase = body.id
    const session = await buyer.sessionOf(body.id)
    const { status: now } = await this.billing.api.checkout.sessions.retrieve(session)
    if (now === 'open') await this.billing.emulator.control.payCheckout(session, { card })
  }

  /**
   * Ends the server at a step of what `act` sets off; when there are not so many, when everything is done. Then starts
   * another one and waits until nothing is on its way. Answers how many steps there were.
   */
  async crashDuring(act: () => Promise<unknown>, step: number, side: Side): Promise<number> {
    const { billing, server } = this
    const isEnded = this.tripwire.arm(step, side, () => void server.stop('SIGKILL'))
    // Whoever asks may be cut off in the middle.
    const isAsked = act().catch(() => undefined)
    const isDone = isAsked.then(() => billing.settled()).catch(() => undefined)
    await Promise.race([isEnded, isDone])
    const steps = this.tripwire.disarm()
    await server.stop('SIGKILL')
    await isAsked
    this.server = await BuiltServer.start(this.program, this.place)
    await billing.settled()
    return steps
  }
}

async function placeBehind(
  tripwire: Tripwire,
  connectionString: string,
  emulator: Billing['emulator'],
): Promise<Place> {
  const database = new URL(connectionString)
  const socket = database.searchParams.get('host')
  const port = Number(database.port || database.searchParams.get('port') || 5432)
  const target = socket === null ? { host: database.hostname, port } : { path: `${socket}/.s.PGSQL.${port}` }
  database.searchParams.delete('host')
  database.searchParams.delete('port')
  database.hostname = '127.0.0.1'
  database.port = String(await tripwire.relay(target, TRANSACTIONS))
  const stripe = await tripwire.relay({ host: '127.0.0.1', port: emulator.port }, PROVIDER_CALLS)
  return {
    dataDir: await mkdtemp(join(tmpdir(), 'grantry-billing-crash-')),
    port: await freePort(),
    databaseUrl: database.href,
    environment: {
      GRANTRY_STRIPE_EMULATOR_URL: `http://127.0.0.1:${stripe}`,
      STRIPE_WEBHOOK_SECRET: emulator.webhookSecret,
      GRANTRY_PAYOUT_HOLD_DAYS: '0',
      GRANTRY_PAYOUT_THRESHOLD: '1',
    },
  }
}
