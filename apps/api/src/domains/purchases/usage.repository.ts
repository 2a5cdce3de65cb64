import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export interface PeriodRef {
  subscriptionId: string
  startsAt: Date
}

@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /** What is used of a period so far, under its lock; the period is made when it is not there. */
  async lock(tx: Tx, { subscriptionId, startsAt }: PeriodRef, endsAt: Date): Promise<bigint> {
    const rows = await tx.$queryRaw<{ used: bigint }[]>`
      INSERT INTO usage_periods (subscription_id, starts_at, ends_at)
      VALUES (${subscriptionId}::uuid, ${startsAt}, ${endsAt})
      ON CONFLICT (subscription_id, starts_at) DO UPDATE SET ends_at = EXCLUDED.ends_at
      RETURNING used`
    return rows[0]?.used ?? 0n
  }

  /** Null when the same use is counted already. */
  async reserve(
    tx: Tx,
    period: PeriodRef,
    use: { workspaceId: string; key: string; quantity: bigint; at: Date },
  ): Promise<string | null> {
    const { subscriptionId, startsAt } = period
    const data = { subscriptionId, periodStartsAt: startsAt, ...use }
    const [event] = await tx.usageEvent.createManyAndReturn({
      data: [data],
      skipDuplicates: true,
      select: { id: true },
    })
    if (event === undefined) return null
    await tx.usagePeriod.update({
      where: { subscriptionId_startsAt: period },
      data: { used: { increment: use.quantity } },
    })
    return event.id
  }

  /** Gives back what was reserved and not used. True when the provider is to be told, by whoever is told so. */
  async settle(tx: Tx, eventId: string, quantity: bigint, settledAt: Date): Promise<boolean> {
    const event = await tx.usageEvent.findUniqueOrThrow({ where: { id: eventId } })
    const { count } = await tx.usageEvent.updateMany({
      where: { id: eventId, settledAt: null },
      data: { quantity, settledAt },
    })
    if (count === 0) return false
    const period = { subscriptionId: event.subscriptionId, startsAt: event.periodStartsAt }
    await tx.usagePeriod.update({
      where: { subscriptionId_startsAt: period },
      data: { used: { increment: quantity - event.quantity }, settled: { increment: quantity } },
    })
    if (quantity === 0n) return false
    const first = await tx.usagePeriod.updateMany({ where: { ...period, reporting: false }, data: { reporting: true } })
    return first.count === 1
  }

  findEvent(eventId: string) {
    return this.database.client.usageEvent.findUniqueOrThrow({ where: { id: eventId } })
  }

  /** The period with everything a report of it needs, under its lock. */
  async lockForReport(tx: Tx, { subscriptionId, startsAt }: PeriodRef) {
    await tx.$executeRaw`
      SELECT 1 FROM usage_periods WHERE subscription_id = ${subscriptionId}::uuid AND starts_at = ${startsAt} FOR UPDATE`
    return tx.usagePeriod.findUnique({
      where: { subscriptionId_startsAt: { subscriptionId, startsAt } },
      include: { subscription: { include: { price: true } } },
    })
  }

  async noteReport(tx: Tx, period: PeriodRef, reportedBlocks: bigint): Promise<void> {
    await tx.usagePeriod.update({
      where: { subscriptionId_startsAt: period },
      data: { reportedBlocks, reporting: false },
    })
  }

  /** What the provider was told of and did not take. */
  async takeBackReport(tx: Tx, period: PeriodRef, blocks: bigint): Promise<void> {
    await tx.usagePeriod.update({
      where: { subscriptionId_startsAt: period },
      data: { reportedBlocks: { decrement: blocks } },
    })
  }

  async findCustomer(workspaceId: string, userId: string): Promise<string | null> {
    const where = { workspaceId_userId: { workspaceId, userId } }
    return (await this.database.client.customer.findUnique({ where }))?.providerCustomerId ?? null
  }

  find({ subscriptionId, startsAt }: PeriodRef) {
    return this.database.client.usagePeriod.findUnique({
      where: { subscriptionId_startsAt: { subscriptionId, startsAt } },
    })
  }

  /** Uses whose end nobody has told: the server that ran them is gone. */
  async abandoned(before: Date, limit: number): Promise<string[]> {
    const rows = await this.database.client.usageEvent.findMany({
      where: { settledAt: null, at: { lt: before } },
      select: { id: true },
      orderBy: { at: 'asc' },
      take: limit,
    })
    return rows.map(({ id }) => id)
  }
}
