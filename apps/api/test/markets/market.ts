import { randomUUID } from 'node:crypto'
import { createInProcessEmulator, type InProcessEmulator } from '@grantry/stripe-emulator'
import { type TaxTerms, workspaceIdSchema } from '@grantry/contract'
import type { Stripe } from 'stripe'
import { ProviderCalls } from '../../src/domains/billing/index.ts'
import { Movements } from '../../src/domains/earnings/movements.service.ts'
import type { WorkspaceAccess } from '../../src/domains/workspaces/index.ts'
import { dice } from '../dice.ts'
import { type MarketHouse, stripeOf } from './market-server.ts'

type Dice = () => number
export const pick = <T>(roll: Dice, from: readonly T[]): T => from[Math.floor(roll() * from.length)]!
export const upTo = (roll: Dice, max: number): number => 1 + Math.floor(roll() * max)

/** Most markets have no taxes. */
const TERMS: readonly TaxTerms[] = ['exclusive', 'none', 'none', 'inclusive']
/** Where everybody lives who buys. */
export const COUNTRY = 'DE'

/** What goes wrong on the way to the provider. */
const FAULTS = ['drop_answer', 'drop_request', 'server_error', 'rate_limit'] as const
const FAULTY_ROUTES = [
  'GET /v1/charges/:id',
  'GET /v1/disputes/:id',
  'GET /v1/invoices/:id',
  'GET /v1/payouts/:id',
  'GET /v1/refunds/:id',
  'GET /v1/subscriptions/:id',
  'POST /v1/checkout/sessions',
  'POST /v1/customers',
  'POST /v1/payouts',
  'POST /v1/refunds',
  'POST /v1/subscriptions/:id',
  'POST /v1/transfers',
  'POST /v1/transfers/:id/reversals',
] as const
/** An event that is not taken is told again, for as long as it takes. */
const RETRY_DELAYS_MS = Array.from({ length: 5_000 }, () => 0)

/** A publisher with an extension, a workspace that may buy it, and a payment provider that knows nobody else. */
export class Market {
  /** What the queue was told and has not delivered. */
  readonly news: { topic: string; news: object }[] = []
  /** Whether the provider fails now and then. */
  faults: 'now and then' | 'never' = 'now and then'
  /** What somebody does at the provider, past the server. */
  readonly api: Stripe
  readonly roll: Dice
  private readonly calls: ProviderCalls
  private readonly movements: Movements

  private constructor(
    readonly house: MarketHouse,
    readonly emulator: InProcessEmulator,
    readonly publisherId: string,
    readonly extension: string,
    readonly access: WorkspaceAccess,
    readonly price: string,
    /** How prices stand to taxes here. */
    readonly tax: TaxTerms,
    seed: number,
  ) {
    this.api = stripeOf(emulator.fetch)
    this.roll = dice(seed)
    this.calls = house.app.get(ProviderCalls, { strict: false })
    this.movements = house.app.get(Movements, { strict: false })
  }

  static async open(house: MarketHouse, seed: number): Promise<Market> {
    const emulator = await createInProcessEmulator({
      webhook: { url: 'http://server.invalid', secret: house.webhookSecret },
      webhookRetryDelaysMs: RETRY_DELAYS_MS,
      webhookFetch: async (_url, init) => {
        const signature = new Headers(init?.headers).get('stripe-signature') ?? ''
        return new Response(null, { status: await house.receive(init?.body as string, signature) })
      },
    })
    emulator.control.webhooks.hold()
    const extension = `market-${randomUUID()}`
    const [ids] = await house.rows<{ user: string; publisher: string; workspace: string; price: string }>(SETTING, [
      extension,
      dice(seed)() < 0.5 ? 14 : 0,
    ])
    const { user: userId, publisher, workspace, price } = ids!
    const means = { kind: 'session', sessionId: 'none', csrfSecret: 'none' } as const
    const workspaceId = workspaceIdSchema.parse(workspace)
    const access = { workspaceId, slug: 'lab', userId, role: 'owner', means } as const
    return new Market(house, emulator, publisher, extension, access, price, pick(dice(seed), TERMS), seed)
  }

  /** By the provider's clock. */
  now(): Date {
    return new Date(this.emulator.control.now() * 1_000)
  }

  injectFault(): void {
    if (this.faults === 'never' || this.roll() < 0.5) return
    this.emulator.control.api.inject({ kind: pick(this.roll, FAULTS), route: pick(this.roll, FAULTY_ROUTES) })
  }

  /** Asks until there is an answer: the faults are meant for the server, and hit whoever asks next. */
  async insist<T>(ask: (api: Stripe) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await ask(this.api)
      } catch (error) {
        if (attempt === 40) throw error
      }
    }
  }

  /** Events and news that wait, each perhaps, some twice, in any order. What fails is told again later. */
  async deliverSome(): Promise<void> {
    const { webhooks } = this.emulator.control
    const waiting = webhooks.pending().map((delivery) => ({ delivery, place: this.roll() }))
    for (const { delivery } of waiting.toSorted((a, b) => a.place - b.place)) {
      if (this.roll() < 0.2) this.injectFault()
      if (this.roll() < 0.7) await webhooks.deliver(delivery.id)
      if (this.roll() < 0.1) await webhooks.redeliver(delivery.event)
      if (this.roll() < 0.1) await this.deliverNews()
    }
    await this.deliverNews()
  }

  /** Until nothing is on its way. */
  async deliverEverything(): Promise<void> {
    const { control } = this.emulator
    do {
      await control.runDue()
      await this.deliverSome()
    } while (this.news.length > 0 || control.webhooks.pending().length > 0)
  }

  async settleAgain(): Promise<void> {
    await this.movements.settleAgain(this.publisherId)
    await this.deliverEverything()
  }

  /** Also of what was rolled back: then there is nothing to do. */
  private async deliverNews(): Promise<void> {
    const all = this.news.splice(0)
    for (const one of all) {
      if (this.roll() < 0.2) this.news.push(one)
      else if (one.topic === 'provider.call') await this.perform((one.news as { callId: string }).callId)
      else if (one.topic === 'payout_account.changed') await this.movements.settleAgain(this.publisherId)
    }
  }

  private async perform(id: string): Promise<void> {
    const known = await this.house.rows('SELECT 1 FROM provider_calls WHERE id = $1', [id])
    if (known.length === 0) return
    const servers = this.roll() < 0.1 ? 2 : 1
    await Promise.all(Array.from({ length: servers }, () => this.calls.perform(id)))
  }
}

/** Everybody and everything that a market needs, in one statement. */
const SETTING = `
  WITH who AS (
    INSERT INTO users (id, email, name) VALUES (gen_random_uuid(), $1 || '@example.org', 'Ada') RETURNING id
  ), publisher AS (
    INSERT INTO publishers (id, slug, name) VALUES (gen_random_uuid(), $1, 'Example Labs') RETURNING id
  ), workspace AS (
    INSERT INTO workspaces (id, owner_id, slug, name) SELECT gen_random_uuid(), id, 'lab', 'Lab' FROM who RETURNING id
  ), member AS (
    INSERT INTO workspace_members (workspace_id, user_id, role) SELECT workspace.id, who.id, 'owner' FROM workspace, who
  ), latest AS MATERIALIZED (
    SELECT gen_random_uuid() AS id
  ), extension AS (
    INSERT INTO extensions (id, publisher_id, name, latest_version_id)
    SELECT $1, publisher.id, 'Thing', latest.id FROM publisher, latest RETURNING id
  ), version AS (
    INSERT INTO versions (id, extension_id, version, state, manifest, digest, size_bytes, entry_digest, inspection, files, submitted_by_id)
    SELECT latest.id, extension.id, '1.0.0', 'approved', '{}', '', 0, '', '{}', '[]', who.id FROM latest, extension, who
  ), plan AS (
    INSERT INTO plans (id, extension_id, name, kind, per_seat, trial_days, created_by_id)
    SELECT gen_random_uuid(), extension.id, 'Team', 'subscription', true, $2, who.id FROM extension, who RETURNING id
  ), price AS (
    INSERT INTO prices (id, plan_id, currency, unit_amount_minor, interval, created_by_id)
    SELECT gen_random_uuid(), plan.id, 'usd', 1999, 'month', who.id FROM plan, who RETURNING id
  )
  SELECT who.id AS user, publisher.id AS publisher, workspace.id AS workspace, price.id AS price
  FROM who, publisher, workspace, extension, plan, price`
