import { Injectable } from '@nestjs/common'
import type { BillingInterval } from '@grantry/contract'
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

/** What a plan or a price is at the provider. */
export type ProviderThing = 'product' | 'meter' | 'price'
const COLUMNS = {
  product: { table: Prisma.sql`plans`, call: Prisma.sql`product_call_id`, provider: Prisma.sql`provider_product_id` },
  meter: { table: Prisma.sql`plans`, call: Prisma.sql`meter_call_id`, provider: Prisma.sql`provider_meter_id` },
  price: { table: Prisma.sql`prices`, call: Prisma.sql`price_call_id`, provider: Prisma.sql`provider_price_id` },
} as const satisfies Record<ProviderThing, Record<string, Prisma.Sql>>

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

  async setCall(tx: Tx, what: ProviderThing, id: string, callId: string): Promise<void> {
    const { table, call } = COLUMNS[what]
    await tx.$executeRaw`UPDATE ${table} SET ${call} = ${callId}::uuid WHERE id = ${id}::uuid`
  }

  /** It was refused: whoever asks next asks anew. */
  async forgetCall(tx: Tx, what: ProviderThing, id: string): Promise<void> {
    const { table, call } = COLUMNS[what]
    await tx.$executeRaw`UPDATE ${table} SET ${call} = NULL WHERE id = ${id}::uuid`
  }

  async setProvider(tx: Tx, what: ProviderThing, id: string, providerId: string): Promise<void> {
    const { table, provider } = COLUMNS[what]
    await tx.$executeRaw`UPDATE ${table} SET ${provider} = ${providerId} WHERE id = ${id}::uuid`
  }

  /** With its plan and the extension, in whatever state. */
  findPrice(id: string, db: Tx = this.db) {
    return db.price.findUnique({ where: { id }, include: withPlan })
  }
}

export type PlanRow = NonNullable<Awaited<ReturnType<PlansRepository['find']>>>
export type PricedRow = NonNullable<Awaited<ReturnType<PlansRepository['findPrice']>>>
