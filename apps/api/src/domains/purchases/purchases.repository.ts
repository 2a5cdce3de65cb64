import { Injectable } from '@nestjs/common'
import { z } from 'zod'
import { Database, type Prisma, type Tx } from '../../platform/database/index.ts'

export interface NewPurchase {
  workspaceId: string
  extensionId: string
  planId: string
  priceId: string
  buyerId: string
  quantity: number
  capMinor: bigint | null
}

/** What the provider tells of a subscription, in our words. */
export interface SubscriptionState {
  providerSubscriptionId: string
  providerItemId: string | null
  status: string
  quantity: number
  currentPeriodStart: Date
  currentPeriodEnd: Date
  trialEndsAt: Date | null
  cancelAtPeriodEnd: boolean
  pastDueSince: Date | null
  endedAt: Date | null
}

/** A price as the provider names it. */
export interface ProviderPrice {
  id: string
  metadata: Record<string, string>
}

/** Statuses of a subscription in which there is nothing left to change. */
export const ENDED_STATUSES = ['canceled', 'incomplete_expired'] as const

const inFull = {
  plan: { include: { prices: { select: { perUnits: true }, take: 1 } } },
  price: true,
  extension: { select: { id: true, name: true, pricing: true, publisherId: true } },
  workspace: { select: { name: true } },
  buyer: { select: { id: true, name: true } },
  subscription: true,
} satisfies Prisma.PurchaseInclude

/** Every query names the workspace: an id alone opens nothing. What the provider tells is found by the provider's ids. */
@Injectable()
export class PurchasesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  /** Makes those who buy an extension for a workspace take turns until their transactions end. */
  async lock(tx: Tx, workspaceId: string, extensionId: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`purchase:${workspaceId}:${extensionId}`}, 0))`
  }

  findOpen(workspaceId: string, extensionId: string, db: Tx = this.db) {
    return db.purchase.findFirst({ where: { workspaceId, extensionId, state: 'open' } })
  }

  async create(tx: Tx, purchase: NewPurchase): Promise<string> {
    const { id } = await tx.purchase.create({ data: purchase, select: { id: true } })
    return id
  }

  /** Whether the trial could be taken: neither the person nor the workspace has had one of the extension. */
  async claimTrial(
    tx: Tx,
    trial: { extensionId: string; buyerId: string; workspaceId: string; purchaseId: string },
  ): Promise<boolean> {
    const { count } = await tx.trial.createMany({ data: [trial], skipDuplicates: true })
    return count === 1
  }

  /** Gives back the trial of a checkout that was not completed. */
  async releaseTrial(tx: Tx, purchaseId: string): Promise<void> {
    await tx.trial.deleteMany({ where: { purchaseId } })
  }

  async update(tx: Tx, id: string, change: Prisma.PurchaseUncheckedUpdateInput): Promise<void> {
    await tx.purchase.update({ where: { id }, data: change })
  }

  find(workspaceId: string, id: string, db: Tx = this.db) {
    return db.purchase.findFirst({ where: { id, workspaceId }, include: inFull })
  }

  /** By what the provider was told of it. */
  findById(id: string, db: Tx = this.db) {
    return db.purchase.findUnique({ where: { id }, include: inFull })
  }

  /** Newest first. */
  list(workspaceId: string, filter: { extension: string | null; before: string | null; limit: number }) {
    const { extension, before, limit } = filter
    return this.db.purchase.findMany({
      where: {
        workspaceId,
        ...(extension !== null && { extensionId: extension }),
        ...(before !== null && { id: { lt: before } }),
      },
      include: inFull,
      orderBy: { id: 'desc' },
      take: limit,
    })
  }

  /** Takes over what the provider told of the subscription of a purchase. */
  async keepSubscription(
    tx: Tx,
    purchase: PurchaseRow,
    state: SubscriptionState,
    updatedAt: Date,
  ): Promise<{ id: string }> {
    const { id: purchaseId, workspaceId, extensionId, planId, priceId, buyerId } = purchase
    return tx.subscription.upsert({
      where: { purchaseId },
      create: { purchaseId, workspaceId, extensionId, planId, priceId, buyerId, ...state, updatedAt },
      update: { ...state, updatedAt },
      select: { id: true },
    })
  }

  /** True once: whoever is told so has to end the subscription at the provider. */
  async markRevoked(tx: Tx, subscriptionId: string, reason: string): Promise<boolean> {
    const { count } = await tx.subscription.updateMany({
      where: { id: subscriptionId, revokedReason: null, status: { not: 'canceled' } },
      data: { revokedReason: reason },
    })
    return count === 1
  }

  /** What a person has bought that renews, in whatever workspace; locked. */
  async lockRenewing(tx: Tx, buyerId: string): Promise<PurchaseRow[]> {
    await tx.$executeRaw`SELECT 1 FROM subscriptions WHERE buyer_id = ${buyerId}::uuid FOR UPDATE`
    const renewing = { cancelAtPeriodEnd: false, revokedReason: null, status: { notIn: [...ENDED_STATUSES] } }
    return tx.purchase.findMany({ where: { buyerId, subscription: renewing }, include: inFull, orderBy: { id: 'asc' } })
  }

  /** Subscriptions of a workspace that go on being paid for, locked. */
  async lockRenewingIn(tx: Tx, workspaceId: string): Promise<PurchaseRow[]> {
    await tx.$executeRaw`SELECT 1 FROM subscriptions WHERE workspace_id = ${workspaceId}::uuid FOR UPDATE`
    const renewing = { cancelAtPeriodEnd: false, revokedReason: null, status: { notIn: [...ENDED_STATUSES] } }
    return tx.purchase.findMany({
      where: { workspaceId, subscription: renewing },
      include: inFull,
      orderBy: { id: 'asc' },
    })
  }

  /** Checkouts of a workspace that nobody has completed. */
  listOpenIn(tx: Tx, workspaceId: string) {
    return tx.purchase.findMany({ where: { workspaceId, state: 'open' }, orderBy: { id: 'asc' } })
  }

  /** Checkouts of a person that nobody has completed. */
  listOpenOf(tx: Tx, buyerId: string) {
    return tx.purchase.findMany({ where: { buyerId, state: 'open' }, orderBy: { id: 'asc' } })
  }

  /** Everything that a person has bought, oldest first. */
  listOfBuyer(buyerId: string): Promise<PurchaseRow[]> {
    return this.db.purchase.findMany({ where: { buyerId }, include: inFull, orderBy: { id: 'asc' } })
  }

  /** The price that the provider says is paid; one that we do not know changes nothing. */
  async followPrice(tx: Tx, { id, priceId }: PurchaseRow, paid: ProviderPrice | null): Promise<void> {
    if (paid === null) return
    const own = z.uuid().safeParse(paid.metadata['grantry_price']).data
    const price = await tx.price.findFirst({
      // One whose place another price of the provider has taken still says which it is.
      where: { OR: [{ providerPriceId: paid.id }, ...(own === undefined ? [] : [{ id: own }])] },
      orderBy: { id: 'asc' },
      select: { id: true, planId: true },
    })
    if (price === null || price.id === priceId) return
    const data = { priceId: price.id, planId: price.planId }
    await tx.purchase.update({ where: { id }, data })
    await tx.subscription.updateMany({ where: { purchaseId: id }, data })
  }
}

export type PurchaseRow = NonNullable<Awaited<ReturnType<PurchasesRepository['find']>>>
