import { Injectable } from '@nestjs/common'
import { Database, type Tx } from '../../platform/database/index.ts'

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
  charge: { currency: string; extensionId: string; publisher: { slug: string } }
}

const VIEW = {
  charge: { select: { currency: true, extensionId: true, publisher: { select: { slug: true } } } },
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

  ofCharge(chargeId: string): Promise<DisputeView[]> {
    return this.database.client.dispute.findMany({ where: { chargeId }, include: VIEW, orderBy: { id: 'desc' } })
  }

  /** Newest first. */
  page(state: DisputeState | undefined, after: string | null, limit: number): Promise<DisputeView[]> {
    return this.database.client.dispute.findMany({
      where: { ...(state !== undefined && { state }), ...(after !== null && { id: { lt: after } }) },
      include: VIEW,
      orderBy: { id: 'desc' },
      take: limit,
    })
  }
}
