import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

export interface PayoutAccountRow {
  publisherId: string
  providerAccountId: string | null
  country: string | null
  currency: string | null
  detailsSubmitted: boolean
  transfersActive: boolean
  payoutsEnabled: boolean
  requirements: string[]
  updatedAt: Date
}
export type PayoutAccountChange = Partial<Omit<PayoutAccountRow, 'publisherId'>>

@Injectable()
export class PayoutAccountsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.client
  }

  find(tx: Tx, publisherId: string): Promise<PayoutAccountRow | null> {
    return tx.connectedAccount.findUnique({ where: { publisherId } })
  }

  get(publisherId: string): Promise<PayoutAccountRow | null> {
    return this.db.connectedAccount.findUnique({ where: { publisherId } })
  }

  async findByProviderId(tx: Tx, providerAccountId: string): Promise<PayoutAccountRow | null> {
    return tx.connectedAccount.findUnique({ where: { providerAccountId } })
  }

  async isPublisher(tx: Tx, id: string): Promise<boolean> {
    return (await tx.publisher.count({ where: { id } })) === 1
  }

  /** The row of a publisher, under its lock; made when there is none. */
  async lock(tx: Tx, publisherId: string): Promise<PayoutAccountRow> {
    await tx.connectedAccount.createMany({ data: [{ publisherId }], skipDuplicates: true })
    await tx.$executeRaw`SELECT 1 FROM connected_accounts WHERE publisher_id = ${publisherId}::uuid FOR UPDATE`
    return tx.connectedAccount.findUniqueOrThrow({ where: { publisherId } })
  }

  async update(tx: Tx, publisherId: string, change: PayoutAccountChange): Promise<PayoutAccountRow> {
    return tx.connectedAccount.update({ where: { publisherId }, data: change })
  }

  /** Accounts that can pay out, of publishers who may have something to be paid out. */
  async readyPublishers(): Promise<string[]> {
    const rows = await this.db.connectedAccount.findMany({
      where: { payoutsEnabled: true, publisher: { earningLines: { some: {} } } },
      select: { publisherId: true },
    })
    return rows.map(({ publisherId }) => publisherId)
  }

  /** Of every publisher that has begun with one, in the order of their slugs. */
  page(after: string | null, limit: number): Promise<(PayoutAccountRow & { publisher: { slug: string } })[]> {
    return this.db.connectedAccount.findMany({
      where: after === null ? {} : { publisher: { slug: { gt: after } } },
      include: { publisher: { select: { slug: true } } },
      orderBy: { publisher: { slug: 'asc' } },
      take: limit,
    })
  }
}
