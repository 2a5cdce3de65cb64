import { Injectable } from '@nestjs/common'
import type { BillingInterval, TaxTerms } from '@grantry/contract'
import { Database, Prisma, type Tx } from '../../platform/database/index.ts'

export interface NewPlan {
  extensionId: string
  name: string
  description: string
  kind: 'free' | 'one_time' | 'subscription'
  perSeat: boolean
  trialDays: number
  usageUnit: 'calls' | 'fuel' | null
  createdById: string
}

export interface PriceTerms {
  planId: string
  currency: string
  unitAmountMinor: bigint
  interval: BillingInterval | null
  perUnits: bigint
  createdById: string
}

/** Those on offer first, each kind in the order it was made. */
const withPrices = {
  prices: { orderBy: [{ active: 'desc' }, { id: 'asc' }] },
} satisfies Prisma.PlanInclude
const withPlan = { plan: { include: { extension: true } } } as const

/** A row, and the call by which something was asked for it. */
export interface Asked {
  id: string
  callId: string
}

/** What a plan or a price is at the provider. */
export type ProviderThing = 'product' | 'meter' | 'price'
const COLUMNS = {
  product: { table: Prisma.sql`plans`, call: Prisma.sql`product_call_id`, provider: Prisma.sql`provider_product_id` },
  meter: { table: Prisma.sql`plans`, call: Prisma.sql`meter_call_id`, provider: Prisma.sql`provider_meter_id` },
  price: { table: Prisma.sql`prices`, call: Prisma.sql`price_call_id`, provider: Prisma.sql`provider_price_id` },
} as const satisfies Record<ProviderThing, Record<string, Prisma.Sql>>

/** Whether the provider's price can be sold at: where no taxes are reckoned, any can. */
export const suits = (providerTax: TaxTerms, tax: TaxTerms): boolean => tax === 'none' || providerTax === tax

@Injectable()
export class PlansRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** In the order they were made. */
  list(extensionId: string, db: Tx = this.db) {
    return db.plan.findMany({ where: { extensionId }, include: withPrices, orderBy: { id: 'asc' } })
  }

  find(extensionId: string, id: string, db: Tx = this.db) {
    return db.plan.findFirst({ where: { id, extensionId }, include: withPrices })
  }

  async create(tx: Tx, plan: NewPlan): Promise<string> {
    const { id } = await tx.plan.create({ data: plan, select: { id: true } })
    return id
  }

  async update(
    tx: Tx,
    id: string,
    change: { name?: string; description?: string; state?: 'active' | 'archived' },
    updatedAt: Date,
  ): Promise<void> {
    await tx.plan.update({ where: { id }, data: { ...change, updatedAt } })
  }

  async createPrice(tx: Tx, price: PriceTerms): Promise<void> {
    await tx.price.create({ data: price })
  }

  async retirePrice(tx: Tx, id: string): Promise<void> {
    await tx.price.update({ where: { id }, data: { active: false } })
  }

  /** The call that asked the provider for it, under the lock of its row; null when none did. */
  async lockCall(tx: Tx, what: ProviderThing, id: string): Promise<string | null> {
    const { table, call } = COLUMNS[what]
    const rows = await tx.$queryRaw<{ call: string | null }[]>`
      SELECT ${call}::text AS call FROM ${table} WHERE id = ${id}::uuid FOR UPDATE`
    return rows[0]?.call ?? null
  }

  /** As `lockCall`; null also when the provider's price is to stand to taxes in another way. */
  async lockPriceCall(tx: Tx, id: string, tax: TaxTerms): Promise<string | null> {
    const call = await this.lockCall(tx, 'price', id)
    const { providerTax } = await tx.price.findUniqueOrThrow({ where: { id }, select: { providerTax: true } })
    return suits(providerTax, tax) ? call : null
  }

  /** Another price takes the place of the provider's, whose id is known once it is made. */
  async setPriceCall(tx: Tx, id: string, callId: string, providerTax: TaxTerms): Promise<void> {
    await tx.price.update({ where: { id }, data: { priceCallId: callId, providerTax, providerPriceId: null } })
  }

  async setCall(tx: Tx, what: ProviderThing, id: string, callId: string): Promise<void> {
    const { table, call } = COLUMNS[what]
    await tx.$executeRaw`UPDATE ${table} SET ${call} = ${callId}::uuid WHERE id = ${id}::uuid`
  }

  /** It was refused: whoever asks next asks anew. */
  async forgetCall(tx: Tx, what: ProviderThing, { id, callId }: Asked): Promise<void> {
    const { table, call } = COLUMNS[what]
    await tx.$executeRaw`UPDATE ${table} SET ${call} = NULL WHERE id = ${id}::uuid AND ${call} = ${callId}::uuid`
  }

  /** What a call made; nothing when another call has taken its place. */
  async setProvider(tx: Tx, what: ProviderThing, { id, callId }: Asked, providerId: string): Promise<void> {
    const { table, call, provider } = COLUMNS[what]
    await tx.$executeRaw`
      UPDATE ${table} SET ${provider} = ${providerId} WHERE id = ${id}::uuid AND ${call} = ${callId}::uuid`
  }

  /** With its plan and the extension, in whatever state. */
  findPrice(id: string, db: Tx = this.db) {
    return db.price.findUnique({ where: { id }, include: withPlan })
  }
}

export type PlanRow = NonNullable<Awaited<ReturnType<PlansRepository['find']>>>
export type PricedRow = NonNullable<Awaited<ReturnType<PlansRepository['findPrice']>>>
