import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'
import type { ChargeRow } from './charges.repository.ts'

export type DisputeState = 'open' | 'won' | 'lost'

export interface DisputeRow {
  id: string
  chargeId: string
  providerDisputeId: string
  amountMinor: bigint
  feeMinor: bigint
  state: DisputeState
  providerStatus: string
  reason: string
  respondBy: Date | null
  openedAt: Date
  closedAt: Date | null
}
export type DisputeView = DisputeRow & {
  charge: ChargeRow & { publisher: { slug: string } }
  answer: { submittedAt: Date | null } | null
}

const VIEW = {
  charge: { include: { publisher: { select: { slug: true } } } },
  answer: { select: { submittedAt: true } },
} as const

@Injectable()
export class DisputesRepository {
  constructor(private readonly database: Database) {}

  findByProviderId(tx: Tx, providerDisputeId: string): Promise<DisputeRow | null> {
    return tx.dispute.findUnique({ where: { providerDisputeId } })
  }

  async save(tx: Tx, dispute: Omit<DisputeRow, 'id'>): Promise<DisputeRow> {
    const { providerDisputeId } = dispute
    return tx.dispute.upsert({ where: { providerDisputeId }, create: dispute, update: dispute })
  }

  find(id: string): Promise<DisputeView | null> {
    return this.database.client.dispute.findUnique({ where: { id }, include: VIEW })
  }

  /** Under the lock of its row. */
  async lock(tx: Tx, id: string): Promise<DisputeView> {
    await tx.$executeRaw`SELECT 1 FROM disputes WHERE id = ${id}::uuid FOR UPDATE`
    return tx.dispute.findUniqueOrThrow({ where: { id }, include: VIEW })
  }

  ofCharge(chargeId: string): Promise<DisputeView[]> {
    return this.database.client.dispute.findMany({ where: { chargeId }, include: VIEW, orderBy: { id: 'desc' } })
  }

  /** Newest first. */
  page(
    { state, publisherId }: { state?: DisputeState | undefined; publisherId?: string },
    after: string | null,
    limit: number,
  ): Promise<DisputeView[]> {
    return this.database.client.dispute.findMany({
      where: {
        ...(state !== undefined && { state }),
        ...(publisherId !== undefined && { charge: { publisherId } }),
        ...(after !== null && { id: { lt: after } }),
      },
      include: VIEW,
      orderBy: { id: 'desc' },
      take: limit,
    })
  }
}
